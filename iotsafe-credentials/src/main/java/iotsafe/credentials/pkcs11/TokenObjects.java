package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists what a token holds, in the words in which a card tells of its containers. */
final class TokenObjects {
    private static final Logger LOG = LoggerFactory.getLogger(TokenObjects.class);

    private static final int LONGEST_ID = 20;
    private static final int LONGEST_LABEL = 60;

    /** GSMA IoT.05, tag 4B: a persistent key on P-256. */
    private static final int P256_KEY = 0x13;

    private static final int SIGNS = 1;
    private static final int AGREES = 1 << 2;

    private TokenObjects() {}

    /** Keys and certificates; one that has neither an id nor a label of a length that can be written in a URI cannot be used, and is left out. */
    static List<CardObject> list(TokenSession open) throws CryptokiException {
        List<CardObject> all = new ArrayList<>();
        for (ObjectType type : ObjectType.values()) {
            for (long object : open.find(type, Optional.empty(), Optional.empty())) {
                read(open, type, object).ifPresent(all::add);
            }
        }
        return List.copyOf(all);
    }

    private static Optional<CardObject> read(TokenSession open, ObjectType type, long object) throws CryptokiException {
        Optional<Bytes> id = open.bytes(object, Ck.CKA_ID).filter(bytes -> bytes.length() <= LONGEST_ID);
        Optional<Bytes> label = open.bytes(object, Ck.CKA_LABEL).filter(bytes -> bytes.length() <= LONGEST_LABEL);
        if (id.isEmpty() && label.isEmpty()) {
            LOG.debug("{}: an object of type {} has no name", open.token(), type.word());
            return Optional.empty();
        }
        CredentialUri.OnCard uri = id.map(bytes -> CredentialUri.OnCard.byId(type, bytes))
                .orElseGet(() -> CredentialUri.OnCard.byLabel(type, label.orElseThrow()));
        return Optional.of(new CardObject(
                uri,
                id,
                label,
                Optional.of(true),
                keyType(open, type, object),
                functions(open, type, object),
                size(open, type, object)));
    }

    private static OptionalInt keyType(TokenSession open, ObjectType type, long object) throws CryptokiException {
        boolean onP256 = type != ObjectType.FILE
                && open.bytes(object, Ck.CKA_EC_PARAMS)
                        .filter(EcPoint.P256::equals)
                        .isPresent();
        return onP256 ? OptionalInt.of(P256_KEY) : OptionalInt.empty();
    }

    private static OptionalInt functions(TokenSession open, ObjectType type, long object) throws CryptokiException {
        if (type != ObjectType.PRIVATE) {
            return OptionalInt.empty();
        }
        int signs = open.flag(object, Ck.CKA_SIGN) ? SIGNS : 0;
        int agrees = open.flag(object, Ck.CKA_DERIVE) ? AGREES : 0;
        return OptionalInt.of(signs | agrees);
    }

    private static OptionalInt size(TokenSession open, ObjectType type, long object) throws CryptokiException {
        Optional<Bytes> value = type == ObjectType.FILE ? open.bytes(object, Ck.CKA_VALUE) : Optional.empty();
        return value.map(content -> OptionalInt.of(content.length())).orElseGet(OptionalInt::empty);
    }
}
