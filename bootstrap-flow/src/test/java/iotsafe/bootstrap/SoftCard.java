package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.StatusWord;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A card in software, with real keys: it writes down what it is asked, and fails when told to. */
public final class SoftCard implements SecureElement {
    private static final int SELECTING = 2;
    private static final int SIGNING = 2;

    private final Events events;
    private final Map<CredentialUri.OnCard, KeyPair> keys = new HashMap<>();
    private final Map<CredentialUri.OnCard, Bytes> files = new HashMap<>();
    private final Map<String, Deque<CardException>> failures = new HashMap<>();
    private CardIdentity identity = new CardIdentity("iccid:8949000000000000001F");
    private boolean selected;
    private boolean identified;
    private final Map<CredentialUri.OnCard, CredentialUri.OnCard> renames = new HashMap<>();
    private boolean generatesOneKeyAndSignsWithAnother;
    private long exchanges;

    public SoftCard(Events events) {
        this.events = events;
    }

    /** Makes a key, as the card's maker does. */
    public ECPublicKey put(CredentialUri.OnCard key) {
        KeyPair pair = TestCa.keyPair();
        keys.put(key, pair);
        return (ECPublicKey) pair.getPublic();
    }

    public void put(CredentialUri.OnCard file, byte[] content) {
        files.put(file, Bytes.of(content));
    }

    /** Another card is put in: other keys in the same containers. */
    public void swap() {
        identity = new CardIdentity("iccid:8949000000000000002F");
        selected = false;
        identified = false;
        keys.replaceAll((uri, pair) -> TestCa.keyPair());
    }

    /** As when its power comes back: no applet is selected. */
    public void powerUp() {
        selected = false;
    }

    /** The same card, but the container's content is another. */
    public void replaceKey(CredentialUri.OnCard key) {
        keys.replace(key, TestCa.keyPair());
    }

    /** For a container that shows one public key and signs with another private one. */
    public void generateBadly() {
        generatesOneKeyAndSignsWithAnother = true;
    }

    /** The next time, and then the time after that, that {@code event} happens it fails. */
    public void fail(String event, CardException... with) {
        failures.computeIfAbsent(event, any -> new ArrayDeque<>()).addAll(List.of(with));
    }

    /** When a key is made in {@code container}, that gets another name, as some cards do. */
    public void renames(CredentialUri.OnCard container, CredentialUri.OnCard to) {
        renames.put(container, to);
    }

    private void happens(String event, int cost) throws CardException {
        if (!selected) {
            selected = true;
            exchanges += SELECTING;
        }
        exchanges += cost;
        events.add(event);
        CardException failure = failures.getOrDefault(event, new ArrayDeque<>()).poll();
        if (Thread.currentThread().isInterrupted()) {
            throw new CardException.Unreachable("interrupted");
        }
        if (failure != null) {
            selected = !(failure instanceof CardException.Unreachable) && selected;
            throw failure;
        }
    }

    @Override
    public void connect() throws CardException {
        happens("connect", 0);
    }

    @Override
    public CardIdentity identity() throws CardException {
        if (!identified) {
            happens("identity", 1);
            identified = true;
        }
        return identity;
    }

    @Override
    public List<CardObject> objects() {
        return keys.keySet().stream()
                .map(key -> new CardObject(
                        key,
                        key.id(),
                        Optional.empty(),
                        Optional.of(true),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty()))
                .toList();
    }

    @Override
    public Bytes readFile(CredentialUri.OnCard file) throws CardException {
        happens("read", 1);
        Bytes content = files.get(file);
        if (content == null) {
            throw new CardException.Refused("there is no " + file);
        }
        return content;
    }

    @Override
    public ECPublicKey publicKey(CredentialUri.OnCard key) throws CardException {
        happens("public key", 1);
        return (ECPublicKey) pair(key).getPublic();
    }

    @Override
    public GeneratedKeyPair generateKeyPair(CredentialUri.OnCard privateKey) throws CardException {
        happens("generate", 1);
        if (renames.containsValue(privateKey) ? !keys.containsKey(privateKey) : isRenamed(privateKey)) {
            throw new CardException.Refused("GENERATE KEY PAIR", new StatusWord(0x6A82), "no such container");
        }
        CredentialUri.OnCard name = renames.getOrDefault(privateKey, privateKey);
        ECPublicKey shown = put(name);
        if (generatesOneKeyAndSignsWithAnother) {
            replaceKey(name);
        }
        return new GeneratedKeyPair(shown, name);
    }

    @Override
    public Bytes sign(CredentialUri.OnCard privateKey, Bytes hash) throws CardException {
        happens("sign " + World.name(privateKey), SIGNING);
        if (!keys.containsKey(privateKey)) {
            throw new CardException.Refused("there is no " + privateKey);
        }
        try {
            Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format", "SunEC");
            signature.initSign(pair(privateKey).getPrivate());
            signature.update(hash.toArray());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isRenamed(CredentialUri.OnCard key) {
        return renames.containsKey(key) && keys.containsKey(renames.get(key));
    }

    private KeyPair pair(CredentialUri.OnCard key) {
        KeyPair pair = keys.get(key);
        if (pair == null) {
            throw new AssertionError("no " + key);
        }
        return pair;
    }

    @Override
    public Bytes random(int length) {
        return Bytes.of(new byte[length]);
    }

    @Override
    public long exchanges() {
        return exchanges;
    }

    @Override
    public void close() {
        selected = false;
    }
}
