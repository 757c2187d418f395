package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PKCS#11 token in the place of the applet. A container's id is the object's CKA_ID and its label the CKA_LABEL; a file is a certificate
 * object. The first call opens a session and logs in; a session that breaks is rebuilt within the same call, once, and the operation
 * repeated, unless it is the generation of a key pair. A PIN that was refused is never tried again. {@link #exchanges()} counts the calls of
 * the library.
 */
public final class Pkcs11Element implements SecureElement {
    private static final Logger LOG = LoggerFactory.getLogger(Pkcs11Element.class);
    private static final Duration ORDINARY = Duration.ofSeconds(5);
    private static final Duration CRYPTOGRAPHY = Duration.ofSeconds(30);
    private static final Duration KEY_PAIR = Duration.ofSeconds(60);
    private static final int HASH_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;

    private final TokenAddress address;
    private final AtomicLong calls = new AtomicLong();
    private final TokenThread thread;
    private @Nullable TokenSession session;
    private @Nullable CardIdentity identity;
    /** Written on the token's thread, perhaps after the caller gave up. */
    private volatile CardException.@Nullable Refused refusedPin;

    private boolean closed;

    /** The token at this address; nothing is loaded yet. */
    public Pkcs11Element(TokenAddress address) {
        this.address = address;
        this.thread = new TokenThread("library " + address.library());
    }

    @Override
    public synchronized void connect() throws CardException {
        open();
    }

    @Override
    public synchronized CardIdentity identity() throws CardException {
        CardIdentity known = identity;
        return known == null ? open().token().identity() : known;
    }

    @Override
    public List<CardObject> objects() throws CardException {
        return repeatable("list the objects", CRYPTOGRAPHY, TokenObjects::list);
    }

    /** The certificate object of this name, DER. */
    @Override
    public Bytes readFile(CredentialUri.OnCard file) throws CardException {
        require(file, ObjectType.FILE);
        return repeatable(
                "read " + file,
                ORDINARY,
                open -> open.bytes(open.only(file), Ck.CKA_VALUE)
                        .orElseThrow(
                                () -> new CardException.Refused("%s on %s is empty".formatted(file, open.token()))));
    }

    /** As promised there; for a private key, its public half, which may also come from a certificate of the same CKA_ID. */
    @Override
    public ECPublicKey publicKey(CredentialUri.OnCard key) throws CardException {
        if (key.type() != ObjectType.PRIVATE) {
            require(key, ObjectType.PUBLIC);
        }
        return repeatable("read the public key of " + key, ORDINARY, open -> KeyPairs.publicKey(open, key));
    }

    /** As promised there. A token needs no empty container: the name is given to the new pair. */
    @Override
    public GeneratedKeyPair generateKeyPair(CredentialUri.OnCard privateKey) throws CardException {
        require(privateKey, ObjectType.PRIVATE);
        ECPublicKey made = once("generate " + privateKey, KEY_PAIR, open -> KeyPairs.generate(open, privateKey));
        return new GeneratedKeyPair(made, privateKey);
    }

    @Override
    public Bytes sign(CredentialUri.OnCard privateKey, Bytes hash) throws CardException {
        require(privateKey, ObjectType.PRIVATE);
        if (hash.length() != HASH_LENGTH) {
            throw new IllegalArgumentException("a hash of %d bytes; SHA-256 has 32".formatted(hash.length()));
        }
        Bytes signature = repeatable(
                "sign with " + privateKey,
                CRYPTOGRAPHY,
                open -> Bytes.of(
                        open.library().sign(open.handle(), Ck.CKM_ECDSA, open.only(privateKey), hash.toArray())));
        if (signature.length() != SIGNATURE_LENGTH) {
            throw new CardException.Refused("%s makes signatures of %d bytes, P-256 has %d: name a key on P-256"
                    .formatted(privateKey, signature.length(), SIGNATURE_LENGTH));
        }
        return signature;
    }

    @Override
    public void putPublicKey(CredentialUri.OnCard container, ECPublicKey key) throws CardException {
        require(container, ObjectType.PUBLIC);
        Bytes point = EcPoint.write(container.toString(), key);
        repeatable("write " + container, ORDINARY, open -> Written.publicKey(open, container, point));
    }

    /** As promised there; under the CKA_ID of its key, programs that know nothing of this agent find the two together. */
    @Override
    public void putCertificate(CredentialUri.OnCard file, X509Certificate certificate) throws CardException {
        require(file, ObjectType.FILE);
        repeatable("write " + file, ORDINARY, open -> Written.certificate(open, file, certificate));
    }

    /** As promised there (PKCS#11 2.40, CKM_ECDH1_DERIVE with CKD_NULL). */
    @Override
    public Secret agree(CredentialUri.OnCard privateKey, CredentialUri.OnCard peer) throws CardException {
        require(privateKey, ObjectType.PRIVATE);
        require(peer, ObjectType.PUBLIC);
        return repeatable(
                "agree with " + privateKey, CRYPTOGRAPHY, open -> SharedSecrets.agree(open, privateKey, peer));
    }

    @Override
    public Bytes random(int length) throws CardException {
        if (length < 1 || length > 256) {
            throw new IllegalArgumentException("%d random bytes; one command gives 1 to 256".formatted(length));
        }
        return repeatable(
                "get random bytes", ORDINARY, open -> Bytes.of(open.library().random(open.handle(), length)));
    }

    @Override
    public long exchanges() {
        return calls.get();
    }

    /** Closes the session; the library stays loaded, as others of this process may use it. */
    @Override
    public synchronized void close() {
        closed = true;
        abandon();
        thread.end();
    }

    /** The address, which never holds the PIN. */
    @Override
    public String toString() {
        return address.toString();
    }

    private synchronized <T> T repeatable(String what, Duration deadline, Work<T> work) throws CardException {
        TokenSession first = open();
        try {
            return on(first, what, deadline, work);
        } catch (CardException.Unreachable e) {
            LOG.info("{}: trying on a fresh session", e.getMessage());
            return once(what, deadline, work);
        }
    }

    private synchronized <T> T once(String what, Duration deadline, Work<T> work) throws CardException {
        return on(open(), what, deadline, work);
    }

    private <T> T on(TokenSession open, String what, Duration deadline, Work<T> work) throws CardException {
        try {
            return thread.call(what, deadline, () -> {
                try {
                    return work.on(open);
                } catch (CryptokiException e) {
                    throw Failure.of(what, open.token(), e);
                }
            });
        } catch (CardException.Unreachable e) {
            abandon();
            throw e;
        }
    }

    /** The session, alive and logged in. */
    private TokenSession open() throws CardException {
        if (closed) {
            throw new CardException.Unreachable("the token was let go of: this program is stopping");
        }
        TokenSession current = session;
        if (current != null && !isUsable(current)) {
            LOG.info("{}: the session is over or logged out: opening a fresh one", current.token());
            abandon();
            current = null;
        }
        if (current == null) {
            current = thread.open("open " + this, CRYPTOGRAPHY, this::openSession);
            session = current;
            login(current);
            identity = current.token().identity();
        }
        return current;
    }

    private boolean isUsable(TokenSession current) throws CardException {
        try {
            return thread.call("look at " + this, ORDINARY, () -> {
                try {
                    return !current.wantsPin();
                } catch (CryptokiException e) {
                    return false;
                }
            });
        } catch (CardException e) {
            abandon();
            throw e;
        }
    }

    private TokenSession openSession() throws CardException {
        Cryptoki library = Cryptoki.load(address.library(), calls);
        long slot =
                TokenFinder.slot(library, address.choice(), address.library().toString());
        try {
            TokenSession opened = TokenSession.open(library, slot);
            requireSameToken(opened);
            return opened;
        } catch (CryptokiException e) {
            throw new CardException.Unreachable(
                    "no session with the token at %s: %s; plug the token in again".formatted(this, e.rv()));
        }
    }

    /** Before it is shown the PIN of another. */
    private void requireSameToken(TokenSession opened) throws CardException.Refused {
        CardIdentity known = identity;
        CardIdentity now = opened.token().identity();
        if (known != null && !known.equals(now)) {
            opened.close();
            throw new CardException.Refused(
                    "the token at %s is now %s, it was %s; put the first one back, or restart the agent to use the new one"
                            .formatted(this, now.value(), known.value()));
        }
    }

    /** The PIN is read on the caller's thread: a person may take longer than a deadline. */
    private void login(TokenSession opened) throws CardException {
        try {
            boolean needed = thread.call("look at " + this, ORDINARY, () -> {
                try {
                    return opened.wantsPin();
                } catch (CryptokiException e) {
                    throw Failure.of("look at the session", opened.token(), e);
                }
            });
            if (needed) {
                CardException.Refused refused = refusedPin;
                if (refused != null) {
                    throw refused;
                }
                requireTries(opened.token(), address.pin());
                try (Pin pin = address.pin().read(opened.token().toString())) {
                    thread.call("log in at " + this, CRYPTOGRAPHY, () -> login(opened, pin));
                }
            }
        } catch (CardException e) {
            abandon();
            throw e;
        }
    }

    /** Logs in once; a PIN that was refused is remembered as such, whatever becomes of this call. */
    private boolean login(TokenSession opened, Pin pin) throws CardException {
        try {
            opened.library().login(opened.handle(), pin);
            return true;
        } catch (CryptokiException e) {
            if (!Ck.ABOUT_THE_PIN.contains(e.code())) {
                throw Failure.of("log in", opened.token(), e);
            }
            CardException.Refused refused = new CardException.Refused(
                    "%s refuses the PIN from %s (%s); it is not tried again: correct it, then restart the agent"
                            .formatted(opened.token(), address.pin(), e.rv()));
            refusedPin = refused;
            throw refused;
        }
    }

    /** Looks at the token's own counter, which also knows of tries before this program started. */
    static void requireTries(Token token, PinSource pin) throws CardException.Refused {
        if (token.isPinLocked()) {
            throw new CardException.Refused(
                    "%s has locked its PIN after wrong tries; unlock it with the tools of its maker".formatted(token));
        }
        if (token.isFinalTry() && !pin.isPerson()) {
            throw new CardException.Refused(
                    "%s has one try left for its PIN, which no program may spend; log in once with the right PIN by the tools of its maker, then restart the agent"
                            .formatted(token));
        }
    }

    private void abandon() {
        TokenSession broken = session;
        session = null;
        if (broken != null) {
            thread.close(broken);
        }
    }

    private static void require(CredentialUri.OnCard uri, ObjectType wanted) throws CardException.Refused {
        if (uri.type() != wanted) {
            throw new CardException.Refused("%s names an object of type %s; one of type %s is needed: write type=%s"
                    .formatted(uri, uri.type().word(), wanted.word(), wanted.word()));
        }
    }

    /** A few calls that belong together. */
    @FunctionalInterface
    private interface Work<T> {
        T on(TokenSession open) throws CryptokiException, CardException;
    }
}
