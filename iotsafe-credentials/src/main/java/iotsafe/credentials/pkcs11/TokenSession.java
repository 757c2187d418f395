package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session with one token. Objects are looked up for each use: after a logout every handle from before is void. */
final class TokenSession {
    private static final Logger LOG = LoggerFactory.getLogger(TokenSession.class);

    private final Cryptoki library;
    private final long slot;
    private final long session;
    private final Token token;

    private TokenSession(Cryptoki library, long slot, long session, Token token) {
        this.library = library;
        this.slot = slot;
        this.session = session;
        this.token = token;
    }

    /** Opens one; nobody is logged in by that. */
    static TokenSession open(Cryptoki library, long slot) throws CryptokiException {
        Token token = library.token(slot);
        return new TokenSession(library, slot, library.openSession(slot), token);
    }

    Cryptoki library() {
        return library;
    }

    long handle() {
        return session;
    }

    /** The token as it was when the session was opened. */
    Token token() {
        return token;
    }

    /** Whether the token still wants a PIN before it shows and uses private objects. */
    boolean wantsPin() throws CryptokiException {
        long state = library.state(session);
        boolean loggedIn = state == Ck.CKS_RW_USER_FUNCTIONS || state == Ck.CKS_RO_USER_FUNCTIONS;
        return token.wantsPin() && !loggedIn;
    }

    /** The objects of this name and type. */
    List<Long> find(CredentialUri.OnCard name) throws CryptokiException {
        return find(name.type(), name.id(), name.label());
    }

    /** The objects of this type, and of this CKA_ID and CKA_LABEL if they are given. */
    List<Long> find(ObjectType type, Optional<Bytes> id, Optional<Bytes> label) throws CryptokiException {
        Map<Long, Object> wanted = new LinkedHashMap<>();
        wanted.put(Ck.CKA_CLASS, Ck.classOf(type));
        wanted.put(Ck.CKA_TOKEN, true);
        id.ifPresent(bytes -> wanted.put(Ck.CKA_ID, bytes.toArray()));
        label.ifPresent(bytes -> wanted.put(Ck.CKA_LABEL, bytes.toArray()));
        return library.find(session, wanted);
    }

    /** The one object of this name and type. */
    long only(CredentialUri.OnCard name) throws CryptokiException, CardException {
        List<Long> found = find(name);
        if (found.isEmpty()) {
            requirePresence();
            throw new CardException.Refused("%s is not on %s; card inspect shows what it has".formatted(name, token));
        }
        if (found.size() > 1) {
            throw new CardException.Refused("%s is the name of %d objects on %s; %s"
                    .formatted(
                            name,
                            found.size(),
                            token,
                            name.id().isPresent()
                                    ? "delete those that nobody needs, or name the one by its label"
                                    : "name the one by its id"));
        }
        return found.get(0);
    }

    /** An attribute of bytes; empty if the object has none. */
    Optional<Bytes> bytes(long object, long attribute) throws CryptokiException {
        return library.bytes(session, object, attribute).map(Bytes::of);
    }

    boolean flag(long object, long attribute) throws CryptokiException {
        return library.flag(session, object, attribute);
    }

    /** A token that was pulled out looks empty to some libraries, until they are asked for itself. */
    void requirePresence() throws CryptokiException, CardException.Unreachable {
        if (!library.token(slot).identity().equals(token.identity())) {
            throw new CardException.Unreachable("%s is no longer in its slot: plug it in again".formatted(token));
        }
    }

    /** Closes the session, not the login: others of this process may use that. */
    void close() {
        try {
            library.closeSession(session);
        } catch (CryptokiException e) {
            LOG.debug("{}: the session was not closed: {}", token, e.rv());
        }
    }
}
