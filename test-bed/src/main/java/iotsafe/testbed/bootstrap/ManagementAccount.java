package iotsafe.testbed.bootstrap;

import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.core.CertificateUsage;
import org.eclipse.leshan.core.SecurityMode;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ACLConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerSecurity;

/**
 * The account a bootstrap writes: /0/1 and /1/0. The bootstrap account on /0/0 is left as it is. With a second server, which gets the same in
 * /0/2 and /1/1, the device itself (/3/0) is the first one's, and the second may read it (/2/0).
 *
 * @param uri the management server
 * @param mode how the device gets its certificate
 * @param usage what {@code certificate} is
 * @param certificate resource 4: the CA, or the management server's own
 * @param psk resources 3 and 5 in mode 0, resource 5 empty if the key is; empty in the other modes
 * @param second another management server
 */
public record ManagementAccount(
        URI uri, Mode mode, Usage usage, X509Certificate certificate, Optional<Psk> psk, Optional<URI> second) {
    /** With certificates. */
    public ManagementAccount(URI uri, Mode mode, Usage usage, X509Certificate certificate) {
        this(uri, mode, usage, certificate, Optional.empty(), Optional.empty());
    }

    /** Refuses mode 0 without a key, and a key in another mode. */
    public ManagementAccount {
        if ((mode == Mode.PSK) != psk.isPresent()) {
            throw new IllegalArgumentException("Security Mode 0 and a pre-shared key come together");
        }
    }

    /** Short Server ID. */
    public static final int SHORT_SERVER_ID = 123;

    /** Of the second server. */
    public static final int SECOND_SHORT_SERVER_ID = 124;

    /** R, of R, W, E, D and C (OMA LwM2M Core 1.1, E.3). */
    private static final long MAY_READ = 1;

    private static final int DEVICE = 3;

    /** Registration lifetime: above EXCHANGE_LIFETIME, so that an update always fits in. */
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    /** Resource 2 of object 0. */
    public enum Mode {
        /** 0: both sides have one key. */
        PSK(SecurityMode.PSK),
        /** 2: the device has its certificate already. */
        X509(SecurityMode.X509),
        /** 4: the device makes a key pair and enrols by EST on the bootstrap association. */
        EST(SecurityMode.EST);

        private final SecurityMode leshan;

        Mode(SecurityMode leshan) {
            this.leshan = leshan;
        }
    }

    /** Resource 15 of object 0. */
    public enum Usage {
        /** 2: the certificate is the only anchor to accept. */
        TRUST_ANCHOR(CertificateUsage.TRUST_ANCHOR_ASSERTION),
        /** 3: the certificate is the server's own. */
        DOMAIN_ISSUED(CertificateUsage.DOMAIN_ISSUER_CERTIFICATE);

        private final CertificateUsage leshan;

        Usage(CertificateUsage leshan) {
            this.leshan = leshan;
        }
    }

    /** What Leshan is to delete and write. Deleting /0 leaves the bootstrap account (LwM2M Core, Bootstrap-Delete). */
    BootstrapConfig toConfig(Forecast forecast) {
        BootstrapConfig config = new BootstrapConfig();
        config.toDelete.add("/0");
        config.toDelete.add("/1");
        write(config, 0, uri, SHORT_SERVER_ID, forecast);
        second.ifPresent(other -> {
            write(config, 1, other, SECOND_SHORT_SERVER_ID, forecast);
            ACLConfig device = new ACLConfig();
            device.objectId = DEVICE;
            device.objectInstanceId = 0;
            device.AccessControlOwner = SHORT_SERVER_ID;
            device.acls = Map.of(SECOND_SHORT_SERVER_ID, MAY_READ);
            config.toDelete.add("/2");
            config.acls.put(0, device);
        });
        return config;
    }

    private void write(BootstrapConfig config, int instance, URI at, int shortServerId, Forecast forecast) {
        ServerSecurity security = new ServerSecurity();
        security.uri = at.toString();
        security.securityMode = mode.leshan;
        security.serverId = shortServerId;
        // resources 3, 4 and 5 that are not set stay empty, not absent: Leshan's default
        if (psk.isPresent()) {
            security.publicKeyOrId = psk.get().identityBytes();
            security.secretKey = psk.get().keyBytes();
        } else {
            security.certificateUsage = usage.leshan;
            security.serverPublicKey = encoded();
        }
        if (forecast.has(Weather.OMIT_KEYS)) {
            security.publicKeyOrId = null;
            security.secretKey = null;
        }
        if (forecast.has(Weather.NO_SERVER_URI)) {
            security.uri = null;
        }

        ServerConfig server = new ServerConfig();
        server.shortId = shortServerId;
        server.lifetime = (int) LIFETIME.toSeconds();
        server.binding = EnumSet.of(BindingMode.U);

        config.security.put(instance + 1, security);
        config.servers.put(instance, server);
    }

    private byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate read from DER always has an encoding", e);
        }
    }
}
