package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Causes;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.est.Pkcs10;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Makes certification requests (RFC 2986) that the card signs: its signature is the proof of possession (RFC 7030 4.2.1). */
final class CertificationRequests {
    private CertificationRequests() {}

    /**
     * A request for {@code CN=endpoint} over a key on the card.
     *
     * @throws CardException if the card did not sign
     */
    static Pkcs10 first(String endpoint, PublicKey publicKey, CardPrivateKey key) throws CardException {
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, endpoint)
                .build();
        return sign(new JcaPKCS10CertificationRequestBuilder(subject, publicKey), key);
    }

    /**
     * A request with the subject and the SubjectAltName of {@code current}, copied and not built anew (RFC 7030 4.2.2).
     *
     * @param publicKey that of {@code current} or another
     * @throws CardException if the card did not sign
     */
    static Pkcs10 again(X509Certificate current, PublicKey publicKey, CardPrivateKey key) throws CardException {
        try {
            JcaX509CertificateHolder holder = new JcaX509CertificateHolder(current);
            PKCS10CertificationRequestBuilder builder =
                    new JcaPKCS10CertificationRequestBuilder(holder.getSubject(), publicKey);
            Extension names = holder.getExtension(Extension.subjectAlternativeName);
            if (names != null) {
                builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new Extensions(names));
            }
            return sign(builder, key);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate in force that cannot be read", e);
        }
    }

    private static Pkcs10 sign(PKCS10CertificationRequestBuilder builder, CardPrivateKey key) throws CardException {
        try {
            return Pkcs10.of(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
                    .getEncoded());
        } catch (RuntimeOperatorException e) {
            throw cardsPart(e);
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("the IotSafe provider is not installed", e);
        } catch (IllegalArgumentException e) {
            throw new CardException.Refused(
                    "%s signs with another key than its public half: %s".formatted(key, e.getMessage()));
        }
    }

    private static CardException cardsPart(RuntimeOperatorException e) {
        return Causes.first(e, CardException.class).orElseThrow(() -> e);
    }
}
