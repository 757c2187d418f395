package iotsafe.bootstrap.store;

import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.SoftCard;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;

/** A card that derives a key of its own, counts how often, and refuses or is absent when told to. */
final class SealCard implements SecureElement {
    static final CredentialUri.OnCard SECRET = onCard("iotsafe:type=secret;id=0C");
    static final CredentialUri.OnCard PRIVATE = onCard("iotsafe:type=private;id=06");
    static final CredentialUri.OnCard PUBLIC = onCard("iotsafe:type=public;id=07");

    private final SoftCard rest = new SoftCard(new Events());
    private final String iccid;
    private Optional<CardException> failure = Optional.empty();
    int derivations;
    int identities;

    SealCard(String iccid) {
        this.iccid = iccid;
    }

    static CredentialUri.OnCard onCard(String uri) {
        return (CredentialUri.OnCard) CredentialUri.parse(uri);
    }

    /** The seal of a fresh process. */
    CardSeal seal(SealPolicy policy) {
        return new CardSeal(this, SealKey.of(List.of(SECRET)), policy);
    }

    /** From now on every command ends like this. */
    void fails(CardException how) {
        failure = Optional.of(how);
    }

    void works() {
        failure = Optional.empty();
    }

    private Secret derived(String of) throws CardException {
        requireWorking();
        derivations++;
        try {
            return Secret.of(
                    MessageDigest.getInstance("SHA-256").digest((iccid + of).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void requireWorking() throws CardException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @Override
    public Secret prf(CredentialUri.OnCard psk, Optional<Secret> shared, Bytes labelAndSeed, int length)
            throws CardException {
        return derived(psk + " " + labelAndSeed + " " + length);
    }

    @Override
    public Secret agree(CredentialUri.OnCard privateKey, CredentialUri.OnCard peer) throws CardException {
        return derived(privateKey + " " + peer);
    }

    @Override
    public void connect() throws CardException {
        requireWorking();
    }

    @Override
    public CardIdentity identity() throws CardException {
        if (failure.isPresent() && failure.get() instanceof CardException.Unreachable) {
            throw failure.get();
        }
        identities++;
        return new CardIdentity(iccid);
    }

    @Override
    public List<CardObject> objects() {
        return rest.objects();
    }

    @Override
    public Bytes readFile(CredentialUri.OnCard file) throws CardException {
        return rest.readFile(file);
    }

    @Override
    public ECPublicKey publicKey(CredentialUri.OnCard key) throws CardException {
        return rest.publicKey(key);
    }

    @Override
    public GeneratedKeyPair generateKeyPair(CredentialUri.OnCard privateKey) throws CardException {
        return rest.generateKeyPair(privateKey);
    }

    @Override
    public Bytes sign(CredentialUri.OnCard privateKey, Bytes hash) throws CardException {
        return rest.sign(privateKey, hash);
    }

    @Override
    public Bytes random(int length) {
        return rest.random(length);
    }

    @Override
    public long exchanges() {
        return derivations;
    }

    @Override
    public void close() {}
}
