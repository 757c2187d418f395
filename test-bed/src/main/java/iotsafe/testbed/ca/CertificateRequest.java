package iotsafe.testbed.ca;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A PKCS#10 request whose signature was verified: its sender holds the private key (RFC 7030 §3.4, proof of possession).
 *
 * @param commonName the one CN of its subject
 * @param key P-256
 */
public record CertificateRequest(String commonName, PublicKey key) {
    /**
     * Reads and verifies a request.
     *
     * @param der about 300 bytes, nothing after the request
     * @throws RequestRefused.Malformed for anything that is not a well signed request for a P-256 key with one CN
     */
    public static CertificateRequest parse(byte[] der) throws RequestRefused.Malformed {
        try {
            // BC's own constructor ignores what follows the request
            ASN1Primitive whole = ASN1Primitive.fromByteArray(der);
            if (whole == null) {
                throw new RequestRefused.Malformed("it is empty", null);
            }
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(whole.getEncoded());
            requireP256(request.getSubjectPublicKeyInfo().getAlgorithm());
            PublicKey key = publicKey(request.getSubjectPublicKeyInfo());
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new RequestRefused.Malformed("its signature does not verify under its own key", null);
            }
            return new CertificateRequest(
                    CommonName.of(request.getSubject())
                            .orElseThrow(
                                    () -> new RequestRefused.Malformed("its subject has not one common name", null)),
                    key);
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException unreadable) {
            // BC reports many kinds of nonsense by unchecked exceptions
            throw new RequestRefused.Malformed("it cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static PublicKey publicKey(SubjectPublicKeyInfo info) throws IOException, GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    }

    private static void requireP256(AlgorithmIdentifier algorithm) throws RequestRefused.Malformed {
        boolean p256 = X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
                && algorithm.getParameters() instanceof ASN1ObjectIdentifier curve
                && SECObjectIdentifiers.secp256r1.equals(curve);
        if (!p256) {
            throw new RequestRefused.Malformed("its key is not on P-256", null);
        }
    }
}
