package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.Deadlines;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.apdu.OwnedReader;
import iotsafe.credentials.smartcard.BootstrapFile;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The IoT SAFE applet on a card, behind any {@link CardReader} (GSMA IoT.05). The first call opens a channel and selects it; a session that
 * breaks is rebuilt within the same call, once, and the command repeated, unless it is GENERATE KEY PAIR. From the first {@link #identity()}
 * on, a rebuilt session is used only if the card is still the same.
 */
public final class IotSafeApplet implements SecureElement {
    private static final int HASH_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;
    /** Up to here the two known ways to write a text's length are the same bytes. */
    private static final int LONGEST_TEXT = 0x7F;
    /** What one command carries, less the tags, lengths and fixed fields of COMPUTE PRF and COMPUTE HKDF. */
    private static final int MOST_PRF_INPUT = 248;

    private static final int MOST_HKDF_INPUT = 247;

    private final AtomicLong exchanges = new AtomicLong();
    private final CardMemory memory = new CardMemory();
    private final SessionKeeper card;

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
        this(reader, aid, HabitStore.NONE);
    }

    /**
     * The applet of a card that an earlier run may have got to know.
     *
     * @param aid the application identifier, 5 to 16 bytes; empty to try the known ones
     * @param habits read now, written when the card's identity is first asked for and at the end
     */
    public IotSafeApplet(CardReader reader, Optional<Bytes> aid, HabitStore habits) {
        this(reader, aid, habits, Deadlines.USUAL);
    }

    /**
     * The applet on a card that may take another time over its work than most.
     *
     * @param aid the application identifier, 5 to 16 bytes; empty to try the known ones
     */
    public IotSafeApplet(CardReader reader, Optional<Bytes> aid, Deadlines deadlines) {
        this(reader, aid, HabitStore.NONE, deadlines);
    }

    private IotSafeApplet(CardReader reader, Optional<Bytes> aid, HabitStore habits, Deadlines deadlines) {
        if (aid.isPresent() && (aid.get().length() < 5 || aid.get().length() > 16)) {
            throw new IllegalArgumentException("an application identifier of %d bytes; it can have 5 to 16"
                    .formatted(aid.get().length()));
        }
        this.card = new SessionKeeper(
                new AppletFinder(new OwnedReader(reader, deadlines), aid, memory, exchanges), memory, habits);
    }

    @Override
    public void connect() throws CardException {
        card.connect();
    }

    @Override
    public CardIdentity identity() throws CardException {
        return card.identity();
    }

    @Override
    public Capabilities capabilities() throws CardException {
        return card.repeatable(Declared::ask);
    }

    @Override
    public List<CardObject> objects() throws CardException {
        return card.repeatable(GetData::objectList);
    }

    /** The attributes of one container (GET DATA). */
    public CardObject object(CredentialUri.OnCard uri) throws CardException {
        return card.repeatable(open -> GetData.object(open, uri));
    }

    /** What the applet says of itself (GET DATA, application), asked anew; empty if it does not. */
    public Optional<ApplicationData> application() throws CardException {
        return card.repeatable(GetData::application);
    }

    /** How the applet is reached; opens a session if there is none. */
    public SelectedApplet selected() throws CardException {
        return card.repeatable(AppletSession::selected);
    }

    /** How this card wants its commands, as far as the ones sent until now have shown it. */
    public Dialect dialect() {
        return memory.dialects().dialect();
    }

    @Override
    public Bytes readFile(CredentialUri.OnCard file) throws CardException {
        return card.repeatable(open -> ReadFile.read(open, file));
    }

    /** As promised there; for a private key, the key in the public container of the same label. */
    @Override
    public ECPublicKey publicKey(CredentialUri.OnCard key) throws CardException {
        return card.repeatable(open ->
                key.type() == ObjectType.PRIVATE ? ReadPublicKey.ofPair(open, key) : ReadPublicKey.read(open, key));
    }

    @Override
    public GeneratedKeyPair generateKeyPair(CredentialUri.OnCard privateKey) throws CardException {
        GenerateKeyPair.Done done = card.destructive(open -> GenerateKeyPair.generate(open, privateKey));
        return done.pair().isPresent()
                ? done.pair().get()
                : card.repeatable(open -> GenerateKeyPair.readBack(open, done));
    }

    @Override
    public void putPublicKey(CredentialUri.OnCard container, ECPublicKey key) throws CardException {
        card.repeatable(open -> {
            PutPublicKey.put(open, container, key);
            return container;
        });
    }

    @Override
    public Bytes sign(CredentialUri.OnCard privateKey, Bytes hash) throws CardException {
        requireHash(hash);
        return card.repeatable(open -> ComputeSignature.sign(open, privateKey, hash));
    }

    @Override
    public Bytes signRsa(CredentialUri.OnCard privateKey, Bytes hash) throws CardException {
        requireHash(hash);
        return card.repeatable(open -> ComputeSignature.signRsa(open, privateKey, hash));
    }

    /**
     * ECDSA with SHA-256 over a text that the card itself hashes (COMPUTE SIGNATURE, mode 01). For a card that must see what it signs;
     * {@link #sign} does the same for texts of any length.
     *
     * @param text 1 to 127 bytes: for longer ones the known clients disagree on how to write them, and no trace decides
     * @return 64 bytes, r then s
     * @see "GSMA IoT.05 2.5.14, table 2.10.3.2"
     */
    public Bytes signText(CredentialUri.OnCard privateKey, Bytes text) throws CardException {
        requireRange("a text", text.length(), 1, LONGEST_TEXT);
        return card.repeatable(open -> ComputeSignature.signText(open, privateKey, text));
    }

    /**
     * ECDSA with SHA-256 over a text of which the card hashes the last block (COMPUTE SIGNATURE, mode 02). What the card expects of the
     * blocks before is known from memory of the specification alone, so each signature is checked against the public key of the same label
     * before it is returned: two exchanges more. {@link #sign} does the same without doubt.
     *
     * @param text 65 bytes or more; shorter ones are {@link #signText}'s
     * @return 64 bytes, r then s
     * @throws CardException.Unreadable if the card understood something else
     * @see "GSMA IoT.05 2.5.14"
     */
    public Bytes signLastBlock(CredentialUri.OnCard privateKey, Bytes text) throws CardException {
        requireRange("a text", text.length(), Sha256State.BLOCK + 1, Integer.MAX_VALUE);
        return card.repeatable(open -> ComputeSignature.signLastBlock(open, privateKey, text));
    }

    @Override
    public boolean verify(CredentialUri.OnCard publicKey, Bytes hash, Bytes signature) throws CardException {
        requireHash(hash);
        requireRange("a signature", signature.length(), SIGNATURE_LENGTH, SIGNATURE_LENGTH);
        return card.repeatable(open -> VerifySignature.verify(open, publicKey, hash, signature));
    }

    @Override
    public Secret agree(CredentialUri.OnCard privateKey, CredentialUri.OnCard peer) throws CardException {
        return card.repeatable(open -> ComputeDh.agree(open, privateKey, peer));
    }

    @Override
    public Secret prf(Secret secret, Bytes labelAndSeed, int length) throws CardException {
        requireRange("label and seed", labelAndSeed.length(), 1, MOST_PRF_INPUT - secret.length());
        requireRange("an output", length, 1, 255);
        return card.repeatable(open -> ComputePrf.overGiven(open, secret, labelAndSeed, length));
    }

    @Override
    public Secret prf(CredentialUri.OnCard psk, Optional<Secret> shared, Bytes labelAndSeed, int length)
            throws CardException {
        int name = psk.id().or(psk::label).map(Bytes::length).orElse(0);
        int taken = name + shared.map(z -> 2 + z.length()).orElse(0);
        requireRange("label and seed", labelAndSeed.length(), 1, MOST_PRF_INPUT - taken);
        requireRange("an output", length, 1, 255);
        return card.repeatable(open -> ComputePrf.overPsk(open, psk, shared, labelAndSeed, length));
    }

    @Override
    public Secret hkdfExtract(Secret keyingMaterial, Bytes salt) throws CardException {
        // no salt is sent as one hash length of zeros
        int sent = salt.isEmpty() ? HASH_LENGTH : salt.length();
        requireRange("a salt", sent, 1, MOST_HKDF_INPUT - keyingMaterial.length());
        return card.repeatable(open -> ComputeHkdf.extract(open, keyingMaterial, salt));
    }

    @Override
    public Optional<Bytes> bootstrapFile() throws CardException {
        return card.repeatable(open -> open.onFurtherChannel(BootstrapFile::read));
    }

    @Override
    public Bytes random(int length) throws CardException {
        requireRange("an output", length, 1, 256);
        return card.repeatable(open -> GetRandom.read(open, length));
    }

    @Override
    public long exchanges() {
        return exchanges.get();
    }

    @Override
    public void close() {
        card.close();
    }

    private static void requireHash(Bytes hash) {
        if (hash.length() != HASH_LENGTH) {
            throw new IllegalArgumentException("a hash of %d bytes; SHA-256 has 32".formatted(hash.length()));
        }
    }

    private static void requireRange(String what, int length, int least, int most) {
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    "%s of %d bytes; one command takes %d to %d".formatted(what, length, least, most));
        }
    }
}
