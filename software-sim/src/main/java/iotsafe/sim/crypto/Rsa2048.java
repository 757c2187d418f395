package iotsafe.sim.crypto;

import iotsafe.sim.apdu.Octets;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;

/** RSA with a modulus of 2048 bits. Private keys are PKCS#8 in DER, public keys SubjectPublicKeyInfo in DER. */
public final class Rsa2048 {
    private static final int BITS = 2048;
    /** DigestInfo of SHA-256 up to the hash (RFC 8017, 9.2, note 1). */
    private static final Octets SHA_256_INFO = Octets.hex("3031300D060960864801650304020105000420");

    private Rsa2048() {}

    /** A fresh key pair. */
    public static RawPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(BITS, SimRandom.generator());
            KeyPair pair = generator.generateKeyPair();
            return new RawPair(
                    Octets.of(pair.getPrivate().getEncoded()),
                    Octets.of(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * The pair of a private key from elsewhere.
     *
     * @throws IllegalArgumentException if it is not an RSA private key of 2048 bits that knows its public exponent
     */
    public static RawPair of(PrivateKey key) {
        if (!(key instanceof RSAPrivateCrtKey rsa) || rsa.getModulus().bitLength() != BITS) {
            throw new IllegalArgumentException("the private key is not an RSA key of 2048 bits, as this pair is");
        }
        try {
            BigInteger exponent = rsa.getPublicExponent();
            PublicKey publicKey = keys().generatePublic(new RSAPublicKeySpec(rsa.getModulus(), exponent));
            return new RawPair(Octets.of(rsa.getEncoded()), Octets.of(publicKey.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Whether it is a private key of 2048 bits. */
    public static boolean isPrivate(Octets pkcs8) {
        try {
            return privateKey(pkcs8) instanceof RSAPrivateCrtKey rsa
                    && rsa.getModulus().bitLength() == BITS;
        } catch (InvalidKeySpecException e) {
            return false;
        }
    }

    /** Whether it is a public key of 2048 bits. */
    public static boolean isPublic(Octets info) {
        try {
            return keys().generatePublic(new X509EncodedKeySpec(info.toArray())) instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() == BITS;
        } catch (InvalidKeySpecException e) {
            return false;
        }
    }

    /** The public key as Java knows it. */
    public static PublicKey publicKey(Octets info) {
        try {
            return keys().generatePublic(new X509EncodedKeySpec(info.toArray()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** RSASSA-PKCS1-v1_5 over a SHA-256 hash, 256 bytes (RFC 8017, 8.2.1). */
    public static Octets sign(Octets pkcs8, Octets hash) {
        try {
            Cipher cipher =
                    Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE"); // pads a private key's input by block type 1
            cipher.init(Cipher.ENCRYPT_MODE, privateKey(pkcs8), SimRandom.generator());
            return Octets.of(cipher.doFinal(Octets.join(SHA_256_INFO, hash).toArray()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static PrivateKey privateKey(Octets pkcs8) throws InvalidKeySpecException {
        return keys().generatePrivate(new PKCS8EncodedKeySpec(pkcs8.toArray()));
    }

    private static KeyFactory keys() {
        try {
            return KeyFactory.getInstance("RSA", "SunRsaSign");
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException cause) {
        return new IllegalStateException("the platform's providers could not do RSA", cause);
    }
}
