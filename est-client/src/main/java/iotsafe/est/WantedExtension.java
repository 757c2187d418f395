package iotsafe.est;

import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * An extension a server wants in the certificate. What it gives a value for is copied; what it does not, the client fills in.
 *
 * @see "RFC 9908, extensionRequest and id-aa-extensionReqTemplate"
 */
record WantedExtension(ASN1ObjectIdentifier type, boolean critical, Optional<ASN1OctetString> value) {
    /** The extension for the request; empty if this client has nothing to fill in with. */
    Optional<Extension> filledFrom(RequestedNames names) {
        boolean alternatives = type.equals(Extension.subjectAlternativeName);
        if (value.isPresent() && !(alternatives && hasGaps(value.get()))) {
            return Optional.of(new Extension(type, critical, value.get()));
        }
        if (alternatives) {
            return names.alternatives()
                    .map(ours -> new Extension(type, critical || ours.isCritical(), ours.getExtnValue()));
        }
        try {
            if (type.equals(Extension.keyUsage)) {
                return Optional.of(Extension.create(type, critical, new KeyUsage(KeyUsage.digitalSignature)));
            }
            if (type.equals(Extension.extendedKeyUsage)) {
                return Optional.of(
                        Extension.create(type, critical, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
            }
        } catch (IOException e) {
            throw new IllegalStateException("a key usage always has an encoding", e);
        }
        return Optional.empty();
    }

    /** An address or a text of no length, or a directory name of no parts, is for the client to complete. */
    private static boolean hasGaps(ASN1OctetString value) {
        try {
            for (GeneralName name : GeneralNames.getInstance(value.getOctets()).getNames()) {
                byte[] content = name.getName().toASN1Primitive().getEncoded();
                if (content.length <= 2) {
                    return true;
                }
            }
            return false;
        } catch (IOException | RuntimeException notWhole) {
            return true;
        }
    }
}
