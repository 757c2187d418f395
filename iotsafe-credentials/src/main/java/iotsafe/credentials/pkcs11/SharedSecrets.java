package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Elliptic curve Diffie-Hellman on a token; the private key stays there, the result is given out, as COMPUTE DH does it. */
final class SharedSecrets {
    private static final long LENGTH = 32;

    private SharedSecrets() {}

    /** The x coordinate of the shared point. */
    static Secret agree(TokenSession open, CredentialUri.OnCard privateKey, CredentialUri.OnCard peer)
            throws CryptokiException, CardException {
        Bytes point = EcPoint.write(peer.toString(), KeyPairs.publicKey(open, peer));
        long derived = open.library().agree(open.handle(), open.only(privateKey), point.toArray(), template());
        try {
            return Secret.of(open.bytes(derived, Ck.CKA_VALUE)
                    .orElseThrow(() -> new CardException.Refused(
                            "%s does not give out what %s agreed on: use another token, or do without ECDH"
                                    .formatted(open.token(), privateKey)))
                    .toArray());
        } finally {
            open.library().destroy(open.handle(), derived);
        }
    }

    /** An object of this session only, that can be read. */
    private static Map<Long, Object> template() {
        Map<Long, Object> attributes = new LinkedHashMap<>();
        attributes.put(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY);
        attributes.put(Ck.CKA_KEY_TYPE, Ck.CKK_GENERIC_SECRET);
        attributes.put(Ck.CKA_VALUE_LEN, LENGTH);
        attributes.put(Ck.CKA_TOKEN, false);
        attributes.put(Ck.CKA_SENSITIVE, false);
        attributes.put(Ck.CKA_EXTRACTABLE, true);
        return attributes;
    }
}
