package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects that come to a token from outside. The new one is made first, then what bore its name is deleted: power that fails in between
 * leaves two, never none.
 */
final class Written {
    private Written() {}

    /** A public key that every user of the token can see; gives its point back. */
    static Bytes publicKey(TokenSession open, CredentialUri.OnCard name, Bytes point) throws CryptokiException {
        Map<Long, Object> attributes = new LinkedHashMap<>();
        attributes.put(Ck.CKA_CLASS, Ck.CKO_PUBLIC_KEY);
        attributes.put(Ck.CKA_KEY_TYPE, Ck.CKK_EC);
        attributes.put(Ck.CKA_EC_PARAMS, EcPoint.P256.toArray());
        attributes.put(Ck.CKA_EC_POINT, EcPoint.wrapped(point).toArray());
        replace(open, name, attributes);
        return point;
    }

    /** A certificate (PKCS#11 2.40 section 4.6.3); gives it back. */
    static X509Certificate certificate(TokenSession open, CredentialUri.OnCard name, X509Certificate certificate)
            throws CryptokiException, CardException {
        Map<Long, Object> attributes = new LinkedHashMap<>();
        attributes.put(Ck.CKA_CLASS, Ck.CKO_CERTIFICATE);
        attributes.put(Ck.CKA_CERTIFICATE_TYPE, Ck.CKC_X_509);
        attributes.put(Ck.CKA_SUBJECT, certificate.getSubjectX500Principal().getEncoded());
        attributes.put(Ck.CKA_ISSUER, certificate.getIssuerX500Principal().getEncoded());
        attributes.put(Ck.CKA_SERIAL_NUMBER, der(certificate.getSerialNumber()));
        attributes.put(Ck.CKA_VALUE, der(name, certificate));
        replace(open, name, attributes);
        return certificate;
    }

    private static void replace(TokenSession open, CredentialUri.OnCard name, Map<Long, Object> attributes)
            throws CryptokiException {
        List<Long> earlier = open.find(name);
        Optional<Bytes> earlierId = KeyPairs.attributeOfFirst(open, earlier, Ck.CKA_ID);
        Optional<Bytes> earlierLabel = KeyPairs.attributeOfFirst(open, earlier, Ck.CKA_LABEL);
        Bytes id = name.id().or(() -> earlierId).orElseGet(() -> KeyPairs.idFor(name));
        Bytes label = name.label().or(() -> earlierLabel).orElseGet(() -> KeyPairs.labelFor(id));
        attributes.put(Ck.CKA_TOKEN, true);
        attributes.put(Ck.CKA_PRIVATE, false);
        attributes.put(Ck.CKA_ID, id.toArray());
        attributes.put(Ck.CKA_LABEL, label.toArray());
        open.library().create(open.handle(), attributes);
        for (long old : earlier) {
            open.library().destroy(open.handle(), old);
        }
    }

    private static byte[] der(CredentialUri.OnCard name, X509Certificate certificate) throws CardException.Refused {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new CardException.Refused(
                    "the certificate for %s has no encoding: %s".formatted(name, e.getMessage()));
        }
    }

    /** An INTEGER of at most 20 bytes (RFC 5280 section 4.1.2.2), so that its length is one byte. */
    private static byte[] der(BigInteger serial) {
        byte[] value = serial.toByteArray();
        return Bytes.concat(Bytes.of((byte) 2, (byte) value.length), Bytes.of(value))
                .toArray();
    }
}
