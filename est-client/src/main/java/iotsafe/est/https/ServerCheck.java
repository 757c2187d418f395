package iotsafe.est.https;

import iotsafe.est.TrustAnchors;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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

    private final Optional<X509ExtendedTrustManager> explicit;
    private final Optional<X509ExtendedTrustManager> implicit;
    private final AtomicReference<Optional<String>> objection = new AtomicReference<>(Optional.empty());

    ServerCheck(TrustAnchors trust) {
        this.explicit = platformCheck(trust.explicit());
        this.implicit = platformCheck(trust.explicit().isEmpty() ? trust.implicit() : List.of());
    }

    private static Optional<X509ExtendedTrustManager> platformCheck(List<X509Certificate> anchors) {
        if (anchors.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("anchor-" + i, anchors.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return Optional.of(found);
                }
            }
            throw new IllegalStateException("the platform checks no certificates by PKIX");
        } catch (GeneralSecurityException | IOException broken) {
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
        if (implicit.isPresent()) {
            implicit.get().checkServerTrusted(chain, authType, engine);
            return "its name, under an implicit anchor";
        }
        X509ExtendedTrustManager own = explicit.orElseThrow();
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
