package iotsafe.client.config;

import iotsafe.est.RequestedNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** The names of a first certification request, and what they must fit: servers look for the endpoint name in the CN (OMA LwM2M Transport). */
final class SubjectName {
    private static final String LEAVE_OUT = "leave the CN out: the endpoint name is added";

    private final Settings settings;
    private final Problems problems;

    SubjectName(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** A distinguished name (RFC 4514). */
    static X500Principal parse(String text) {
        X500Principal name;
        try {
            name = new X500Principal(text);
        } catch (IllegalArgumentException e) {
            String why = e.getCause() == null
                    ? String.valueOf(e.getMessage())
                    : e.getCause().getMessage();
            throw new BadValueException(
                    "it is no distinguished name (%s)".formatted(why),
                    "write it as in RFC 4514, for example OU=Meters,O=Example");
        }
        if (name.getName().isEmpty()) {
            throw new BadValueException("it names nothing", "remove the key if you have no value for it");
        }
        return name;
    }

    /** An alternative name, unchanged. */
    static String alternative(String text) {
        try {
            RequestedNames.of(new X500Principal(""), List.of(text));
            return text;
        } catch (IllegalArgumentException e) {
            throw new BadValueException(
                    String.valueOf(e.getMessage()),
                    "for example dns:dev1.example.com, uri:urn:imei:490154203237518 or ip:192.0.2.1");
        }
    }

    void check(X500Principal name, Optional<String> endpoint) {
        List<String> commonNames = commonNames(name);
        if (commonNames.isEmpty() || (endpoint.isPresent() && commonNames.equals(List.of(endpoint.get())))) {
            return;
        }
        settings.get(ConfigKey.ENROLMENT_SUBJECT)
                .ifPresent(written -> problems.add(
                        written.place(),
                        endpoint.isPresent()
                                ? "enrolment.subject has another CN than endpoint, and servers want them equal"
                                : "enrolment.subject has a CN, and endpoint is not set to it",
                        LEAVE_OUT));
    }

    private static List<String> commonNames(X500Principal name) {
        List<String> found = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(name.getName()).getRdns()) {
                Attribute value = part.toAttributes().get("CN");
                for (int i = 0; value != null && i < value.size(); i++) {
                    found.add(String.valueOf(value.get(i)));
                }
            }
        } catch (NamingException e) {
            throw new IllegalStateException("a name that was read before", e);
        }
        return found;
    }
}
