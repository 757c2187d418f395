package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions of a PKCS#11 library that this agent needs, through the bridge below Java's own provider. The provider itself tells neither
 * a token's label nor its serial number nor an object's CKA_ID, and hides keys without certificate and certificates without key.
 */
final class Cryptoki {
    /** Below the logger of APDUs, so that one switch shows both. */
    static final String LOGGER = "iotsafe.apdu.pkcs11";

    private static final long MOST_OBJECTS_AT_ONCE = 64;

    private final Wrapper wrapper;
    private final Object library;
    private final AtomicLong calls;
    private final Logger log;

    private Cryptoki(Wrapper wrapper, Object library, AtomicLong calls, Logger log) {
        this.wrapper = wrapper;
        this.library = library;
        this.calls = calls;
        this.log = log;
    }

    /**
     * Loads and initialises a library; a second time in one JVM gives the same.
     *
     * @param calls counts the calls
     * @throws CardException.Refused if there is no such library, or Java does not let us; the message says what to do
     */
    static Cryptoki load(Path file, AtomicLong calls) throws CardException {
        return load(file, calls, LoggerFactory.getLogger(LOGGER));
    }

    static Cryptoki load(Path file, AtomicLong calls, Logger log) throws CardException {
        Wrapper wrapper = Wrapper.open();
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CardException.Refused(
                    "there is no PKCS#11 library %s that this user may read; install it, or correct card.reader"
                            .formatted(file));
        }
        try {
            return new Cryptoki(wrapper, wrapper.load(file), calls, log);
        } catch (IOException e) {
            throw new CardException.Refused(
                    "%s cannot be loaded as a PKCS#11 library: %s; name the .so of the token's maker"
                            .formatted(file, e.getMessage()));
        } catch (CryptokiException e) {
            throw new CardException.Unreachable(
                    "the PKCS#11 library %s does not start: %s; its own configuration and log may tell why"
                            .formatted(file, e.rv()));
        }
    }

    /** All slots, empty ones too (C_GetSlotList). */
    List<Long> slots() throws CryptokiException {
        return longs(call("C_GetSlotList", false));
    }

    /** What a token says of itself (C_GetTokenInfo). */
    Token token(long slot) throws CryptokiException {
        Object info = call("C_GetTokenInfo", slot);
        return new Token(
                Token.text((char[]) wrapper.field(info, "label")),
                Token.text((char[]) wrapper.field(info, "serialNumber")),
                (long) wrapper.field(info, "flags"));
    }

    /** A session that may write (C_OpenSession). */
    long openSession(long slot) throws CryptokiException {
        return (long) call("C_OpenSession", slot, Ck.CKF_SERIAL_SESSION | Ck.CKF_RW_SESSION, null, null);
    }

    /** The login state of a session, CKS_… (C_GetSessionInfo). */
    long state(long session) throws CryptokiException {
        return (long) wrapper.field(call("C_GetSessionInfo", session), "state");
    }

    void closeSession(long session) throws CryptokiException {
        call("C_CloseSession", session);
    }

    /** Logs the user in; that others of this process did so already is as good (C_Login). */
    void login(long session, Pin pin) throws CryptokiException {
        try {
            call("C_Login", session, Ck.CKU_USER, pin.bytes());
        } catch (CryptokiException e) {
            if (e.code() != Ck.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    /** The handles of all objects that have these attributes (C_FindObjectsInit, C_FindObjects, C_FindObjectsFinal). */
    List<Long> find(long session, Map<Long, Object> attributes) throws CryptokiException {
        call("C_FindObjectsInit", session, wrapper.template(attributes));
        try {
            List<Long> found = new ArrayList<>();
            List<Long> more = longs(call("C_FindObjects", session, MOST_OBJECTS_AT_ONCE));
            while (!more.isEmpty()) {
                found.addAll(more);
                more = longs(call("C_FindObjects", session, MOST_OBJECTS_AT_ONCE));
            }
            return found;
        } finally {
            call("C_FindObjectsFinal", session);
        }
    }

    /** An attribute that is not Boolean or a number; empty if the object has none, or does not tell (C_GetAttributeValue). */
    Optional<byte[]> bytes(long session, long object, long attribute) throws CryptokiException {
        return value(session, object, attribute)
                .map(value -> value instanceof char[] text ? bytesOf(text) : (byte[]) value)
                .filter(value -> value.length > 0);
    }

    /** A Boolean attribute; false if the object has none (C_GetAttributeValue). */
    boolean flag(long session, long object, long attribute) throws CryptokiException {
        return value(session, object, attribute).map(Boolean.TRUE::equals).orElse(false);
    }

    /** One at a time: a library refuses the whole list for one attribute that an object lacks. */
    private Optional<Object> value(long session, long object, long attribute) throws CryptokiException {
        Object question = wrapper.question(attribute);
        try {
            call("C_GetAttributeValue", session, object, question);
        } catch (CryptokiException e) {
            if (e.code() == Ck.CKR_ATTRIBUTE_TYPE_INVALID || e.code() == Ck.CKR_ATTRIBUTE_SENSITIVE) {
                return Optional.empty();
            }
            throw e;
        }
        return wrapper.answer(question);
    }

    /** Makes a key pair; gives the handles of the public and the private half (C_GenerateKeyPair). */
    List<Long> generateKeyPair(long session, long mechanism, Map<Long, Object> publicKey, Map<Long, Object> privateKey)
            throws CryptokiException {
        return longs(call(
                "C_GenerateKeyPair",
                session,
                wrapper.mechanism(mechanism),
                wrapper.template(publicKey),
                wrapper.template(privateKey)));
    }

    /** C_SignInit and C_Sign. */
    byte[] sign(long session, long mechanism, long key, byte[] data) throws CryptokiException {
        call("C_SignInit", session, wrapper.mechanism(mechanism), key);
        return (byte[]) call("C_Sign", session, data);
    }

    /**
     * Derives a secret that can be read (C_DeriveKey, CKM_ECDH1_DERIVE).
     *
     * @param point the peer's, 04 x y
     * @return the secret's handle
     */
    long agree(long session, long key, byte[] point, Map<Long, Object> secret) throws CryptokiException {
        return (long) call("C_DeriveKey", session, wrapper.agreement(point), key, wrapper.template(secret));
    }

    /** C_CreateObject. */
    void create(long session, Map<Long, Object> attributes) throws CryptokiException {
        call("C_CreateObject", session, wrapper.template(attributes));
    }

    /** C_GenerateRandom. */
    byte[] random(long session, int length) throws CryptokiException {
        byte[] bytes = new byte[length];
        call("C_GenerateRandom", session, bytes);
        return bytes;
    }

    /** C_DestroyObject. */
    void destroy(long session, long object) throws CryptokiException {
        call("C_DestroyObject", session, object);
    }

    /** Calls a function by its name; arguments and results are never logged. */
    Object call(String function, @Nullable Object... arguments) throws CryptokiException {
        calls.incrementAndGet();
        long start = System.nanoTime();
        try {
            Object result = wrapper.call(library, function, arguments);
            log.debug("{}: CKR_OK, {} ms", function, millisSince(start));
            return result;
        } catch (CryptokiException e) {
            log.debug("{}: {}, {} ms", function, e.rv(), millisSince(start));
            throw e;
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static List<Long> longs(Object array) {
        return Arrays.stream((long[]) array).boxed().toList();
    }

    private static byte[] bytesOf(char[] oneInEach) {
        byte[] bytes = new byte[oneInEach.length];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) oneInEach[at];
        }
        return bytes;
    }
}
