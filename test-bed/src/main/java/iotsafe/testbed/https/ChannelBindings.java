package iotsafe.testbed.https;

import java.net.InetSocketAddress;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.bouncycastle.jsse.BCSSLConnection;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.jspecify.annotations.Nullable;

/**
 * The tls-unique of the connections of an HTTP server, which tells nobody about them: it makes one engine for each, by its client's address.
 * Only Bouncy Castle's TLS tells the value.
 *
 * @see "RFC 5929 §3.1"
 */
final class ChannelBindings {
    /** Held, or its level would be forgotten. It tells every connection. */
    private static final Logger CHATTY = Logger.getLogger("org.bouncycastle.jsse");

    static {
        CHATTY.setLevel(Level.SEVERE);
    }

    private final Map<Integer, SSLEngine> byClientPort = new ConcurrentHashMap<>();

    /** The TLS whose contexts are worth watching. */
    static Provider tellingTls() {
        return new BouncyCastleJsseProvider();
    }

    /** The same context, watched; all clients are on one host. */
    SSLContext watching(SSLContext plain) {
        return new Watched(plain);
    }

    /** In base64; empty for TLS 1.3, which has none. */
    Optional<String> of(InetSocketAddress client) {
        if (!(byClientPort.get(client.getPort()) instanceof BCSSLEngine engine)) {
            return Optional.empty();
        }
        BCSSLConnection connection = engine.getConnection();
        return connection == null
                ? Optional.empty()
                : Optional.ofNullable(connection.getChannelBinding("tls-unique"))
                        .map(Base64.getEncoder()::encodeToString);
    }

    private final class Watched extends SSLContext {
        Watched(SSLContext plain) {
            super(new WatchedSpi(plain), plain.getProvider(), plain.getProtocol());
        }
    }

    private final class WatchedSpi extends SSLContextSpi {
        private final SSLContext plain;

        WatchedSpi(SSLContext plain) {
            this.plain = plain;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            SSLEngine engine = plain.createSSLEngine(host, port);
            byClientPort.put(port, engine);
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
        protected SSLSessionContext engineGetServerSessionContext() {
            return plain.getServerSessionContext();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return plain.getServerSocketFactory();
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return plain.getSocketFactory();
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random) {
            throw new UnsupportedOperationException("it is initialised already");
        }
    }
}
