package iotsafe.est.https;

import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;

/**
 * Where a 3xx may lead: to the same origin always; to another one with a GET, whose server is then authorised anew; never to http, and never
 * with a request or a password to another origin, for which the document asks a person.
 *
 * @see "RFC 7030 §3.2.1"
 */
final class Redirect {
    /** 303 would make a GET of an enrolment, 300 and 304 to 306 lead nowhere. */
    private static final Set<Integer> KEEPING_METHOD = Set.of(301, 302, 307, 308);

    private static final int HTTPS = 443;

    private Redirect() {}

    static boolean is(int status) {
        return KEEPING_METHOD.contains(status);
    }

    /**
     * The resource to ask instead.
     *
     * @throws EstException.Refused if the redirect must not be followed
     */
    static URI target(EstOperation operation, HttpResponse<?> answer) throws EstException.Refused {
        URI from = answer.uri();
        Optional<String> field = answer.headers().firstValue("location").filter(text -> !text.isBlank());
        URI to;
        try {
            to = from.resolve(field.orElse(""));
        } catch (IllegalArgumentException malformed) {
            throw refused(operation, from, "an unreadable address");
        }
        if (field.isEmpty()) {
            throw refused(operation, from, "no address");
        }
        if (!"https".equalsIgnoreCase(to.getScheme()) || to.getHost() == null || to.getRawUserInfo() != null) {
            throw refused(operation, from, "\"" + to + "\", which is not plain https");
        }
        if (operation.method() == EstOperation.Method.POST && !sameOrigin(from, to)) {
            throw refused(
                    operation, from, "another server, \"" + to + "\", where a request goes only if a person says so");
        }
        return to;
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getHost().equalsIgnoreCase(other.getHost()) && port(one) == port(other);
    }

    private static int port(URI resource) {
        return resource.getPort() < 0 ? HTTPS : resource.getPort();
    }

    private static EstException.Refused refused(EstOperation operation, URI from, String where) {
        return new EstException.Refused(
                operation, from, "the server redirects to %s; configure the server's true address".formatted(where));
    }
}
