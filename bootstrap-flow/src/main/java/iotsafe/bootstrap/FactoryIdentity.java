package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Who the SIM was made as.
 *
 * @param endpoint the endpoint client name
 * @param identity the factory key with its certificate
 * @param anchors what the bootstrap server's certificate must lead to
 */
public record FactoryIdentity(String endpoint, ClientIdentity identity, List<X509Certificate> anchors) {
    /**
     * Reads certificates and anchors, from the card where that is where they are.
     *
     * @throws CardException if the card does not have them, or the endpoint name is nowhere
     */
    public static FactoryIdentity read(SecureElement card, Settings settings) throws CardException {
        List<X509Certificate> chain = readAll(card, settings.factoryCertificate());
        ClientIdentity identity = new ClientIdentity(
                new CardPrivateKey(settings.factoryKey(), CardSigner.of(card, settings.factoryKey())), chain);
        String endpoint =
                settings.endpoint().isPresent() ? settings.endpoint().get() : commonName(identity.certificate());
        return new FactoryIdentity(endpoint, identity, anchors(card, settings));
    }

    /** What the bootstrap server's certificate must lead to, and the first anchors of an enrolment. */
    static List<X509Certificate> anchors(SecureElement card, Settings settings) throws CardException {
        return readAll(card, settings.bootstrapAnchors());
    }

    private static List<X509Certificate> readAll(SecureElement card, List<CertificateSource> sources)
            throws CardException {
        List<X509Certificate> all = new ArrayList<>();
        for (CertificateSource source : sources) {
            all.addAll(source.read(card));
        }
        return all;
    }

    /** OMA LwM2M Transport, X.509 mode: the endpoint name is the common name. */
    private static String commonName(X509Certificate certificate) throws CardException.Refused {
        X500Principal subject = certificate.getSubjectX500Principal();
        for (RDN rdn : X500Name.getInstance(subject.getEncoded()).getRDNs(BCStyle.CN)) {
            for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
                if (part.getType().equals(BCStyle.CN) && part.getValue() instanceof ASN1String name) {
                    return name.getString();
                }
            }
        }
        throw new CardException.Refused(
                "factory certificate \"%s\" has no common name to be the endpoint name; set endpoint in the configuration"
                        .formatted(subject.getName()));
    }
}
