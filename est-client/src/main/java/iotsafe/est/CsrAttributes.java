package iotsafe.est;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.est.AttrOrOID;
import org.bouncycastle.asn1.est.CsrAttrs;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * What a server wants in a request. A wish this client does not know is ignored, as the documents demand; one it knows and cannot fulfil
 * ends the enrolment before it begins, in {@link RequestPlan#sign}.
 *
 * @see "RFC 7030 §4.5.2; RFC 8951 §4; RFC 9908"
 */
public final class CsrAttributes {
    static final ASN1ObjectIdentifier EXTENSION_REQUEST = PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;

    /** Algorithms that can be asked for and are no EC key: RFC 9908 has them stand as an attribute, RFC 7030 also bare. */
    private static final Set<ASN1ObjectIdentifier> OTHER_KEYS = Set.of(
            PKCSObjectIdentifiers.rsaEncryption,
            PKCSObjectIdentifiers.id_RSASSA_PSS,
            EdECObjectIdentifiers.id_Ed25519,
            EdECObjectIdentifiers.id_Ed448);

    private final URI source;
    private final Optional<RequestTemplate> template;
    private final Optional<Linking> linking;
    private final List<WantedExtension> extensions;
    private final Set<ASN1ObjectIdentifier> keys;
    private final Set<ASN1ObjectIdentifier> curves;
    private final Set<ASN1ObjectIdentifier> signatures;

    private CsrAttributes(URI source, Reader read) {
        this.source = source;
        this.template = read.template;
        this.linking = preferred(read.linking);
        this.extensions = List.copyOf(read.extensions);
        this.keys = Set.copyOf(read.keys);
        this.curves = Set.copyOf(read.curves);
        this.signatures = Set.copyOf(read.signatures);
    }

    /** No wish in particular: HTTP 204 and 404, CoAP 4.04, an empty list. */
    public static CsrAttributes none(URI source) {
        return new CsrAttributes(source, new Reader());
    }

    /**
     * Reads a list.
     *
     * @param source who sent it, for messages
     * @param der of CsrAttrs; no byte at all counts as an empty list
     * @throws EstException.Unreadable if it is no such list, or contradicts itself
     */
    public static CsrAttributes of(URI source, byte[] der) throws EstException.Unreadable {
        Reader reader = new Reader();
        try {
            if (der.length > EstAnswer.MAX_BODY) {
                throw new IllegalArgumentException(
                        "%d bytes, at most %d are read".formatted(der.length, EstAnswer.MAX_BODY));
            }
            if (der.length > 0) {
                ASN1Sequence list = (ASN1Sequence) ASN1Primitive.fromByteArray(der); // refuses trailing bytes
                if (list.size() > 0) { // Bouncy Castle's reader takes no empty list
                    for (AttrOrOID each : CsrAttrs.getInstance(list).getAttrOrOIDs()) {
                        reader.read(each);
                    }
                }
            }
            return new CsrAttributes(source, reader);
        } catch (IOException | RuntimeException problem) {
            throw new EstException.Unreadable(
                    EstOperation.CSR_ATTRS,
                    source,
                    "the body is no proper list of attributes: %s; report it to the server's operator"
                            .formatted(Printable.of(String.valueOf(problem.getMessage()))));
        }
    }

    /** Whether the server wishes for nothing that this client knows. */
    public boolean isEmpty() {
        return template.isEmpty()
                && linking.isEmpty()
                && extensions.isEmpty()
                && keys.isEmpty()
                && curves.isEmpty()
                && signatures.isEmpty();
    }

    /** Whether the request has to carry the channel binding of the connection it is sent over. */
    public boolean wantsLinking() {
        return linking().isPresent();
    }

    Optional<Linking> linking() {
        return template.isPresent() ? template.get().linking() : linking;
    }

    Optional<RequestTemplate> template() {
        return template;
    }

    List<WantedExtension> extensions() {
        return template.isPresent() ? template.get().extensions() : extensions;
    }

    /**
     * Stops where the card's key will not do: it is on P-256 and signs with SHA-256. {@link RequestPlan#sign} does so, too; this is for those
     * who want to know before they make a key.
     *
     * @throws EstException.Refused if the server demands another kind of key or signature
     */
    public void requireP256() throws EstException.Refused {
        if (template.isPresent()) {
            requireP256(template.get().keyAlgorithm());
            return;
        }
        if (!keys.isEmpty() && !keys.contains(X9ObjectIdentifiers.id_ecPublicKey)) {
            throw unmeetable("a key of algorithm " + names(keys));
        }
        if (!curves.isEmpty() && !curves.contains(SECObjectIdentifiers.secp256r1)) {
            throw unmeetable("a key on curve " + names(curves));
        }
        if (!signatures.isEmpty() && !signatures.contains(X9ObjectIdentifiers.ecdsa_with_SHA256)) {
            throw unmeetable("a signature by algorithm " + names(signatures));
        }
    }

    private void requireP256(Optional<AlgorithmIdentifier> wanted) throws EstException.Refused {
        if (wanted.isEmpty()) {
            return;
        }
        ASN1ObjectIdentifier algorithm = wanted.get().getAlgorithm();
        if (!algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            throw unmeetable("a key of algorithm " + algorithm);
        }
        if (wanted.get().getParameters() instanceof ASN1ObjectIdentifier curve
                && !curve.equals(SECObjectIdentifiers.secp256r1)) {
            throw unmeetable("a key on curve " + curve);
        }
    }

    EstException.Refused unmeetable(String demand) {
        return new EstException.Refused(
                EstOperation.CSR_ATTRS,
                source,
                "the server demands %s, which this device does not have; ask its operator for a profile with EC keys on P-256 and the names of this device"
                        .formatted(demand));
    }

    /** Who has both sends the newer one only (RFC 7894 §4). */
    static Optional<Linking> preferred(Set<Linking> linking) {
        return linking.contains(Linking.IDENTITY_LINKING)
                ? Optional.of(Linking.IDENTITY_LINKING)
                : linking.stream().findAny();
    }

    private static String names(Set<ASN1ObjectIdentifier> types) {
        Set<String> sorted = new TreeSet<>();
        types.forEach(type -> sorted.add(type.getId()));
        return String.join(" or ", sorted);
    }

    /** Collects what is known of one list. */
    private static final class Reader {
        private Optional<RequestTemplate> template = Optional.empty();
        private final Set<Linking> linking = EnumSet.noneOf(Linking.class);
        private final List<WantedExtension> extensions = new ArrayList<>();
        private final Set<ASN1ObjectIdentifier> keys = new HashSet<>();
        private final Set<ASN1ObjectIdentifier> curves = new HashSet<>();
        private final Set<ASN1ObjectIdentifier> signatures = new HashSet<>();
        private boolean extensionsSeen;

        void read(AttrOrOID wish) {
            ASN1ObjectIdentifier type =
                    wish.isOid() ? wish.getOid() : wish.getAttribute().getAttrType();
            for (Linking one : Linking.values()) {
                if (type.equals(one.type())) {
                    linking.add(one);
                }
            }
            if (type.equals(X9ObjectIdentifiers.id_ecPublicKey) || OTHER_KEYS.contains(type)) {
                keys.add(type);
            } else if (type.on(X9ObjectIdentifiers.id_ecSigType) || type.on(PKCSObjectIdentifiers.pkcs_1)) {
                signatures.add(type);
            }
            if (!wish.isOid()) {
                read(wish.getAttribute());
            }
        }

        private void read(Attribute attribute) {
            ASN1ObjectIdentifier type = attribute.getAttrType();
            if (type.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
                for (ASN1Encodable curve : attribute.getAttrValues()) {
                    curves.add(ASN1ObjectIdentifier.getInstance(curve));
                }
            } else if (type.equals(EXTENSION_REQUEST)) {
                readExtensions(attribute);
            } else if (type.equals(RequestTemplate.TYPE)) {
                if (template.isPresent() || attribute.getAttrValues().size() != 1) {
                    throw new IllegalArgumentException("there is more than one template");
                }
                template = Optional.of(
                        RequestTemplate.read(attribute.getAttrValues().getObjectAt(0)));
            }
        }

        /** The example of RFC 7030 §4.5.2 puts a bare OID where extensions belong; RFC 9908 calls it wrong, and it is in the field. */
        private void readExtensions(Attribute attribute) {
            if (extensionsSeen) {
                throw new IllegalArgumentException("it asks for extensions more than once");
            }
            extensionsSeen = true;
            for (ASN1Encodable value : attribute.getAttrValues()) {
                if (value instanceof ASN1Sequence) {
                    if (!extensions.isEmpty()) {
                        throw new IllegalArgumentException("it asks for extensions more than once");
                    }
                    extensions.addAll(RequestTemplate.extensions(value));
                }
            }
        }
    }
}
