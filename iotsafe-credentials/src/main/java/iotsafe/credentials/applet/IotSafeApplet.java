package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardReader;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The IoT SAFE applet on a card, behind any {@link CardReader} (GSMA IoT.05). The first call opens a channel and selects it; a session that
 * breaks is rebuilt within the same call, once, and the command repeated, unless it is GENERATE KEY PAIR. From the first {@link #identity()}
 * on, a rebuilt session is used only if the card is still the same.
 */
public final class IotSafeApplet implements SecureElement {
    private static final Logger LOG = LoggerFactory.getLogger(IotSafeApplet.class);
    private static final int CHANGED_FROM_AFAR = 0x6989;
    private static final int HASH_LENGTH = 32;

    private final AtomicLong exchanges = new AtomicLong();
    private final CardMemory memory = new CardMemory();
    private final AppletFinder finder;
    private @Nullable AppletSession session;
    private @Nullable CardIdentity identity;
    private boolean closed;

    /** The applet under one of the names that cards are known to use. */
    public IotSafeApplet(CardReader reader) {
        this(reader, Optional.empty());
    }

    /**
     * The applet under a name of its own.
     *
     * @param aid the application identifier, 5 to 16 bytes; empty to try the known ones
     */
    public IotSafeApplet(CardReader reader, Optional<Bytes> aid) {
        if (aid.isPresent() && (aid.get().length() < 5 || aid.get().length() > 16)) {
            throw new IllegalArgumentException("an application identifier of %d bytes; it can have 5 to 16"
                    .formatted(aid.get().length()));
        }
        this.finder = new AppletFinder(reader, aid, memory, exchanges);
    }

    @Override
    public synchronized void connect() throws CardException {
        open();
    }

    @Override
    public synchronized CardIdentity identity() throws CardException {
        CardIdentity known = identity;
        if (known == null) {
            known = repeatable(IdentityReader::read);
            identity = known;
        }
        return known;
    }

    @Override
    public List<CardObject> objects() throws CardException {
        return repeatable(GetData::objectList);
    }

    /** The attributes of one container (GET DATA). */
    public CardObject object(CredentialUri.OnCard uri) throws CardException {
        return repeatable(open -> GetData.object(open, uri));
    }

    /** What the applet says of itself (GET DATA, application); empty if it does not. */
    public Optional<ApplicationData> application() throws CardException {
        return repeatable(GetData::application);
    }

    @Override
    public Bytes readFile(CredentialUri.OnCard file) throws CardException {
        return repeatable(open -> ReadFile.read(open, file));
    }

    /** As promised there; for a private key, the key in the public container of the same label. */
    @Override
    public ECPublicKey publicKey(CredentialUri.OnCard key) throws CardException {
        return repeatable(open ->
                key.type() == ObjectType.PRIVATE ? ReadPublicKey.ofPair(open, key) : ReadPublicKey.read(open, key));
    }

    @Override
    public GeneratedKeyPair generateKeyPair(CredentialUri.OnCard privateKey) throws CardException {
        return once(open -> GenerateKeyPair.generate(open, privateKey));
    }

    @Override
    public Bytes sign(CredentialUri.OnCard privateKey, Bytes hash) throws CardException {
        if (hash.length() != HASH_LENGTH) {
            throw new IllegalArgumentException("a hash of %d bytes; SHA-256 has 32".formatted(hash.length()));
        }
        return repeatable(open -> ComputeSignature.sign(open, privateKey, hash));
    }

    @Override
    public Bytes random(int length) throws CardException {
        if (length < 1 || length > 256) {
            throw new IllegalArgumentException("%d random bytes; one command gives 1 to 256".formatted(length));
        }
        return repeatable(open -> GetRandom.read(open, length));
    }

    @Override
    public long exchanges() {
        return exchanges.get();
    }

    @Override
    public synchronized void close() {
        closed = true;
        AppletSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    /** For commands that leave the card as it was: done again on a fresh session, and again after remote administration (6989), once each. */
    private synchronized <T> T repeatable(Command<T> command) throws CardException {
        try {
            return onRebuiltSession(command);
        } catch (CardException.Refused e) {
            if (e.status() == null || e.status().value() != CHANGED_FROM_AFAR) {
                throw e;
            }
            LOG.info("{}: asked once more", e.getMessage());
            return onRebuiltSession(command);
        }
    }

    private <T> T onRebuiltSession(Command<T> command) throws CardException {
        AppletSession first = open();
        try {
            return command.on(first);
        } catch (CardException.Unreachable e) {
            abandon();
            LOG.info("{}: trying on a fresh session", e.getMessage());
            return once(command);
        }
    }

    private synchronized <T> T once(Command<T> command) throws CardException {
        AppletSession current = open();
        try {
            return command.on(current);
        } catch (CardException.Unreachable e) {
            abandon();
            throw e;
        }
    }

    private AppletSession open() throws CardException {
        if (closed) {
            throw new CardException.Unreachable("the card was let go of: this program is stopping");
        }
        AppletSession current = session;
        if (current == null) {
            current = finder.find();
            requireSameCard(current);
            session = current;
        }
        return current;
    }

    private void requireSameCard(AppletSession fresh) throws CardException {
        CardIdentity known = identity;
        if (known == null) {
            return;
        }
        boolean same = false;
        try {
            CardIdentity now = IdentityReader.read(fresh);
            same = now.equals(known);
            if (!same) {
                memory.forget();
                throw new CardException.Refused(
                        "the card in %s is now %s, it was %s; put the first one back, or restart the agent to use the new one"
                                .formatted(fresh.place(), now.value(), known.value()));
            }
        } finally {
            if (!same) {
                fresh.close();
            }
        }
    }

    private void abandon() {
        AppletSession broken = session;
        session = null;
        if (broken != null) {
            broken.abandon();
        }
    }

    /** One command of the applet, or a few that belong together. */
    @FunctionalInterface
    private interface Command<T> {
        T on(AppletSession open) throws CardException;
    }
}
