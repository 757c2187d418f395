package iotsafe.est.https;

import iotsafe.est.EstOperation;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where an EST server is: {@code https://HOST[:PORT]/.well-known/est[/LABEL]}.
 *
 * @param server scheme, host and port; no path
 * @param label which CA or profile of the server, if it has several
 * @see "RFC 7030 §3.2.2"
 */
public record EstUri(URI server, Optional<String> label) {
    private static final String ROOT = "/.well-known/est";

    /** A label must not read as an operation, or nobody could tell which is meant. */
    private static final Set<String> RESERVED =
            Set.of("cacerts", "simpleenroll", "simplereenroll", "fullcmc", "serverkeygen", "csrattrs");

    /**
     * Accepts the server with or without the well-known path.
     *
     * @throws IllegalArgumentException if the scheme is not https, there is no host, there is more than that, or the label is an operation
     *     or not one path segment of letters, digits and {@code -._~}
     */
    public EstUri {
        boolean bare = Set.of("", "/", ROOT, ROOT + "/").contains(String.valueOf(server.getRawPath()));
        if (!"https".equalsIgnoreCase(server.getScheme())
                || server.getHost() == null
                || server.getRawUserInfo() != null
                || server.getRawQuery() != null
                || server.getRawFragment() != null
                || !bare) {
            throw new IllegalArgumentException("EST server \"" + server + "\" is not of the form https://HOST[:PORT]");
        }
        label.ifPresent(EstUri::requireLabel);
        server = URI.create("https://" + server.getRawAuthority());
    }

    private static void requireLabel(String label) {
        if (RESERVED.contains(label.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("EST label \"" + label + "\" is the name of an operation");
        }
        if (!label.matches("[A-Za-z0-9._~-]+") || label.matches("\\.+")) {
            throw new IllegalArgumentException(
                    "EST label \"" + label + "\" is not one path segment of letters, digits and -._~");
        }
    }

    /** The resource of an operation. */
    public URI of(EstOperation operation) {
        return server.resolve(ROOT + label.map(name -> "/" + name).orElse("") + "/" + operation.path());
    }
}
