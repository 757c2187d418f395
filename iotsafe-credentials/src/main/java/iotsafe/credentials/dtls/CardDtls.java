package iotsafe.credentials.dtls;

import iotsafe.credentials.jca.ClientIdentity;
import java.util.List;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.pskstore.PskStore;

/** The DTLS settings of a device whose key is on a card (OMA LwM2M Transport 5.2, certificate mode; RFC 7925 4.4). */
public final class CardDtls {
    /** CCM_8 is what LwM2M demands of a client; the others are for servers that have put it away. */
    private static final List<CipherSuite> CERTIFICATE_SUITES = List.of(
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM);

    /** As {@link #PSK_SUITES}, where the card takes a shared secret; forward secrecy comes first. CBC stands behind what is AEAD. */
    private static final List<CipherSuite> ECDHE_PSK_SUITES = List.of(
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
            CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256);

    /** CCM_8 and CBC are LwM2M's own; all have the PRF with SHA-256, the only one that a card has. */
    private static final List<CipherSuite> PSK_SUITES =
            ECDHE_PSK_SUITES.stream().filter(suite -> !suite.isEccBased()).toList();

    private CardDtls() {}

    /**
     * Sets identity, verification, role and suites; address, timers and the rest stay as they are.
     *
     * @param builder changed in place
     * @param identity who the device is
     * @param guard made from the same identity; also goes to {@link CardDtlsConnector}
     * @param verifier decides about the server
     */
    public static void configure(
            DtlsConnectorConfig.Builder builder,
            ClientIdentity identity,
            SigningGuard guard,
            StrictCertificateVerifier verifier) {
        builder.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
                .set(DtlsConfig.DTLS_CIPHER_SUITES, CERTIFICATE_SUITES)
                .set(DtlsConfig.DTLS_USE_SERVER_NAME_INDICATION, true)
                // else Scandium sends no certificate at all if the server names another authority than the issuer
                .set(DtlsConfig.DTLS_TRUNCATE_CLIENT_CERTIFICATE_PATH, false)
                .setCertificateIdentityProvider(new CardCertificateProvider(guard, identity.chain()))
                .setCertificateVerifier(verifier);
    }

    /**
     * Sets a pre-shared key, role and suites; address, timers and the rest stay as they are (OMA LwM2M Transport 5.2, PSK mode).
     *
     * @param builder changed in place
     * @param key of {@link CardPsks#store}, or one that a server has written
     */
    public static void configure(DtlsConnectorConfig.Builder builder, PskStore key) {
        builder.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
                .set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false) // CBC is none of Scandium's
                .set(DtlsConfig.DTLS_CIPHER_SUITES, key.hasEcdhePskSupported() ? ECDHE_PSK_SUITES : PSK_SUITES)
                .set(DtlsConfig.DTLS_USE_SERVER_NAME_INDICATION, true)
                .setPskStore(key);
    }
}
