package iotsafe.credentials.dtls;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.scandium.dtls.CertificateIdentityResult;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.SignatureAndHashAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite.CertificateKeyAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.XECDHECryptography.SupportedGroup;
import org.eclipse.californium.scandium.dtls.x509.CertificateConfigurationHelper;
import org.eclipse.californium.scandium.dtls.x509.CertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.ConfigurationHelperSetup;
import org.eclipse.californium.scandium.util.ServerNames;

/** Offers the one identity that a connector has. Scandium's own provider would make a trial signature on the card at every start. */
final class CardCertificateProvider implements CertificateProvider, ConfigurationHelperSetup {
    private final SigningGuard guard;
    private final List<X509Certificate> chain;

    CardCertificateProvider(SigningGuard guard, List<X509Certificate> chain) {
        this.guard = guard;
        this.chain = chain;
    }

    @Override
    public void setupConfigurationHelper(CertificateConfigurationHelper helper) {
        helper.addConfigurationDefaultsFor(chain);
    }

    @Override
    public List<CertificateKeyAlgorithm> getSupportedCertificateKeyAlgorithms() {
        return List.of(CertificateKeyAlgorithm.EC);
    }

    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
        return List.of(CertificateType.X_509);
    }

    /** Sent whatever issuers the server names: it may know ours under another certificate, and has the last word anyway. */
    @Override
    public CertificateIdentityResult requestCertificateIdentity(
            ConnectionId cid,
            boolean client,
            List<X500Principal> issuers,
            ServerNames serverName,
            List<CertificateKeyAlgorithm> certificateKeyAlgorithms,
            List<SignatureAndHashAlgorithm> signatureAndHashAlgorithms,
            List<SupportedGroup> curves) {
        guard.owe();
        return new CertificateIdentityResult(cid, guard.key(), chain);
    }

    @Override
    public void setResultHandler(HandshakeResultHandler resultHandler) {
        // the answer is given at once, never later
    }
}
