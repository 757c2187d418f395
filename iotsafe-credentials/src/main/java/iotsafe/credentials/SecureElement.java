package iotsafe.credentials;

import iotsafe.credentials.apdu.Bytes;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * The holder of the keys, whichever way it is reached. Safe for use by several threads: exchanges are serialised inside.
 *
 * <p>What a holder of keys need not have is refused unless it says otherwise. Every method may throw any {@link CardException}; after {@link CardException.Unreachable} the next call opens a fresh session.
 */
public interface SecureElement extends AutoCloseable {
    /**
     * Opens a session if there is none: reader, logical channel, applet. Every other method does so by itself; this one is for those who
     * want it done before a clock starts to run, as that of a DTLS handshake.
     */
    void connect() throws CardException;

    /** Tells one card from another: the same card gives the same value after a restart. Never secret. */
    CardIdentity identity() throws CardException;

    /**
     * What the card says that it can do (GET DATA, application): asked for once, and again after a server has changed the card. A card
     * that says nothing gives {@link Capabilities#UNKNOWN}. From then on, a command that the card denies is refused without an exchange.
     */
    default Capabilities capabilities() throws CardException {
        return Capabilities.UNKNOWN;
    }

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
     * @param privateKey a container that holds a key on P-256 or brainpoolP256r1
     * @param hash 32 bytes
     * @return 64 bytes, r then s, each 32 bytes big-endian
     */
    Bytes sign(CredentialUri.OnCard privateKey, Bytes hash) throws CardException;

    /**
     * RSASSA-PKCS1-v1_5 over a SHA-256 hash, which the card pads (COMPUTE SIGNATURE, mode 03; RFC 8017 8.2).
     *
     * @param privateKey a container that holds an RSA-2048 key: key type 03
     * @param hash 32 bytes
     * @return 256 bytes
     * @throws CardException.Refused if the card has no such key or scheme
     */
    default Bytes signRsa(CredentialUri.OnCard privateKey, Bytes hash) throws CardException {
        throw CardException.Refused.notOffered("RSA signatures");
    }

    /**
     * Checks an ECDSA signature on the card (VERIFY SIGNATURE, mode 03). It involves no secret and takes two exchanges, so do it in
     * software unless the card itself must have seen it.
     *
     * @param publicKey a container that holds a key on a 256-bit curve, the card's own or one from {@link #putPublicKey}
     * @param hash 32 bytes of SHA-256
     * @param signature 64 bytes, r then s
     * @return whether the card says that they belong together (9000, or 6D01 for no)
     * @throws CardException.Refused if it says neither
     */
    default boolean verify(CredentialUri.OnCard publicKey, Bytes hash, Bytes signature) throws CardException {
        throw CardException.Refused.notOffered("VERIFY SIGNATURE");
    }

    /**
     * Writes a public key, such as a peer's, into a container; what it held is gone (PUT PUBLIC KEY).
     *
     * @param container a public key container that may be updated
     * @param key on P-256 or brainpoolP256r1; checked to be on its curve before it is sent
     * @throws CardException.Refused if the key is on no such curve, or the card does not take it
     */
    default void putPublicKey(CredentialUri.OnCard container, ECPublicKey key) throws CardException {
        throw CardException.Refused.notOffered("PUT PUBLIC KEY");
    }

    /**
     * Writes a certificate to where other programs of the device look for one; what bore its name is gone. GSMA IoT.05 has no such command:
     * the holder is a token.
     *
     * @param file the name that it gets
     * @throws CardException.Refused if the holder takes none
     */
    default void putCertificate(CredentialUri.OnCard file, X509Certificate certificate) throws CardException {
        throw CardException.Refused.notOffered("writing certificates");
    }

    /**
     * Elliptic curve Diffie-Hellman (COMPUTE DH; ECKAS-DH1 of IEEE 1363). An ephemeral exchange is {@link #generateKeyPair},
     * {@link #putPublicKey} and this.
     *
     * @param privateKey the card's own half
     * @param peer a container that holds the other side's public key on the same curve
     * @return 32 bytes, the x coordinate of the shared point
     * @throws CardException.Refused if the card has no key agreement, or either container is empty
     */
    default Secret agree(CredentialUri.OnCard privateKey, CredentialUri.OnCard peer) throws CardException {
        throw CardException.Refused.notOffered("COMPUTE DH");
    }

    /**
     * The PRF of TLS 1.2, P_SHA256, over a secret from outside (COMPUTE PRF, mode 00; RFC 5246 section 5).
     *
     * @param secret a master or pre-master secret
     * @param labelAndSeed the label, then the seed, nothing between them; with the secret at most 248 bytes
     * @param length 1 to 255
     * @return {@code length} bytes
     * @throws CardException.Refused if the card has no PRF
     */
    default Secret prf(Secret secret, Bytes labelAndSeed, int length) throws CardException {
        throw CardException.Refused.notOffered("COMPUTE PRF");
    }

    /**
     * The PRF of TLS 1.2 over a secret that stays on the card (COMPUTE PRF, mode 01, or 02 with {@code shared}). The card is believed to
     * build the pre-master secret itself, as RFC 4279 section 2 or RFC 5489 section 2 says; no published trace proves it.
     *
     * @param psk a secret key container
     * @param shared the result of an elliptic curve Diffie-Hellman exchange, for ECDHE_PSK; empty for plain PSK
     * @param labelAndSeed the label, then the seed, nothing between them; all in one command of 255 bytes
     * @param length 1 to 255
     * @return {@code length} bytes
     * @throws CardException.Refused if the card has no PRF, or only the one over a secret from outside
     */
    default Secret prf(CredentialUri.OnCard psk, Optional<Secret> shared, Bytes labelAndSeed, int length)
            throws CardException {
        throw CardException.Refused.notOffered("COMPUTE PRF");
    }

    /**
     * HKDF-Extract with SHA-256 (COMPUTE HKDF; RFC 5869 section 2.2). HKDF-Expand is not a card's work.
     *
     * @param keyingMaterial with the salt at most 247 bytes
     * @param salt empty for none, which is 32 zero bytes
     * @return 32 bytes, the pseudo-random key
     * @throws CardException.Refused if the card has no HKDF
     */
    default Secret hkdfExtract(Secret keyingMaterial, Bytes salt) throws CardException {
        throw CardException.Refused.notOffered("COMPUTE HKDF");
    }

    /**
     * What the SIM's issuer has put on it for an LwM2M bootstrap without a server: EF(LwM2M_Bootstrap) as far as it is used (OMA LwM2M Core,
     * appendix G). It is no part of the applet.
     *
     * @return empty if there is none
     * @throws CardException.Refused if there is one that may not be read
     */
    default Optional<Bytes> bootstrapFile() throws CardException {
        return Optional.empty();
    }

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
