package iotsafe.testbed.weather;

import java.util.Arrays;
import java.util.OptionalInt;

/** One thing the test bed does wrong when asked to; without weather it behaves as the standards say. */
public enum Weather {
    /** The first enrolments are answered 5.03 with Max-Age 1; the number says how many (RFC 9148 §4.7). */
    SEN_503("sen-503", Kind.EST, 2, "answer 5.03 with Max-Age 1 this many times before issuing"),
    /** The first enrolment is answered 5.03 without Max-Age, which means 60 s (RFC 7252 §5.10.5). */
    SEN_503_NO_MAX_AGE("sen-503-no-max-age", Kind.EST, "answer 5.03 without Max-Age once before issuing"),
    /** Only half of the certificate arrives. */
    SEN_TRUNCATED("sen-truncated", Kind.EST, "send half of the issued certificate"),
    /** The certificate is followed by zeros; the number is the size in bytes. */
    SEN_OVERSIZED("sen-oversized", Kind.EST, 200_000, "pad the issued certificate with zeros to this many bytes"),
    /** Bytes that are no DER. */
    SEN_GARBAGE("sen-garbage", Kind.EST, "send 300 random bytes for the certificate"),
    /** The right body under Content-Format 0, text/plain. */
    SEN_WRONG_CONTENT_FORMAT("sen-wrong-content-format", Kind.EST, "label the certificate as text/plain"),
    /** Empty ACK at once, the answer later; the number is milliseconds (RFC 9148 §4.7). */
    SEN_SLOW("sen-slow", Kind.EST, 3_000, "acknowledge, then answer after this many milliseconds"),
    /** Neither ACK nor answer. */
    SEN_SILENCE("sen-silence", Kind.EST, "never answer an enrolment"),
    /** Only half of the CA bag arrives. */
    CRTS_TRUNCATED("crts-truncated", Kind.EST, "send half of the CA certificates"),
    /** The CA bag is followed by zeros; the number is the size in bytes. */
    CRTS_OVERSIZED("crts-oversized", Kind.EST, 200_000, "pad the CA certificates with zeros to this many bytes"),
    /** Bytes that are no DER. */
    CRTS_GARBAGE("crts-garbage", Kind.EST, "send 300 random bytes for the CA certificates"),
    /** The right body under Content-Format 0, text/plain. */
    CRTS_WRONG_CONTENT_FORMAT("crts-wrong-content-format", Kind.EST, "label the CA certificates as text/plain"),
    /** Empty ACK at once, the answer later; the number is milliseconds. */
    CRTS_SLOW("crts-slow", Kind.EST, 3_000, "acknowledge, then answer after this many milliseconds"),
    /** Neither ACK nor answer. */
    CRTS_SILENCE("crts-silence", Kind.EST, "never answer a request for CA certificates"),

    /** The CA is about to change its key: all four certificates of RFC 4210 §4.4, in any order; it still issues under the old one. */
    ROLLOVER("rollover", Kind.EST, "send the CA's next key and both links to it among the CA certificates"),
    /** A new root that nothing vouches for. */
    ROLLOVER_WITHOUT_LINK(
            "rollover-without-link", Kind.EST, "send the CA's next root, self-signed, without a link to it"),
    /** Requests have to carry the channel binding (RFC 7030 §3.5). */
    ATT_LINKING("att-linking", Kind.EST, "demand challengePassword in requests; without it enrolment is 4.01"),
    /** The same by the newer attribute (RFC 7894). */
    ATT_IDENTITY_LINKING(
            "att-identity-linking", Kind.EST, "demand estIdentityLinking in requests; without it enrolment is 4.01"),
    /** A demand that a card's key cannot meet. */
    ATT_P384("att-p384", Kind.EST, "demand a key on P-384"),
    /** A wish that is to be ignored. */
    ATT_UNKNOWN("att-unknown", Kind.EST, "wish for an attribute nobody knows"),
    /** The first enrolments are answered 202 with Retry-After 1; the number says how many (RFC 7030 §4.2.3). */
    HTTPS_202("https-202", Kind.HTTPS, 2, "answer 202 with Retry-After 1 this many times before issuing"),
    /** The first enrolment is answered 202 without Retry-After, which a server must not do. */
    HTTPS_202_NO_RETRY_AFTER("https-202-no-retry-after", Kind.HTTPS, "answer 202 without Retry-After once"),
    /** A password in place of a certificate: the endpoint's name as user, "rain" as password (RFC 7030 §3.2.3). */
    HTTPS_BASIC("https-basic", Kind.HTTPS, "answer 401 until the endpoint names itself with the password \"rain\""),
    /** To another path of the same server (RFC 7030 §3.2.1). */
    HTTPS_REDIRECT("https-redirect", Kind.HTTPS, "redirect every request to another path"),
    /** To another host name, where no request may follow unasked. */
    HTTPS_REDIRECT_ELSEWHERE("https-redirect-elsewhere", Kind.HTTPS, "redirect every request to another host"),
    /** The operation is optional (RFC 7030 §4.5). */
    HTTPS_NO_CSRATTRS("https-no-csrattrs", Kind.HTTPS, "answer csrattrs with 404"),
    /** What a card with P-256 keys cannot do. */
    HTTPS_CSRATTRS_P384("https-csrattrs-p384", Kind.HTTPS, "ask for a key on P-384 in csrattrs"),
    /** Requests have to be linked to their TLS connection (RFC 7030 §3.5); the value is compared. */
    HTTPS_LINKING(
            "https-linking", Kind.HTTPS, "demand challengePassword in requests; unless it is this connection's, 401"),
    /** Each exchange takes a connection of its own. */
    HTTPS_CLOSE("https-close", Kind.HTTPS, "close the connection after each answer"),
    /** The CA behind the server fails. */
    HTTPS_500("https-500", Kind.HTTPS, "answer every enrolment with 500"),
    /** Only half of the certificate arrives. */
    HTTPS_TRUNCATED("https-truncated", Kind.HTTPS, "send half of the issued certificate"),
    /** The certificate is followed by more; the number is how many characters. */
    HTTPS_OVERSIZED("https-oversized", Kind.HTTPS, 200_000, "send this many characters after the certificate"),
    /** No base64. */
    HTTPS_GARBAGE("https-garbage", Kind.HTTPS, "send words for the certificate"),
    /** The right body as text/html. */
    HTTPS_WRONG_CONTENT_TYPE("https-wrong-content-type", Kind.HTTPS, "label the certificate as text/html"),
    /** The answer comes late; the number is milliseconds. */
    HTTPS_SLOW("https-slow", Kind.HTTPS, 3_000, "answer an enrolment after this many milliseconds"),
    /** No answer at all. */
    HTTPS_SILENCE("https-silence", Kind.HTTPS, "never answer an enrolment"),

    /** Issued for a key nobody asked about. */
    WRONG_KEY("wrong-key", Kind.CERTIFICATE, "certify another public key than the requested one"),
    /** Its last day was yesterday. */
    EXPIRED("expired", Kind.CERTIFICATE, "certificate that ended a day ago"),
    /** Its first day is tomorrow. */
    NOT_YET_VALID("not-yet-valid", Kind.CERTIFICATE, "certificate that begins in a day"),
    /** Signed by another CA of the same name, so that names chain and signatures do not. */
    OTHER_CA("other-ca", Kind.CERTIFICATE, "sign with another CA that bears the same name"),
    /** The subject is somebody else. */
    OTHER_NAME("other-name", Kind.CERTIFICATE, "certify the common name \"somebody-else\""),
    /** Extended key usage without client authentication. */
    SERVER_AUTH_ONLY("server-auth-only", Kind.CERTIFICATE, "extended key usage serverAuth instead of clientAuth"),
    /** A device that could issue certificates. */
    CA_LEAF("ca-leaf", Kind.CERTIFICATE, "basic constraints CA=true in the device certificate"),

    /** A server that only may be a client. */
    SERVER_CERTIFICATE_CLIENT_AUTH_ONLY(
            "server-certificate-client-auth-only",
            Kind.BOOTSTRAP,
            "the bootstrap server presents a certificate with clientAuth only"),
    /** Resources 3 and 5 of the management account are absent, not empty. */
    OMIT_KEYS("omit-keys", Kind.BOOTSTRAP, "write the management account without resources 3 and 5"),
    /** A management account nobody can connect to. */
    NO_SERVER_URI("no-server-uri", Kind.BOOTSTRAP, "write the management account without its URI"),
    /** The number is of sessions; there are no more than as many kinds (OMA LwM2M Core 6.1.7.3, 6.1.7.4). */
    NONSENSE(
            "nonsense",
            Kind.BOOTSTRAP,
            100,
            "put nonsense into one request of each of this many sessions, another each time"),
    /** The association ends before EST can begin. */
    CLOSE_AFTER_FINISH("close-after-finish", Kind.BOOTSTRAP, "close the DTLS association after Bootstrap-Finish");

    /** Where a weather strikes. */
    public enum Kind {
        /** The certificate issued: at enrolment, or by {@code ca issue}. */
        CERTIFICATE,
        /** The answers of the enrolment resources. */
        EST,
        /** The answers of the EST server over HTTPS. */
        HTTPS,
        /** The handshake or the writes of the bootstrap server. */
        BOOTSTRAP
    }

    private final String label;
    private final Kind kind;
    private final OptionalInt usual;
    private final String effect;

    Weather(String label, Kind kind, String effect) {
        this(label, kind, OptionalInt.empty(), effect);
    }

    Weather(String label, Kind kind, int usual, String effect) {
        this(label, kind, OptionalInt.of(usual), effect);
    }

    Weather(String label, Kind kind, OptionalInt usual, String effect) {
        this.label = label;
        this.kind = kind;
        this.usual = usual;
        this.effect = effect;
    }

    /** Its name on the command line. */
    public String label() {
        return label;
    }

    /** Where it strikes. */
    public Kind kind() {
        return kind;
    }

    /** The number it takes if none is given; empty if it takes none. */
    public OptionalInt usual() {
        return usual;
    }

    /** What the test bed then does, for the help text. */
    public String effect() {
        return effect;
    }

    /**
     * Finds a weather by its name on the command line.
     *
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    public static Weather named(String label) {
        return Arrays.stream(values())
                .filter(weather -> weather.label.equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no weather is called \"%s\"; there are %s"
                        .formatted(
                                label,
                                String.join(
                                        ", ",
                                        Arrays.stream(values())
                                                .map(Weather::label)
                                                .toList()))));
    }
}
