package iotsafe.testbed.ca;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A PKCS#10 request whose signature was verified: its sender holds the private key (RFC 7030 §3.4, proof of possession).
 *
 * @param subject with one CN
 * @param alternativeNames asked for by the attribute extensionRequest
 * @param key P-256
 * @param link the channel binding in it, base64; empty if there is none, or more than one
 */
public record CertificateRequest(
        X500Name subject, Optional<GeneralNames> alternativeNames, PublicKey key, Optional<String> link) {
    /** id-aa-estIdentityLinking, RFC 7894 §3.3. */
    private static final ASN1ObjectIdentifier IDENTITY_LINKING = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.58");

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
            if (CommonName.of(request.getSubject()).isEmpty()) {
                throw new RequestRefused.Malformed("its subject has not one common name", null);
            }
            return new CertificateRequest(
                    request.getSubject(),
                    Optional.ofNullable(request.getRequestedExtensions())
                            .map(wanted -> GeneralNames.fromExtensions(wanted, Extension.subjectAlternativeName)),
                    key,
                    link(request));
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException unreadable) {
            // BC reports many kinds of nonsense by unchecked exceptions
            throw new RequestRefused.Malformed("it cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Optional<String> link(PKCS10CertificationRequest request) {
        List<String> links = Stream.of(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, IDENTITY_LINKING)
                .flatMap(type -> Stream.of(request.getAttributes(type)))
                .map(attribute -> ASN1String.class
                        .cast(attribute.getAttrValues().getObjectAt(0))
                        .getString())
                .toList();
        return links.size() == 1 ? Optional.of(links.get(0)) : Optional.empty();
    }

    /** The one CN of the subject. */
    public String commonName() {
        return CommonName.of(subject).orElseThrow();
    }

    /** Whether subject and alternative names are those of {@code certificate}, byte for byte (RFC 7030 §4.2.2). */
    boolean hasNamesOf(X509Certificate certificate) {
        try {
            TBSCertificate said = TBSCertificate.getInstance(certificate.getTBSCertificate());
            GeneralNames names = said.getExtensions() == null
                    ? null
                    : GeneralNames.fromExtensions(said.getExtensions(), Extension.subjectAlternativeName);
            return Arrays.equals(subject.getEncoded(), said.getSubject().getEncoded())
                    && Optional.ofNullable(names).equals(alternativeNames);
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalStateException("a certificate that came over DTLS always has an encoding", e);
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
