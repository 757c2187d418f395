package iotsafe.est;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A certification request, finished and signed elsewhere, over a P-256 key. Two are equal if their bytes are: an enrolment that is put off
 * is asked for again with the identical one (RFC 7030 §4.2.3).
 *
 * @see "RFC 2986; RFC 7030 §4.2.1"
 */
public final class Pkcs10 {
    private final byte[] der;
    private final PublicKey publicKey;
    private final X500Principal subject;
    private final Optional<String> link;

    private Pkcs10(byte[] der, PublicKey publicKey, X500Principal subject, Optional<String> link) {
        this.der = der;
        this.publicKey = publicKey;
        this.subject = subject;
        this.link = link;
    }

    /**
     * Reads a request and proves its signature under its own key, so that what a server would refuse never leaves the device.
     *
     * @param der about 200 to 500 bytes for P-256
     * @throws IllegalArgumentException if the bytes are no request, the key is not on P-256, or the signature is not by that key
     */
    public static Pkcs10 of(byte[] der) {
        byte[] copy = der.clone();
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(copy);
            PublicKey key = p256KeyOf(request.getSubjectPublicKeyInfo());
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("certification request: its signature is not by its own key");
            }
            return new Pkcs10(copy, key, new X500Principal(request.getSubject().getEncoded()), Linking.in(request));
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | ClassCastException
                | IllegalStateException problem) {
            throw new IllegalArgumentException("certification request: " + problem.getMessage(), problem);
        }
    }

    private static PublicKey p256KeyOf(SubjectPublicKeyInfo info) throws IOException, GeneralSecurityException {
        if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                || !SECObjectIdentifiers.secp256r1.equals(info.getAlgorithm().getParameters())) {
            throw new IllegalArgumentException("certification request: its key is not an EC key on P-256");
        }
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    }

    /** The DER, a copy. */
    public byte[] der() {
        return der.clone();
    }

    /** The key a certificate is wanted for. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The name asked for; the server may give another. */
    public X500Principal subject() {
        return subject;
    }

    /** Whether both ask for the same in the same words: they may still differ in their signatures. */
    public boolean asksTheSameAs(Pkcs10 other) {
        return Arrays.equals(info(), other.info());
    }

    /** Whether its names are these, byte for byte. */
    public boolean asksFor(RequestedNames names) {
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            Optional<Extension> alternatives = Optional.ofNullable(request.getRequestedExtensions())
                    .map(wanted -> wanted.getExtension(Extension.subjectAlternativeName));
            return Arrays.equals(
                            request.getSubject().getEncoded(), names.subject().getEncoded())
                    && alternatives.equals(names.alternatives());
        } catch (IOException e) {
            throw new IllegalStateException("a request that was read before", e);
        }
    }

    private byte[] info() {
        try {
            return new PKCS10CertificationRequest(der)
                    .toASN1Structure()
                    .getCertificationRequestInfo()
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a request that was read before", e);
        }
    }

    /** The channel binding in it, base64; empty if it is linked to no connection. */
    public Optional<String> link() {
        return link;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pkcs10 that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    /** The subject and the size. */
    @Override
    public String toString() {
        return "certification request of %s, %d bytes".formatted(Printable.of(subject.getName()), der.length);
    }
}
