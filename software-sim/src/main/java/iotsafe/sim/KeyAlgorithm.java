package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.crypto.BrainpoolP256;
import iotsafe.sim.crypto.P256;
import iotsafe.sim.crypto.RawPair;
import iotsafe.sim.crypto.Rsa2048;
import java.security.PrivateKey;
import java.security.PublicKey;

/** What a key is for, by its type (interface reference 2.5): two curves of 256 bits, and RSA, which can sign only. */
public enum KeyAlgorithm {
    /** NIST P-256. */
    P_256(0x13, 0x14, 0x04),
    /** brainpoolP256r1. */
    BRAINPOOL_P_256(0x23, 0x24, 0x04),
    /** RSA with 2048 bits. How its public key looks to a device is not established, so it cannot be read or generated there. */
    RSA_2048(0x03, 0x03, 0x01);

    private final int persistentType;
    private final int volatileType;
    private final int signatureBit;

    KeyAlgorithm(int persistentType, int volatileType, int signatureBit) {
        this.persistentType = persistentType;
        this.volatileType = volatileType;
        this.signatureBit = signatureBit;
    }

    /** That of tag 4B. */
    static KeyAlgorithm ofType(int type) {
        for (KeyAlgorithm algorithm : values()) {
            if (type == algorithm.persistentType || type == algorithm.volatileType) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException(
                "key type %02X is unknown; this card has 03, 13, 14, 23 and 24".formatted(type));
    }

    int persistentType() {
        return persistentType;
    }

    int volatileType() {
        return volatileType;
    }

    boolean isVolatile(int type) {
        return this != RSA_2048 && type == volatileType;
    }

    /** Its bit in tag 92. */
    int signatureBit() {
        return signatureBit;
    }

    boolean isCurve() {
        return this != RSA_2048;
    }

    RawPair generate() {
        return switch (this) {
            case P_256 -> raw(P256.generate());
            case BRAINPOOL_P_256 -> BrainpoolP256.generate();
            case RSA_2048 -> Rsa2048.generate();
        };
    }

    /** The pair of a private key from elsewhere; {@link IllegalArgumentException} if it is another kind of key. */
    RawPair pairOf(PrivateKey key) {
        return switch (this) {
            case P_256 -> raw(P256.of(key));
            case BRAINPOOL_P_256 ->
                throw new IllegalArgumentException(
                        "a brainpool key cannot be loaded, Java does not know the curve; have one generated");
            case RSA_2048 -> Rsa2048.of(key);
        };
    }

    /** Whether a container of this kind may hold these bytes. */
    boolean isValue(ObjectKind kind, Octets value) {
        boolean isPrivate = kind == ObjectKind.PRIVATE;
        return switch (this) {
            case P_256 -> isPrivate ? P256.isScalar(value) : P256.isPoint(value);
            case BRAINPOOL_P_256 -> isPrivate ? BrainpoolP256.isScalar(value) : BrainpoolP256.isPoint(value);
            case RSA_2048 -> isPrivate ? Rsa2048.isPrivate(value) : Rsa2048.isPublic(value);
        };
    }

    PublicKey publicKey(Octets value) {
        return switch (this) {
            case P_256 -> P256.publicKey(value);
            case BRAINPOOL_P_256 -> BrainpoolP256.publicKey(value);
            case RSA_2048 -> Rsa2048.publicKey(value);
        };
    }

    /** A signature over a hash: r and s or their DER for a curve, 256 bytes for RSA. */
    Octets sign(Octets value, Octets hash, boolean der) {
        return switch (this) {
            case P_256 -> der ? P256.signDer(value, hash) : P256.signRaw(value, hash);
            case BRAINPOOL_P_256 -> der ? BrainpoolP256.signDer(value, hash) : BrainpoolP256.signRaw(value, hash);
            case RSA_2048 -> Rsa2048.sign(value, hash);
        };
    }

    /** Whether r and s are a signature over a hash; for curves. */
    boolean verifies(Octets point, Octets hash, Octets signature) {
        return this == BRAINPOOL_P_256
                ? BrainpoolP256.verifies(point, hash, signature)
                : P256.verifies(point, hash, signature);
    }

    /** The x-coordinate of the product; for curves. */
    Octets agree(Octets scalar, Octets point) {
        return this == BRAINPOOL_P_256 ? BrainpoolP256.agree(scalar, point) : P256.agree(scalar, point);
    }

    private static RawPair raw(P256.Pair pair) {
        return new RawPair(pair.scalar(), pair.point());
    }
}
