package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.crypto.RawPair;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a card remembers, and how it is personalised. A label ties a private to a public key, so it is unique within its
 * kind, as the id is. A mistake of the caller is an {@link IllegalArgumentException} of one sentence, and then nothing has
 * changed. Not for use by two threads.
 */
public final class SimMemory {
    /** The standard AID (interface reference 1.1). */
    public static final Octets STANDARD_AID = Octets.hex("A0000005590010");

    /** READ BINARY has an offset of 15 bits, and two bytes of filling follow. */
    private static final int LARGEST_BOOTSTRAP_FILE = 0x7FFD;

    private final Profile profile;
    private Protocol protocol = Protocol.T1;
    private Octets aid;
    private String iccid = Iccid.random();
    private ApplicationData application = ApplicationData.standard();
    private Octets bootstrapFile = Octets.EMPTY;
    private List<Container> objects = new ArrayList<>();

    private SimMemory(Profile profile) {
        this.profile = profile;
        this.aid = profile.aid();
    }

    /** A card without objects: T=1, the profile's AID, a random ICCID. */
    public static SimMemory blank(Profile profile) {
        return new SimMemory(profile);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws IOException one sentence, if the file cannot be read or is not the whole memory of a software SIM
     */
    public static SimMemory load(Path file) throws IOException {
        return MemoryFile.read(file);
    }

    /**
     * Writes all but volatile keys to a file of mode 0600, all or nothing: it is complete on the disk when this returns.
     *
     * @throws IOException if it cannot be written; an earlier file is then as it was
     */
    public void save(Path file) throws IOException {
        MemoryFile.write(file, this);
    }

    /** Sets the transmission protocol. */
    public SimMemory protocol(Protocol newProtocol) {
        protocol = newProtocol;
        return this;
    }

    /** Sets the AID that selects the applet, 5 to 16 bytes. */
    public SimMemory aid(Octets newAid) {
        if (newAid.size() < 5 || newAid.size() > 16) {
            throw new IllegalArgumentException("AID " + newAid + " is not 5 to 16 bytes long");
        }
        aid = newAid;
        return this;
    }

    /** Sets the card's number, 18 to 20 digits beginning with 89. */
    public SimMemory iccid(String newIccid) {
        iccid = Iccid.required(newIccid);
        return this;
    }

    /** Sets what the applet says of itself. */
    public SimMemory application(ApplicationData newApplication) {
        application = newApplication;
        return this;
    }

    /**
     * Puts bootstrap data beside the applet, in a PKCS#15 application (OMA LwM2M Core, appendix G).
     *
     * @param content EF(LwM2M_Bootstrap), at most 32765 bytes; empty for none
     */
    public SimMemory bootstrapFile(Octets content) {
        if (content.size() > LARGEST_BOOTSTRAP_FILE) {
            throw new IllegalArgumentException("a bootstrap file of %d bytes does not fit; the card holds %d"
                    .formatted(content.size(), LARGEST_BOOTSTRAP_FILE));
        }
        bootstrapFile = content;
        return this;
    }

    /** Adds an object as it is; the list of the card keeps the order within each kind. */
    public SimMemory add(Container container) {
        requireRoomFor(container);
        objects.add(container);
        return this;
    }

    /** Adds an empty persistent P-256 pair: two containers of one label. The private one can be updated, the public one also read. */
    public SimMemory addKeyPair(String label, Octets privateId, Octets publicId, KeyFunction... functions) {
        return addKeyPair(KeyAlgorithm.P_256, label, privateId, publicId, functions);
    }

    /** As {@link #addKeyPair}, of an algorithm; RSA keys sign and serve no other function. */
    public SimMemory addKeyPair(
            KeyAlgorithm algorithm, String label, Octets privateId, Octets publicId, KeyFunction... functions) {
        application = application.withSignatures(application.signatures() | algorithm.signatureBit());
        KeyFunction[] served = Arrays.stream(functions)
                .filter(function -> algorithm.isCurve() || function == KeyFunction.SIGN)
                .toArray(KeyFunction[]::new);
        return addKeyPair(algorithm.persistentType(), label, privateId, publicId, served);
    }

    /** As {@link #addKeyPair}, but the keys are gone at reset. */
    public SimMemory addVolatileKeyPair(String label, Octets privateId, Octets publicId, KeyFunction... functions) {
        return addKeyPair(KeyAlgorithm.P_256.volatileType(), label, privateId, publicId, functions);
    }

    /** Adds a public key container that PUT PUBLIC KEY may fill, for a peer's key. */
    public SimMemory addPublicKey(String label, Octets id, KeyFunction... functions) {
        return add(KeyContainer.empty(
                ObjectKind.PUBLIC,
                Labels.of(label),
                id,
                KeyAlgorithm.P_256.persistentType(),
                KeyFunction.bits(functions)));
    }

    /** Fills a pair with a key from elsewhere, P-256 or RSA as the pair is; {@code privateId} names it. */
    public SimMemory loadPrivateKey(Octets privateId, PrivateKey key) {
        fill(privateId, algorithm -> algorithm.pairOf(key));
        return this;
    }

    /** Fills a pair with a fresh key; {@code privateId} names it. */
    public SimMemory generateKeyPair(Octets privateId) {
        fill(privateId, KeyAlgorithm::generate);
        return this;
    }

    /** Adds a readable file; {@code usage} is {@link FileContainer#GENERAL} or {@link FileContainer#CERTIFICATE}. */
    public SimMemory addFile(Octets id, String label, byte[] content, int usage) {
        return add(new FileContainer(Labels.of(label), id, Container.READ, usage, Octets.of(content)));
    }

    /** Adds a secret for the PRF, such as a pre-shared key of 1 to 255 bytes. It can be neither read nor updated. */
    public SimMemory addSecret(Octets id, String label, byte[] secret) {
        int derivations = SecretContainer.PRF | SecretContainer.HKDF;
        return add(
                new SecretContainer(Labels.of(label), id, 0, KeyFunction.DERIVE.bit(), derivations, Octets.of(secret)));
    }

    /** Removes an object if there is one. */
    public SimMemory remove(ObjectKind kind, Octets id) {
        objects.removeIf(object -> object.kind() == kind && object.id().equals(id));
        return this;
    }

    /** The public key in a container; empty if there is no such container, or nothing in it. */
    public Optional<PublicKey> publicKey(Octets id) {
        return byId(ObjectKind.PUBLIC, id)
                .filter(Container::activated)
                .map(KeyContainer.class::cast)
                .map(key -> key.algorithm().publicKey(key.value()));
    }

    /** How the card deviates. */
    public Profile profile() {
        return profile;
    }

    /** The transmission protocol. */
    public Protocol protocol() {
        return protocol;
    }

    /** The AID that selects the applet. */
    public Octets aid() {
        return aid;
    }

    /** The card's number. */
    public String iccid() {
        return iccid;
    }

    /** What the applet says of itself. */
    public ApplicationData application() {
        return application;
    }

    /** The LwM2M bootstrap file; empty if the card has none. */
    public Octets bootstrapFile() {
        return bootstrapFile;
    }

    /** All objects, in the order they were added. */
    public List<Container> objects() {
        return List.copyOf(objects);
    }

    Optional<Container> byId(ObjectKind kind, Octets id) {
        return objects.stream()
                .filter(o -> o.kind() == kind && o.id().equals(id))
                .findFirst();
    }

    Optional<Container> byLabel(ObjectKind kind, Octets label) {
        return objects.stream()
                .filter(o -> !label.isEmpty() && o.kind() == kind && o.label().equals(label))
                .findFirst();
    }

    /** The public half of a pair, by the label they share. */
    Optional<KeyContainer> publicOf(KeyContainer privateKey) {
        return byLabel(ObjectKind.PUBLIC, privateKey.label()).map(KeyContainer.class::cast);
    }

    /** Puts the values in the places of the keys. */
    void replace(Map<? extends Container, ? extends Container> changes) {
        List<Container> changed = new ArrayList<>();
        for (Container object : objects) {
            Container replacement = changes.get(object);
            changed.add(replacement == null ? object : replacement);
        }
        objects = changed;
    }

    /** Empties the volatile keys. */
    void forgetVolatileKeys() {
        objects.replaceAll(o -> o instanceof KeyContainer key && key.isVolatile() ? key.withValue(Octets.EMPTY) : o);
    }

    private SimMemory addKeyPair(int type, String label, Octets privateId, Octets publicId, KeyFunction... functions) {
        if (label.isEmpty()) {
            throw new IllegalArgumentException("a key pair needs a label: it ties the two keys together");
        }
        int bits = KeyFunction.bits(functions);
        Container privateKey = KeyContainer.empty(ObjectKind.PRIVATE, Labels.of(label), privateId, type, bits);
        Container publicKey = KeyContainer.empty(ObjectKind.PUBLIC, Labels.of(label), publicId, type, bits);
        requireRoomFor(privateKey);
        requireRoomFor(publicKey);
        objects.addAll(Arrays.asList(privateKey, publicKey));
        return this;
    }

    private void fill(Octets privateId, Function<KeyAlgorithm, RawPair> source) {
        KeyContainer privateKey = byId(ObjectKind.PRIVATE, privateId)
                .map(KeyContainer.class::cast)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no private key container " + privateId + "; add the key pair first"));
        KeyContainer publicKey = publicOf(privateKey)
                .orElseThrow(() -> new IllegalArgumentException(
                        privateKey.title() + " has no public key container of the same label"));
        RawPair pair = source.apply(privateKey.algorithm());
        replace(Map.of(
                privateKey, privateKey.withValue(pair.privateKey()),
                publicKey, publicKey.withValue(pair.publicKey())));
    }

    private void requireRoomFor(Container added) {
        String title = added.title();
        if (added.id().isEmpty() || added.id().size() > 0x14) {
            throw new IllegalArgumentException(title + ": an id is 1 to 20 bytes long");
        }
        if (added.label().size() > 0x3C) {
            throw new IllegalArgumentException(title + ": a label is at most 60 bytes long");
        }
        if (byId(added.kind(), added.id()).isPresent()) {
            throw new IllegalArgumentException(title + ": this id is taken; choose another");
        }
        if (byLabel(added.kind(), added.label()).isPresent()) {
            throw new IllegalArgumentException(title + ": this label is taken; choose another");
        }
        int most = application.most(added.kind());
        if (objects.stream().filter(o -> o.kind() == added.kind()).count() >= most) {
            throw new IllegalArgumentException(
                    title + ": the card has room for " + most + " of its kind, all are used");
        }
    }
}
