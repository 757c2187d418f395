package iotsafe.est;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A request with gaps for the client to fill. Who understands it follows it alone and ignores the rest of the list it stands in.
 *
 * @param subject one entry for each RDN; empty if the server leaves the subject to the client
 * @param keyAlgorithm of the key to certify; empty if any will do
 * @param extensions wanted, those with a value and those without
 * @param linking which attribute is to carry the channel binding; empty if none
 * @see "RFC 9908, CertificationRequestInfoTemplate"
 */
record RequestTemplate(
        Optional<List<List<Part>>> subject,
        Optional<AlgorithmIdentifier> keyAlgorithm,
        List<WantedExtension> extensions,
        Optional<Linking> linking) {
    /** id-aa-certificationRequestInfoTemplate. */
    static final ASN1ObjectIdentifier TYPE = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.61");

    /** id-aa-extensionReqTemplate. */
    private static final ASN1ObjectIdentifier EXTENSIONS_TEMPLATE =
            new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.62");

    /** One attribute of an RDN; the client fills in a value that is not there. */
    record Part(ASN1ObjectIdentifier type, Optional<ASN1Encodable> value) {}

    /** Reads it. Throws any of Bouncy Castle's unchecked exceptions if it is none. */
    static RequestTemplate read(ASN1Encodable value) {
        ASN1Sequence fields = ASN1Sequence.getInstance(value);
        int at = 0;
        if (!ASN1Integer.getInstance(fields.getObjectAt(at++)).hasValue(0)) {
            throw new IllegalArgumentException("the template's version is not 0");
        }
        Optional<List<List<Part>>> subject = Optional.empty();
        Optional<AlgorithmIdentifier> algorithm = Optional.empty();
        if (at < fields.size() && fields.getObjectAt(at) instanceof ASN1Sequence name) {
            subject = Optional.of(parts(name));
            at++;
        }
        if (at < fields.size()
                && fields.getObjectAt(at) instanceof ASN1TaggedObject tagged
                && tagged.hasContextTag(0)) {
            algorithm = Optional.of(AlgorithmIdentifier.getInstance(
                    ASN1Sequence.getInstance(tagged, false).getObjectAt(0)));
            at++;
        }
        if (at != fields.size() - 1
                || !(fields.getObjectAt(at) instanceof ASN1TaggedObject rest)
                || !rest.hasContextTag(1)) {
            throw new IllegalArgumentException("the template does not end with its attributes");
        }
        return withAttributes(subject, algorithm, ASN1Set.getInstance(rest, false));
    }

    private static RequestTemplate withAttributes(
            Optional<List<List<Part>>> subject, Optional<AlgorithmIdentifier> algorithm, ASN1Set attributes) {
        List<WantedExtension> extensions = new ArrayList<>();
        Set<Linking> linking = new HashSet<>();
        boolean seen = false;
        for (ASN1Encodable each : attributes) {
            Attribute attribute = Attribute.getInstance(each);
            boolean concrete = attribute.getAttrType().equals(CsrAttributes.EXTENSION_REQUEST);
            if (concrete || attribute.getAttrType().equals(EXTENSIONS_TEMPLATE)) {
                if (seen || attribute.getAttrValues().size() != 1) {
                    throw new IllegalArgumentException("the template asks for extensions more than once");
                }
                seen = true;
                extensions.addAll(extensions(attribute.getAttrValues().getObjectAt(0)));
            }
            for (Linking one : Linking.values()) {
                if (attribute.getAttrType().equals(one.type())) {
                    linking.add(one);
                }
            }
        }
        return new RequestTemplate(subject, algorithm, List.copyOf(extensions), CsrAttributes.preferred(linking));
    }

    private static List<List<Part>> parts(ASN1Sequence name) {
        List<List<Part>> rdns = new ArrayList<>();
        for (ASN1Encodable rdn : name) {
            List<Part> parts = new ArrayList<>();
            for (ASN1Encodable part : ASN1Set.getInstance(rdn)) {
                ASN1Sequence fields = ASN1Sequence.getInstance(part);
                if (fields.size() < 1 || fields.size() > 2) {
                    throw new IllegalArgumentException("a name in the template has %d fields".formatted(fields.size()));
                }
                parts.add(new Part(
                        ASN1ObjectIdentifier.getInstance(fields.getObjectAt(0)),
                        fields.size() == 2 ? Optional.of(fields.getObjectAt(1)) : Optional.empty()));
            }
            rdns.add(List.copyOf(parts));
        }
        return List.copyOf(rdns);
    }

    /** Extensions, or extensions whose value may be left out: the one grammar contains the other. */
    static List<WantedExtension> extensions(ASN1Encodable value) {
        List<WantedExtension> found = new ArrayList<>();
        Set<ASN1ObjectIdentifier> types = new HashSet<>();
        for (ASN1Encodable each : ASN1Sequence.getInstance(value)) {
            ASN1Sequence fields = ASN1Sequence.getInstance(each);
            int at = 0;
            ASN1ObjectIdentifier type = ASN1ObjectIdentifier.getInstance(fields.getObjectAt(at++));
            boolean critical = false;
            if (at < fields.size() && fields.getObjectAt(at) instanceof ASN1Boolean flag) {
                critical = flag.isTrue();
                at++;
            }
            Optional<ASN1OctetString> content = Optional.empty();
            if (at < fields.size()) {
                content = Optional.of(ASN1OctetString.getInstance(fields.getObjectAt(at++)));
            }
            if (at != fields.size() || !types.add(type)) {
                throw new IllegalArgumentException("extension %s is not well-formed, or there twice".formatted(type));
            }
            found.add(new WantedExtension(type, critical, content));
        }
        return found;
    }
}
