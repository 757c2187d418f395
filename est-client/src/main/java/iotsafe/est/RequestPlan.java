package iotsafe.est;

import java.io.IOException;
import java.net.URI;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * What a certification request is to say, before a key signs it. It holds what the server asks for, and nothing else.
 *
 * @param names of the device
 * @param wanted by the server
 * @param binding of the connection the request will be sent over; empty if there is none
 * @param link when to carry the binding
 * @param changeTo names to ask for in place of those of the certificate shown (ChangeSubjectName, RFC 6402 §2.8); normally empty
 */
public record RequestPlan(
        RequestedNames names,
        CsrAttributes wanted,
        Optional<ChannelBinding> binding,
        Link link,
        Optional<RequestedNames> changeTo) {
    /** When a request carries the binding of its connection. */
    public enum Link {
        /** Where the server asks for it. */
        IF_WANTED,
        /** Also unasked (RFC 7030 §3.5: a client should). */
        ALWAYS,
        /** Not yet: {@link RequestLinker} makes the request anew as it leaves. */
        LATER
    }

    /** id-cmc-changeSubjectName. */
    private static final ASN1ObjectIdentifier CHANGE_SUBJECT_NAME = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.7.36");

    /** For a server without wishes. */
    public static RequestPlan of(RequestedNames names) {
        return new RequestPlan(
                names, CsrAttributes.none(URI.create("")), Optional.empty(), Link.IF_WANTED, Optional.empty());
    }

    /** For what the server said. */
    public RequestPlan wanting(CsrAttributes attributes) {
        return new RequestPlan(names, attributes, binding, link, changeTo);
    }

    /** For one connection; the request then has to be sent over it: {@link EstClient#isLinkedHere}. */
    public RequestPlan over(Optional<ChannelBinding> connection) {
        return new RequestPlan(names, wanted, connection, link, changeTo);
    }

    /** With the binding, if there is one, though the server may not have asked. */
    public RequestPlan linkingUnasked() {
        return new RequestPlan(names, wanted, binding, Link.ALWAYS, changeTo);
    }

    /** Without the binding, though the server may want it: for a request that {@link RequestLinker} makes anew as it leaves. */
    public RequestPlan linkedLater() {
        return new RequestPlan(names, wanted, binding, Link.LATER, changeTo);
    }

    /** With the wish for other names. */
    public RequestPlan changingTo(RequestedNames others) {
        return new RequestPlan(names, wanted, binding, link, Optional.of(others));
    }

    /**
     * Makes the request and has it signed: one signature with SHA-256. Two calls make two requests that differ in their signature.
     *
     * @param publicKey on P-256, to be certified
     * @param privateKey its other half, which may be opaque: the JCA finds the provider by it
     * @throws EstException.Refused if the server demands what this device cannot give
     * @throws SignatureException if the key did not sign; the provider's own reason is among its causes
     * @throws IllegalArgumentException if the key is not on P-256, or the signature is by another key
     * @see "RFC 2986; RFC 7030 §4.2.1, §4.2.2"
     */
    public Pkcs10 sign(PublicKey publicKey, PrivateKey privateKey) throws EstException.Refused, SignatureException {
        wanted.requireP256();
        PKCS10CertificationRequestBuilder builder = new PKCS10CertificationRequestBuilder(
                subject(), SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()));
        Extension[] extensions = extensions();
        if (extensions.length > 0) {
            builder.addAttribute(CsrAttributes.EXTENSION_REQUEST, new Extensions(extensions));
        }
        linked().ifPresent(attribute -> builder.addAttribute(
                attribute.getAttrType(), attribute.getAttrValues().toArray()));
        changeTo.ifPresent(others -> builder.addAttribute(CHANGE_SUBJECT_NAME, change(others)));
        try {
            return Pkcs10.of(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(privateKey))
                    .getEncoded());
        } catch (RuntimeOperatorException | OperatorCreationException | IOException e) {
            throw new SignatureException("the certification request was not signed: " + e.getMessage(), e);
        }
    }

    private Optional<Attribute> linked() throws EstException.Refused {
        if (link == Link.LATER) {
            return Optional.empty();
        }
        Optional<Linking> asked = wanted.linking();
        if (asked.isPresent() && binding.isEmpty()) {
            throw wanted.unmeetable(
                    "a channel binding in the request (%s), and this connection has none: a full handshake of (D)TLS 1.2"
                            .formatted(asked.get().type()));
        }
        return binding.filter(any -> asked.isPresent() || link == Link.ALWAYS)
                .map(value -> asked.orElse(Linking.CHALLENGE_PASSWORD).attribute(value));
    }

    private X500Name subject() throws EstException.Refused {
        Optional<List<List<RequestTemplate.Part>>> template = wanted.template().flatMap(RequestTemplate::subject);
        if (names.areFixed() || template.isEmpty()) {
            return names.subject();
        }
        RDN[] rdns = new RDN[template.get().size()];
        for (int i = 0; i < rdns.length; i++) {
            List<RequestTemplate.Part> parts = template.get().get(i);
            AttributeTypeAndValue[] filled = new AttributeTypeAndValue[parts.size()];
            for (int j = 0; j < filled.length; j++) {
                filled[j] = new AttributeTypeAndValue(parts.get(j).type(), value(parts.get(j)));
            }
            rdns[i] = new RDN(filled);
        }
        return new X500Name(rdns);
    }

    private ASN1Encodable value(RequestTemplate.Part part) throws EstException.Refused {
        if (part.value().isPresent()) {
            return part.value().get();
        }
        RDN[] ours = names.subject().getRDNs(part.type());
        if (ours.length != 1) {
            throw wanted.unmeetable("a value for %s in the subject".formatted(part.type()));
        }
        for (AttributeTypeAndValue one : ours[0].getTypesAndValues()) {
            if (one.getType().equals(part.type())) {
                return one.getValue();
            }
        }
        throw new IllegalStateException("getRDNs returned an RDN without " + part.type());
    }

    /** Names that are fixed stay as they are; of all else the server's word counts (RFC 9908: given values are copied). */
    private Extension[] extensions() throws EstException.Refused {
        Map<ASN1ObjectIdentifier, Extension> chosen = new LinkedHashMap<>();
        names.alternatives().ifPresent(ours -> chosen.put(Extension.subjectAlternativeName, ours));
        for (WantedExtension wish : wanted.extensions()) {
            if (wish.type().equals(Extension.subjectAlternativeName) && names.areFixed()) {
                continue;
            }
            Optional<Extension> filled = wish.filledFrom(names);
            if (filled.isEmpty()) {
                throw wanted.unmeetable("a value for extension %s".formatted(wish.type()));
            }
            chosen.put(wish.type(), filled.get());
        }
        return chosen.values().toArray(Extension[]::new);
    }

    private static DERSequence change(RequestedNames others) {
        ASN1EncodableVector fields = new ASN1EncodableVector();
        if (others.subject().size() > 0) {
            fields.add(others.subject());
        }
        others.alternatives().ifPresent(names -> fields.add(GeneralNames.getInstance(names.getParsedValue())));
        return new DERSequence(fields);
    }
}
