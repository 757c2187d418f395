package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two halves of a key on a token: found by each other through CKA_ID, and made together. */
final class KeyPairs {
    private KeyPairs() {}

    /** The public half, from its own object, or from a certificate over it. */
    static ECPublicKey publicKey(TokenSession open, CredentialUri.OnCard key) throws CryptokiException, CardException {
        Optional<Bytes> id = key.type() == ObjectType.PRIVATE ? open.bytes(open.only(key), Ck.CKA_ID) : key.id();
        Optional<Bytes> label = id.isPresent() ? Optional.empty() : key.label();
        List<Long> keys = open.find(ObjectType.PUBLIC, id, label);
        List<Long> certificates = keys.isEmpty() ? open.find(ObjectType.FILE, id, label) : List.of();
        if (keys.size() == 1) {
            return EcPoint.read(key.toString(), value(open, key, keys.get(0), Ck.CKA_EC_POINT));
        }
        if (certificates.size() == 1) {
            return certified(open, key, value(open, key, certificates.get(0), Ck.CKA_VALUE));
        }
        open.requirePresence();
        throw new CardException.Refused(
                "%s: %s holds %d public keys and %d certificates of this name; exactly one can tell the public key"
                        .formatted(key, open.token(), keys.size(), certificates.size()));
    }

    private static ECPublicKey certified(TokenSession open, CredentialUri.OnCard key, Bytes certificate)
            throws CardException {
        PublicKey found = CertificateSource.parse(key.toString(), certificate.toArray())
                .get(0)
                .getPublicKey();
        if (found instanceof ECPublicKey onCurve) {
            return onCurve;
        }
        throw notOnCurve(open, key);
    }

    private static Bytes value(TokenSession open, CredentialUri.OnCard key, long object, long attribute)
            throws CryptokiException, CardException {
        return open.bytes(object, attribute).orElseThrow(() -> notOnCurve(open, key));
    }

    private static CardException.Refused notOnCurve(TokenSession open, CredentialUri.OnCard key) {
        return new CardException.Refused("%s on %s is no key on P-256: name one that is".formatted(key, open.token()));
    }

    /**
     * Makes a key pair that stays on the token for good, then deletes what bore its name: power that fails in between leaves two, which the
     * next time deletes, and never none.
     */
    static ECPublicKey generate(TokenSession open, CredentialUri.OnCard privateKey)
            throws CryptokiException, CardException {
        List<Long> earlier = new ArrayList<>(open.find(privateKey));
        Optional<Bytes> earlierId = attributeOfFirst(open, earlier, Ck.CKA_ID);
        Optional<Bytes> earlierLabel = attributeOfFirst(open, earlier, Ck.CKA_LABEL);
        Bytes id = privateKey.id().or(() -> earlierId).orElseGet(() -> idFor(privateKey));
        Bytes label = privateKey.label().or(() -> earlierLabel).orElseGet(() -> labelFor(id));
        earlier.addAll(open.find(ObjectType.PUBLIC, Optional.of(id), Optional.empty()));
        List<Long> pair = open.library()
                .generateKeyPair(
                        open.handle(), Ck.CKM_EC_KEY_PAIR_GEN, publicTemplate(id, label), privateTemplate(id, label));
        for (long old : earlier) {
            open.library().destroy(open.handle(), old);
        }
        return EcPoint.read(privateKey.toString(), value(open, privateKey, pair.get(0), Ck.CKA_EC_POINT));
    }

    private static Map<Long, Object> publicTemplate(Bytes id, Bytes label) {
        Map<Long, Object> attributes = named(id, label);
        attributes.put(Ck.CKA_EC_PARAMS, EcPoint.P256.toArray());
        attributes.put(Ck.CKA_VERIFY, true);
        return attributes;
    }

    /** It can sign and agree, and never be read. */
    private static Map<Long, Object> privateTemplate(Bytes id, Bytes label) {
        Map<Long, Object> attributes = named(id, label);
        attributes.put(Ck.CKA_PRIVATE, true);
        attributes.put(Ck.CKA_SENSITIVE, true);
        attributes.put(Ck.CKA_EXTRACTABLE, false);
        attributes.put(Ck.CKA_SIGN, true);
        attributes.put(Ck.CKA_DERIVE, true);
        return attributes;
    }

    private static Map<Long, Object> named(Bytes id, Bytes label) {
        Map<Long, Object> attributes = new LinkedHashMap<>();
        attributes.put(Ck.CKA_TOKEN, true);
        attributes.put(Ck.CKA_ID, id.toArray());
        attributes.put(Ck.CKA_LABEL, label.toArray());
        return attributes;
    }

    /** A key named by label alone has its label for an id too, as Java's own provider does it. */
    static Bytes idFor(CredentialUri.OnCard key) {
        return key.label().orElseThrow();
    }

    /** Of what bears no label yet. */
    static Bytes labelFor(Bytes id) {
        return Bytes.of(("iotsafe-agent " + id.toHex()).getBytes(StandardCharsets.US_ASCII));
    }

    /** Of the object that a new one takes the place of. */
    static Optional<Bytes> attributeOfFirst(TokenSession open, List<Long> objects, long attribute)
            throws CryptokiException {
        return objects.isEmpty() ? Optional.empty() : open.bytes(objects.get(0), attribute);
    }
}
