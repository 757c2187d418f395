package iotsafe.testbed.ca;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** The CN of a subject, which in LwM2M is the endpoint name. */
public final class CommonName {
    private CommonName() {}

    /** The one CN of a certificate's subject, unescaped; empty if it has none or several. */
    public static Optional<String> of(X509Certificate certificate) {
        return of(X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
    }

    /** A name of one CN. */
    static X500Name subject(String commonName) {
        return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    }

    static Optional<String> of(X500Name subject) {
        RDN[] names = subject.getRDNs(BCStyle.CN);
        return names.length == 1 && names[0].getFirst().getValue() instanceof ASN1String text
                ? Optional.of(text.getString())
                : Optional.empty();
    }
}
