package iotsafe.est.https;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers a 401: Digest with SHA-256, Digest with MD5, Basic, the first of these that the server offers. The connection is TLS and its
 * server authorised; what MD5 lacks in strength, TLS has.
 *
 * @see "RFC 7030 §3.2.3; RFC 7616 (Digest); RFC 7617 (Basic)"
 */
final class Authentication {
    /** The best first; a Digest without algorithm means MD5 (RFC 7616 §3.3). */
    private static final List<String> ALGORITHMS = List.of("SHA-256", "MD5");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpCredentials credentials;

    Authentication(HttpCredentials credentials) {
        this.credentials = credentials;
    }

    /** The Authorization field for a repetition of the request; empty if no challenge can be answered. */
    Optional<String> answer(List<String> fields, String method, URI resource) throws GeneralSecurityException {
        Optional<Challenge> best = fields.stream()
                .flatMap(field -> Challenge.in(field).stream())
                .filter(Authentication::isKnown)
                .min(Comparator.comparingInt(Authentication::rank));
        if (best.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                best.get().scheme().equals("basic")
                        ? basic()
                        : digest(best.get().parameters(), method, resource.getRawPath()));
    }

    private static boolean isKnown(Challenge challenge) {
        return challenge.scheme().equals("basic")
                || (challenge.scheme().equals("digest")
                        && challenge.parameters().containsKey("nonce")
                        && challenge.parameters().containsKey("realm")
                        && ALGORITHMS.contains(algorithm(challenge.parameters()))
                        && offersAuth(challenge.parameters()));
    }

    private static int rank(Challenge challenge) {
        return challenge.scheme().equals("basic")
                ? ALGORITHMS.size()
                : ALGORITHMS.indexOf(algorithm(challenge.parameters()));
    }

    private static String algorithm(Map<String, String> parameters) {
        return parameters.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
    }

    /** Without qop it is RFC 2069's, which RFC 7616 no longer has. */
    private static boolean offersAuth(Map<String, String> parameters) {
        return Arrays.asList(parameters.getOrDefault("qop", "").split("\\s*,\\s*"))
                .contains("auth");
    }

    private String basic() {
        byte[] pair = credentials.passwordAfter(credentials.user() + ":");
        try {
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        } finally {
            Arrays.fill(pair, (byte) 0);
        }
    }

    private String digest(Map<String, String> challenge, String method, String path) throws GeneralSecurityException {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return digest(challenge, method, path, HexFormat.of().formatHex(random));
    }

    /** With a client nonce given, for the RFC's own example. */
    String digest(Map<String, String> challenge, String method, String path, String clientNonce)
            throws GeneralSecurityException {
        String algorithm = algorithm(challenge);
        MessageDigest hash = MessageDigest.getInstance(algorithm);
        String realm = challenge.getOrDefault("realm", "");
        String nonce = challenge.getOrDefault("nonce", "");
        byte[] secret = credentials.passwordAfter(credentials.user() + ":" + realm + ":");
        String first = HexFormat.of().formatHex(hash.digest(secret));
        Arrays.fill(secret, (byte) 0);
        String second = hex(hash, method + ":" + path);
        String response = hex(hash, String.join(":", first, nonce, "00000001", clientNonce, "auth", second));
        String opaque = challenge.containsKey("opaque") ? ", opaque=" + quoted(challenge.get("opaque")) : "";
        return "Digest username=%s, realm=%s, uri=%s, algorithm=%s, nonce=%s, nc=00000001, cnonce=%s, qop=auth, response=%s%s"
                .formatted(
                        quoted(credentials.user()),
                        quoted(realm),
                        quoted(path),
                        algorithm,
                        quoted(nonce),
                        quoted(clientNonce),
                        quoted(response),
                        opaque);
    }

    private static String hex(MessageDigest hash, String text) {
        return HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String quoted(String text) {
        return "\"" + text.replaceAll("([\"\\\\])", "\\\\$1") + "\"";
    }
}
