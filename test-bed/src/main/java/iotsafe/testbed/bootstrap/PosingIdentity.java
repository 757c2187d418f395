package iotsafe.testbed.bootstrap;

import iotsafe.testbed.ca.ServerIdentity;
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
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.util.ServerNames;

/** Presents a certificate that Scandium would not start a server with, by showing an honest one to its check. */
final class PosingIdentity implements CertificateProvider, ConfigurationHelperSetup {
    private final CertificateProvider presented;
    private final X509Certificate honest;

    PosingIdentity(ServerIdentity presented, X509Certificate honest) {
        this.presented = new SingleCertificateProvider(
                presented.key(), new X509Certificate[] {presented.certificate()}, CertificateType.X_509);
        this.honest = honest;
    }

    @Override
    public void setupConfigurationHelper(CertificateConfigurationHelper helper) {
        helper.addConfigurationDefaultsFor(List.of(honest));
    }

    @Override
    public List<CertificateKeyAlgorithm> getSupportedCertificateKeyAlgorithms() {
        return presented.getSupportedCertificateKeyAlgorithms();
    }

    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
        return presented.getSupportedCertificateTypes();
    }

    @Override
    public CertificateIdentityResult requestCertificateIdentity(
            ConnectionId cid,
            boolean client,
            List<X500Principal> issuers,
            ServerNames serverNames,
            List<CertificateKeyAlgorithm> certificateKeyAlgorithms,
            List<SignatureAndHashAlgorithm> signatureAndHashAlgorithms,
            List<SupportedGroup> curves) {
        return presented.requestCertificateIdentity(
                cid, client, issuers, serverNames, certificateKeyAlgorithms, signatureAndHashAlgorithms, curves);
    }

    @Override
    public void setResultHandler(HandshakeResultHandler resultHandler) {
        presented.setResultHandler(resultHandler);
    }
}
