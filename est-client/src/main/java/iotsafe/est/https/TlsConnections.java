package iotsafe.est.https;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.jsse.BCSSLConnection;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.jspecify.annotations.Nullable;

/**
 * The TLS side of an HTTP client, which tells nobody about its connections: what it opens is remembered here, for tls-unique. The
 * platform's TLS does not give tls-unique away, Bouncy Castle's does; so a client that links its requests uses the latter, over TLS 1.2,
 * where tls-unique is defined.
 *
 * @see "RFC 5929 §3.1; RFC 7030 §3.3 (TLS), §3.5 (linking)"
 */
final class TlsConnections {
    /** The platform's defaults have none of these; whoever turns them on for something else does not turn them on for EST. */
    private static final Pattern REFUSED_SUITES =
            Pattern.compile(".*_(NULL|anon|EXPORT|DES|DES40|3DES|RC4)_.*|.*_NULL");

    /** Held, or its level would be forgotten. It tells every connection, and each entry of the platform's policy that it has no use for. */
    private static final Logger CHATTY = Logger.getLogger("org.bouncycastle.jsse");

    static {
        CHATTY.setLevel(Level.SEVERE);
    }

    private static final int HTTPS = 443;

    private final SSLContext context;
    private final SSLParameters parameters;
    private final Map<String, SSLEngine> latest = new ConcurrentHashMap<>();

    private TlsConnections(SSLContext plain, String... protocols) {
        this.context = new RememberingContext(plain);
        this.parameters = plain.getDefaultSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setCipherSuites(Arrays.stream(parameters.getCipherSuites())
                .filter(suite -> !REFUSED_SUITES.matcher(suite).matches())
                .toArray(String[]::new));
    }

    /** By the platform, TLS 1.2 or 1.3. */
    static TlsConnections ofPlatform(Optional<X509ExtendedKeyManager> identity, X509ExtendedTrustManager check) {
        try {
            return new TlsConnections(
                    initialised(SSLContext.getInstance("TLS"), identity, check), "TLSv1.3", "TLSv1.2");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this platform has no TLS", missing);
        }
    }

    /** By Bouncy Castle, TLS 1.2, with {@link #tlsUnique}. The provider is not registered: the order of providers belongs to the card's. */
    static TlsConnections withChannelBinding(
            Optional<X509ExtendedKeyManager> identity, X509ExtendedTrustManager check) {
        try {
            return new TlsConnections(
                    initialised(SSLContext.getInstance("TLS", new BouncyCastleJsseProvider()), identity, check),
                    "TLSv1.2");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Bouncy Castle has no TLS", missing);
        }
    }

    private static SSLContext initialised(
            SSLContext context, Optional<X509ExtendedKeyManager> identity, X509ExtendedTrustManager check)
            throws KeyManagementException {
        // without a source of randomness Bouncy Castle looks for one by a name that is not there
        context.init(
                identity.map(keys -> new KeyManager[] {keys}).orElseGet(() -> new KeyManager[0]),
                new TrustManager[] {check},
                new SecureRandom());
        return context;
    }

    SSLContext context() {
        return context;
    }

    SSLParameters parameters() {
        return parameters;
    }

    /**
     * {@code verify_data} of the first Finished of the connection to that origin, 12 bytes; empty if there is none, or its TLS does not tell.
     * The session is not resumed afterwards: a resumed one has another value, and is the weak spot of tls-unique (RFC 7627 §1).
     */
    Optional<byte[]> tlsUnique(URI resource) {
        Optional<SSLEngine> engine = open(resource);
        if (engine.isEmpty() || !(engine.get() instanceof BCSSLEngine telling)) {
            return Optional.empty();
        }
        BCSSLConnection connection = telling.getConnection();
        if (connection == null) {
            return Optional.empty();
        }
        engine.get().getSession().invalidate();
        return Optional.ofNullable(connection.getChannelBinding("tls-unique"));
    }

    /** The certificates of the server of that connection, its own first; of one that is closed by now, too. Empty if there was none. */
    List<X509Certificate> serverChain(URI resource) {
        try {
            Optional<SSLEngine> engine = latest(resource);
            return engine.isEmpty()
                    ? List.of()
                    : Arrays.stream(engine.get().getSession().getPeerCertificates())
                            .map(X509Certificate.class::cast)
                            .toList();
        } catch (SSLPeerUnverifiedException noHandshake) {
            return List.of();
        }
    }

    private Optional<SSLEngine> open(URI resource) {
        return latest(resource).filter(engine -> !engine.isOutboundDone() && !engine.isInboundDone());
    }

    private Optional<SSLEngine> latest(URI resource) {
        int port = resource.getPort() < 0 ? HTTPS : resource.getPort();
        return Optional.ofNullable(latest.get(key(resource.getHost(), port)));
    }

    private static String key(String host, int port) {
        return host + ":" + port;
    }

    private final class RememberingContext extends SSLContext {
        RememberingContext(SSLContext plain) {
            super(new RememberingSpi(plain), plain.getProvider(), plain.getProtocol());
        }
    }

    /** One exchange at a time and one host: the connection opened last to a host is the one in use. */
    private final class RememberingSpi extends SSLContextSpi {
        private final SSLContext plain;

        RememberingSpi(SSLContext plain) {
            this.plain = plain;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            SSLEngine engine = plain.createSSLEngine(host, port);
            latest.put(key(host, port), engine);
            return engine;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return plain.createSSLEngine();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return plain.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return plain.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return plain.getSupportedSSLParameters();
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random) {
            throw new UnsupportedOperationException("it is initialised already");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("for engines only");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("for clients only");
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            throw new UnsupportedOperationException("for clients only");
        }
    }
}
