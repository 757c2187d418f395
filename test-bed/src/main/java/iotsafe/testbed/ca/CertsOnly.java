package iotsafe.testbed.ca;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** Certificates in an envelope without signers (RFC 7030 §4.1.3, §4.2.3: "certs-only"). */
public final class CertsOnly {
    private CertsOnly() {}

    /** DER of a CMS ContentInfo with SignedData that has certificates and nothing else. */
    public static byte[] encode(List<X509Certificate> certificates) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addCertificates(new JcaCertStore(certificates));
            return generator
                    .generate(new CMSAbsentContent(), false)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot put certificates into an envelope", e);
        }
    }
}
