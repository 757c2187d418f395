package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.est.Pkcs10;
import iotsafe.est.TrustAnchors;

/**
 * GSMA IoT.05 2.11, OMA LwM2M Transport 5.2.4: the key pair is made where it stays.
 *
 * @param session still open
 * @param account what the certificate is for
 * @param endpoint the endpoint client name
 * @param trust judges the certificate
 */
public record NeedKeyPair(BootstrapSession session, ServerAccount account, String endpoint, TrustAnchors trust)
        implements DeviceState.InSession {
    @Override
    public DeviceState next(Outside outside) throws CardException {
        GeneratedKeyPair pair =
                outside.card().generateKeyPair(outside.settings().enrolmentKey());
        CardPrivateKey key =
                new CardPrivateKey(pair.privateKeyUri(), CardSigner.of(outside.card(), pair.privateKeyUri()));
        Pkcs10 request = CertificationRequests.sign(endpoint, pair.publicKey(), key);
        return new NeedCertificate(
                session,
                account,
                endpoint,
                trust,
                key.uri(),
                request,
                outside.clock().clock().instant());
    }

    @Override
    public String sentence() {
        return "the CA's certificates are accepted: %d trust anchor(s), %d intermediate(s)"
                .formatted(trust.anchors().size(), trust.intermediates().size());
    }
}
