package iotsafe.credentials.dtls;

import iotsafe.credentials.jca.ClientIdentity;
import java.util.List;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;

/** The DTLS settings of a device whose key is on a card (OMA LwM2M Transport 5.2, certificate mode; RFC 7925 4.4). */
public final class CardDtls {
    /** CCM_8 is what LwM2M demands of a client; the others are for servers that have put it away. */
    private static final List<CipherSuite> CERTIFICATE_SUITES = List.of(
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM);

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
}
