package iotsafe.credentials;

import iotsafe.credentials.apdu.Bytes;
import java.security.interfaces.ECPublicKey;
import java.util.List;

/**
 * The holder of the keys, whichever way it is reached. Safe for use by several threads: exchanges are serialised inside.
 *
 * <p>Every method may throw any {@link CardException}; after {@link CardException.Unreachable} the next call opens a fresh session.
 */
public interface SecureElement extends AutoCloseable {
    /**
     * Opens a session if there is none: reader, logical channel, applet. Every other method does so by itself; this one is for those who
     * want it done before a clock starts to run, as that of a DTLS handshake.
     */
    void connect() throws CardException;

    /** Tells one card from another: the same card gives the same value after a restart. Never secret. */
    CardIdentity identity() throws CardException;

    /** All containers that the card lists, in the card's order (GET DATA, object list). */
    List<CardObject> objects() throws CardException;

    /**
     * The content of a file, 1 to 65535 bytes, cut at the end of its DER structure where it holds one (READ FILE).
     *
     * @throws CardException.Refused if there is no such file, or it is empty
     */
    Bytes readFile(CredentialUri.OnCard file) throws CardException;

    /**
     * The public key in a container, checked to be on its curve (READ PUBLIC KEY).
     *
     * @throws CardException.Refused if there is no such container, or it is empty
     */
    ECPublicKey publicKey(CredentialUri.OnCard key) throws CardException;

    /**
     * Makes a key pair on the card; what the container held is gone (GENERATE KEY PAIR). Never repeated by itself after a failure.
     *
     * @param privateKey the private half's container
     * @return the public half, and the names that both halves have from now on
     */
    GeneratedKeyPair generateKeyPair(CredentialUri.OnCard privateKey) throws CardException;

    /**
     * ECDSA over a SHA-256 hash (COMPUTE SIGNATURE, mode 03).
     *
     * @param privateKey a container that holds a P-256 key
     * @param hash 32 bytes
     * @return 64 bytes, r then s, each 32 bytes big-endian
     */
    Bytes sign(CredentialUri.OnCard privateKey, Bytes hash) throws CardException;

    /**
     * Random bytes from the card's generator (GET RANDOM).
     *
     * @param length 1 to 256
     */
    Bytes random(int length) throws CardException;

    /** Command-response pairs on the line since this was opened, including those of 61xx and 6Cxx; the unit of cost. */
    long exchanges();

    /** Closes the logical channel and lets go of the reader. Never throws. */
    @Override
    void close();
}
