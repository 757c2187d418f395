package iotsafe.est.https;

import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authorises the server within the handshake: what fails here never gets a request, a credential or a hearing. Paths and names by the
 * platform, which takes the name from the connection's URI (RFC 2818, RFC 6125); so each redirect is judged by its own.
 *
 * @see "RFC 7030 §3.6.1 (explicit), §3.6.2 (implicit)"
 */
final class ServerCheck extends X509ExtendedTrustManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
    private static final String CMC_RA = "1.3.6.1.5.5.7.3.28";

    private final TrustAnchors trust;
    private final ValidityClock clock;
    private final AtomicReference<Optional<String>> objection = new AtomicReference<>(Optional.empty());

    ServerCheck(TrustAnchors trust, ValidityClock clock) {
        this.trust = trust;
        this.clock = clock;
    }

    /** The platform's, at the moment by the clock here: the host's may never have been set. */
    private X509ExtendedTrustManager platformCheck(Collection<X509Certificate> anchors, X509Certificate server)
            throws CertificateException {
        Instant moment = clock.momentWithin(server)
                .orElseThrow(() ->
                        new CertificateException("its certificate is valid from %s until %s, and the clock here says %s"
                                .formatted(
                                        server.getNotBefore().toInstant(),
                                        server.getNotAfter().toInstant(),
                                        clock.clock().instant())));
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    anchors.stream()
                            .map(anchor -> new TrustAnchor(anchor, null))
                            .collect(Collectors.toSet()),
                    new X509CertSelector());
            parameters.setDate(Date.from(moment));
            parameters.setRevocationEnabled(false);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
            throw new IllegalStateException("the platform checks no certificates by PKIX");
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("cannot use the trust anchors of the EST server", broken);
        }
    }

    /** Why the server of the last handshake was refused, once; whichever TLS wrapped the reason in what. */
    Optional<String> takeObjection() {
        return objection.getAndSet(Optional.empty());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            LOG.info(
                    "EST server \"{}\" is authorised by {}",
                    chain[0].getSubjectX500Principal(),
                    authorise(chain, authType, engine));
        } catch (CertificateException refused) {
            objection.set(Optional.of(String.valueOf(refused.getMessage())));
            throw refused;
        }
    }

    /** Two sets of anchors with different rights, and never both at a time. */
    private String authorise(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        if (trust.explicit().isEmpty()) {
            platformCheck(trust.implicit(), chain[0]).checkServerTrusted(chain, authType, engine);
            return "its name, under an implicit anchor";
        }
        X509ExtendedTrustManager own = platformCheck(trust.explicit(), chain[0]);
        if (isRegistrationAuthority(chain[0])) {
            own.checkServerTrusted(chain, authType);
            return "being a registration authority, under an explicit anchor";
        }
        own.checkServerTrusted(chain, authType, engine);
        return "its name, under an explicit anchor";
    }

    private static boolean isRegistrationAuthority(X509Certificate server) throws CertificateException {
        List<String> purposes = server.getExtendedKeyUsage();
        return purposes != null && purposes.contains(CMC_RA);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a server is only judged on its connection");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("a server is only judged on its connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
