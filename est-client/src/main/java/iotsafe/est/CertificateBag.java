package iotsafe.est;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;

/**
 * Reads the two answers that hold certificates: one bare, or a "certs-only" SignedData without signer and content. Anything else in it, or
 * after it, is refused: what a server signs or encloses there is not for us.
 *
 * @see "RFC 5272 §4.1; RFC 5652 §5.1, §10.2.2; RFC 9148 §4.3"
 */
final class CertificateBag {
    /** A CA with a full rollover set and its intermediates has about ten. */
    static final int MOST_CERTIFICATES = 32;

    private CertificateBag() {}

    /** At least one and at most {@value #MOST_CERTIFICATES} certificates, in the server's order, which means nothing. */
    static List<X509Certificate> in(EstOperation operation, EstAnswer.Content content) throws EstException.Unreadable {
        try {
            byte[] body = content.body();
            if (body.length > EstAnswer.MAX_BODY) {
                throw new Malformed("%d bytes, at most %d are read".formatted(body.length, EstAnswer.MAX_BODY));
            }
            ASN1Primitive outermost = ASN1Primitive.fromByteArray(body); // refuses trailing bytes
            return content.type() == EstContentType.CERTIFICATE
                    ? List.of(certificate(outermost))
                    : certificates(ContentInfo.getInstance(outermost));
        } catch (Malformed | IOException | CertificateException | RuntimeException problem) {
            throw new EstException.Unreadable(
                    operation,
                    content.source(),
                    "the body is not a proper %s: %s; report it to the server's operator"
                            .formatted(content.type(), Printable.of(String.valueOf(problem.getMessage()))));
        }
    }

    private static List<X509Certificate> certificates(ContentInfo info)
            throws Malformed, IOException, CertificateException {
        if (!CMSObjectIdentifiers.signedData.equals(info.getContentType())) {
            throw new Malformed("content type %s is not SignedData".formatted(info.getContentType()));
        }
        SignedData signed = SignedData.getInstance(info.getContent());
        if (signed.getSignerInfos().size() != 0) {
            throw new Malformed("it has a signer");
        }
        if (signed.getEncapContentInfo().getContent() != null) {
            throw new Malformed("it encloses content");
        }
        ASN1Set held = signed.getCertificates();
        if (held == null || held.size() == 0) {
            throw new Malformed("it holds no certificate");
        }
        if (held.size() > MOST_CERTIFICATES) {
            throw new Malformed("%d certificates, at most %d are read".formatted(held.size(), MOST_CERTIFICATES));
        }
        List<X509Certificate> found = new ArrayList<>();
        for (ASN1Encodable choice : held) {
            found.add(certificate(choice.toASN1Primitive()));
        }
        return List.copyOf(found);
    }

    /** CertificateChoices: a SEQUENCE is a plain certificate, all other choices are tagged. */
    private static X509Certificate certificate(ASN1Primitive choice)
            throws Malformed, IOException, CertificateException {
        if (!(choice instanceof ASN1Sequence)) {
            throw new Malformed("it holds something other than an X.509 certificate");
        }
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(choice.getEncoded()));
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String problem) {
            super(problem);
        }
    }
}
