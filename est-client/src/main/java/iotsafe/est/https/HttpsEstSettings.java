package iotsafe.est.https;

import iotsafe.est.EstTransport;
import iotsafe.est.TrustAnchors;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * All that a connection to an EST server over HTTPS takes.
 *
 * @param server where it is
 * @param trust who may answer there: under an explicit anchor the host of the URI or a registration authority, under an implicit one the
 *     host alone (RFC 7030 §3.6)
 * @param identity the key and certificate shown in the handshake: the factory's at the first enrolment, afterwards that to be renewed
 *     (RFC 7030 §3.3.2); the key need not have an encoding. Empty if the device has none
 * @param credentials answer to a 401, once and only to an authorised server
 * @param linkable whether {@link EstTransport#channelBinding} tells tls-unique, for which Bouncy Castle's TLS 1.2 is used; else the platform's
 *     TLS 1.2 or 1.3
 * @param linker ties each request to its connection after the handshake, for servers that close a connection after each answer; needs
 *     {@code linkable}. Empty to send requests as they are
 * @param limits how long and how much
 * @param clock for a Retry-After that is a date
 */
public record HttpsEstSettings(
        EstUri server,
        TrustAnchors trust,
        Optional<X509ExtendedKeyManager> identity,
        Optional<HttpCredentials> credentials,
        boolean linkable,
        Optional<RequestLinker> linker,
        HttpsEstLimits limits,
        Clock clock) {
    /** A server and its trust, the usual limits, and no way yet for the device to say who it is. */
    public static HttpsEstSettings of(EstUri server, TrustAnchors trust) {
        return new HttpsEstSettings(
                server,
                trust,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                HttpsEstLimits.USUAL,
                Clock.systemUTC());
    }

    /**
     * Authenticates in TLS with an EC key, which may be one that only a card can use.
     *
     * @param chain its certificate, then intermediates
     */
    public HttpsEstSettings as(PrivateKey key, List<X509Certificate> chain) {
        return new HttpsEstSettings(
                server, trust, Optional.of(new OneIdentity(key, chain)), credentials, linkable, linker, limits, clock);
    }

    /** Answers a 401. */
    public HttpsEstSettings with(HttpCredentials answer) {
        return new HttpsEstSettings(server, trust, identity, Optional.of(answer), linkable, linker, limits, clock);
    }

    /** Tells tls-unique. */
    public HttpsEstSettings telling() {
        return new HttpsEstSettings(server, trust, identity, credentials, true, linker, limits, clock);
    }

    /** Links requests. */
    public HttpsEstSettings with(RequestLinker linking) {
        return new HttpsEstSettings(server, trust, identity, credentials, true, Optional.of(linking), limits, clock);
    }

    /** Within other limits. */
    public HttpsEstSettings with(HttpsEstLimits other) {
        return new HttpsEstSettings(server, trust, identity, credentials, linkable, linker, other, clock);
    }

    /** By another clock. */
    public HttpsEstSettings with(Clock other) {
        return new HttpsEstSettings(server, trust, identity, credentials, linkable, linker, limits, other);
    }

    /** A transport with connections of its own: no TLS session of another one is resumed. */
    public EstTransport transport() {
        return HttpsEstTransport.of(this);
    }
}
