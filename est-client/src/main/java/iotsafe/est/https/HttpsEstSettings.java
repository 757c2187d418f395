package iotsafe.est.https;

import iotsafe.est.EstTransport;
import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
 * @param linking whether requests are linked to their connection as they leave, and {@link EstTransport#channelBinding} tells tls-unique, for
 *     which Bouncy Castle's TLS 1.2 is used; else the platform's TLS 1.2 or 1.3
 * @param limits how long and how much
 * @param clock for the dates of the server's certificate, and for a Retry-After that is one
 * @param hearer is told the Date of each answer, which comes from an authorised server
 */
public record HttpsEstSettings(
        EstUri server,
        TrustAnchors trust,
        Optional<X509ExtendedKeyManager> identity,
        Optional<HttpCredentials> credentials,
        boolean linking,
        HttpsEstLimits limits,
        ValidityClock clock,
        Consumer<Instant> hearer) {
    /** A server and its trust, the usual limits, and no way yet for the device to say who it is. */
    public static HttpsEstSettings of(EstUri server, TrustAnchors trust) {
        return new HttpsEstSettings(
                server,
                trust,
                Optional.empty(),
                Optional.empty(),
                false,
                HttpsEstLimits.USUAL,
                ValidityClock.of(Clock.systemUTC()),
                date -> {});
    }

    /**
     * Authenticates in TLS with an EC key, which may be one that only a card can use.
     *
     * @param chain its certificate, then intermediates
     */
    public HttpsEstSettings as(PrivateKey key, List<X509Certificate> chain) {
        return new HttpsEstSettings(
                server, trust, Optional.of(new OneIdentity(key, chain)), credentials, linking, limits, clock, hearer);
    }

    /** Answers a 401. */
    public HttpsEstSettings with(HttpCredentials answer) {
        return new HttpsEstSettings(server, trust, identity, Optional.of(answer), linking, limits, clock, hearer);
    }

    /** Links requests, by the linker that comes with each ({@link EstTransport#linksRequests}). */
    public HttpsEstSettings linkingRequests() {
        return new HttpsEstSettings(server, trust, identity, credentials, true, limits, clock, hearer);
    }

    /** Within other limits. */
    public HttpsEstSettings with(HttpsEstLimits other) {
        return new HttpsEstSettings(server, trust, identity, credentials, linking, other, clock, hearer);
    }

    /** By another clock. */
    public HttpsEstSettings with(ValidityClock other) {
        return new HttpsEstSettings(server, trust, identity, credentials, linking, limits, other, hearer);
    }

    /** Tells {@code other} what time the server says it is. */
    public HttpsEstSettings telling(Consumer<Instant> other) {
        return new HttpsEstSettings(server, trust, identity, credentials, linking, limits, clock, other);
    }

    /** A transport with connections of its own: no TLS session of another one is resumed. */
    public EstTransport transport() {
        return HttpsEstTransport.of(this);
    }
}
