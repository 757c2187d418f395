package iotsafe.est;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * An alternative name as a person writes it: {@code dns:dev1.example}, {@code uri:urn:imei:490154203237518}, {@code ip:192.0.2.1},
 * {@code email:ops@example.com}; the kind in upper case, too, as OpenSSL has it.
 *
 * @see "RFC 5280 §4.2.1.6"
 */
final class AlternativeName {
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String HOST = "(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*";
    private static final Pattern DNS = Pattern.compile(HOST);
    private static final Pattern IP = Pattern.compile("[0-9A-Fa-f.:]+");
    private static final Pattern EMAIL = Pattern.compile("[!-~&&[^@<>(),;:\"\\\\\\[\\]]]{1,64}@" + HOST);

    private AlternativeName() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is of another kind, or not a name of its kind; the message goes on after "it is …;"
     */
    static GeneralName read(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1);
        return switch (text.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
            case "dns" -> of(GeneralName.dNSName, name, DNS.matcher(name).matches(), "a host name");
            case "uri" -> of(GeneralName.uniformResourceIdentifier, name, isUri(name), "an absolute URI in ASCII");
            case "ip" -> address(name);
            case "email" -> of(GeneralName.rfc822Name, name, EMAIL.matcher(name).matches(), "a mail address in ASCII");
            default -> throw new IllegalArgumentException("it must begin with dns:, uri:, ip: or email:");
        };
    }

    private static GeneralName address(String name) {
        try {
            return of(GeneralName.iPAddress, name, IP.matcher(name).matches(), "an IP address");
        } catch (IllegalArgumentException notOne) {
            return of(GeneralName.iPAddress, name, false, "an IP address");
        }
    }

    private static GeneralName of(int kind, String name, boolean fits, String what) {
        if (!fits) {
            throw new IllegalArgumentException("\"%s\" is not %s".formatted(Printable.of(name), what));
        }
        return new GeneralName(kind, name);
    }

    /** RFC 5280: not a relative one. */
    private static boolean isUri(String name) {
        try {
            URI uri = new URI(name);
            return uri.isAbsolute() && name.equals(uri.toASCIIString());
        } catch (URISyntaxException notOne) {
            return false;
        }
    }
}
