package iotsafe.bootstrap.store;

import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) under a key of this one file: HKDF with SHA-256 (RFC 5869) of what the card gave, the file's salt and a label.
 * What the JDK copies of a key on the way is left to the garbage collector, as {@link Secret} says of its own.
 */
final class SealCipher {
    private static final byte[] LABEL_AND_COUNTER =
            "iotsafe-agent state file\u0001".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random;

    SealCipher(SecureRandom random) {
        this.random = random;
    }

    /** So many random bytes. */
    Bytes random(int length) {
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return Bytes.of(drawn);
    }

    /** Nonce and ciphertext of {@code text}; {@code head} is authenticated with it. */
    Bytes encrypt(Secret fromCard, Bytes salt, String head, String text) {
        Bytes nonce = random(NONCE_LENGTH);
        try {
            byte[] ciphertext = run(
                    Cipher.ENCRYPT_MODE, fromCard, salt, nonce.toArray(), head, text.getBytes(StandardCharsets.UTF_8));
            return Bytes.concat(nonce, Bytes.of(ciphertext));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java run-time has no AES-GCM", e);
        }
    }

    /**
     * The text again.
     *
     * @throws AEADBadTagException if the key is another, or anything was changed
     */
    String decrypt(Secret fromCard, Bytes salt, String head, Bytes content) throws AEADBadTagException {
        byte[] all = content.toArray();
        if (all.length < NONCE_LENGTH) {
            throw new AEADBadTagException("no nonce");
        }
        try {
            byte[] text = run(
                    Cipher.DECRYPT_MODE,
                    fromCard,
                    salt,
                    Arrays.copyOf(all, NONCE_LENGTH),
                    head,
                    Arrays.copyOfRange(all, NONCE_LENGTH, all.length));
            return new String(text, StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java run-time has no AES-GCM", e);
        }
    }

    private static byte[] run(int mode, Secret fromCard, Bytes salt, byte[] nonce, String head, byte[] input)
            throws GeneralSecurityException {
        byte[] key = fileKey(fromCard, salt);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(head.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** RFC 5869 section 2.2, then the first block of section 2.3. A shared secret is not evenly random, so that both steps are needed. */
    private static byte[] fileKey(Secret fromCard, Bytes salt) throws GeneralSecurityException {
        byte[] material = fromCard.toArray();
        byte[] pseudoRandom = hmac(salt.toArray(), material);
        try {
            return hmac(pseudoRandom, LABEL_AND_COUNTER);
        } finally {
            Arrays.fill(material, (byte) 0);
            Arrays.fill(pseudoRandom, (byte) 0);
        }
    }

    private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
    }
}
