package iotsafe.est;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** The two attributes a channel binding may stand in; the second is preferred where the server knows it (RFC 7894 §4). */
enum Linking {
    /** RFC 7030 §3.5. */
    CHALLENGE_PASSWORD(PKCSObjectIdentifiers.pkcs_9_at_challengePassword),
    /** id-aa-estIdentityLinking, RFC 7894 §3.3. */
    IDENTITY_LINKING(new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.58"));

    @SuppressWarnings("ImmutableEnumChecker") // an object identifier never changes
    private final ASN1ObjectIdentifier type;

    Linking(ASN1ObjectIdentifier type) {
        this.type = type;
    }

    ASN1ObjectIdentifier type() {
        return type;
    }

    /** All characters of base64 are in PrintableString, the type every reader takes (RFC 7894 §3). */
    Attribute attribute(ChannelBinding binding) {
        return new Attribute(type, new DERSet(new DERPrintableString(binding.base64())));
    }

    static Optional<String> in(PKCS10CertificationRequest request) {
        for (Linking linking : values()) {
            for (Attribute attribute : request.getAttributes(linking.type)) {
                if (attribute.getAttrValues().size() == 1
                        && attribute.getAttrValues().getObjectAt(0) instanceof ASN1String text) {
                    return Optional.of(text.getString());
                }
            }
        }
        return Optional.empty();
    }
}
