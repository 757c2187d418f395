package iotsafe.sim.crypto;

import iotsafe.sim.apdu.Octets;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * NIST P-256 (FIPS 186-4, D.1.2.3). Private keys are the scalar in 32 bytes, public keys the uncompressed point in 65. Every
 * computation names the provider SunEC, because a program that uses this card may have put another one before it.
 */
public final class P256 {
    private static final String PROVIDER = "SunEC";
    private static final ECParameterSpec CURVE = curve();
    private static final Weierstrass MATH = new Weierstrass(
            ((ECFieldFp) CURVE.getCurve().getField()).getP(),
            CURVE.getCurve().getA(),
            CURVE.getCurve().getB(),
            CURVE.getGenerator(),
            CURVE.getOrder());

    private P256() {}

    /**
     * A key pair.
     *
     * @param scalar 32 bytes
     * @param point 65 bytes, {@code 04 X Y}
     */
    public record Pair(Octets scalar, Octets point) {
        /** Says which key this is, never the scalar. */
        @Override
        public String toString() {
            return "P-256 pair of " + point;
        }
    }

    /** A fresh key pair. */
    public static Pair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(CURVE, SimRandom.generator());
            KeyPair pair = generator.generateKeyPair();
            return new Pair(
                    Weierstrass.field(((ECPrivateKey) pair.getPrivate()).getS()),
                    Weierstrass.encoded(((ECPublicKey) pair.getPublic()).getW()));
        } catch (GeneralSecurityException e) {
            throw missing("EC key generation", e);
        }
    }

    /**
     * The pair of a private key from elsewhere.
     *
     * @throws IllegalArgumentException if it is not a P-256 private key
     */
    public static Pair of(PrivateKey key) {
        if (!(key instanceof ECPrivateKey ec) || !isP256(ec.getParams())) {
            throw new IllegalArgumentException("the private key is not for the curve P-256, as this pair is");
        }
        if (!MATH.isScalar(ec.getS())) {
            throw new IllegalArgumentException("the private key is outside 1 to n-1 of P-256");
        }
        return new Pair(Weierstrass.field(ec.getS()), Weierstrass.encoded(MATH.times(ec.getS(), CURVE.getGenerator())));
    }

    /** Whether {@code scalar} is 32 bytes and a number from 1 to n-1. */
    public static boolean isScalar(Octets scalar) {
        return MATH.isScalar(scalar);
    }

    /** Whether {@code point} is 65 bytes, uncompressed, and on the curve. */
    public static boolean isPoint(Octets point) {
        return MATH.isPoint(point);
    }

    /** The public key as Java and PKIX know it. */
    public static PublicKey publicKey(Octets point) {
        try {
            return KeyFactory.getInstance("EC", PROVIDER)
                    .generatePublic(new ECPublicKeySpec(Weierstrass.decoded(point), CURVE));
        } catch (GeneralSecurityException e) {
            throw missing("EC public keys", e);
        }
    }

    /** ECDSA over a hash, as r and s of 32 bytes each. */
    public static Octets signRaw(Octets scalar, Octets hash) {
        return sign("NONEwithECDSAinP1363Format", scalar, hash);
    }

    /** ECDSA over a hash, as the DER structure ECDSA-Sig-Value (RFC 3279, section 2.2.3). */
    public static Octets signDer(Octets scalar, Octets hash) {
        return sign("NONEwithECDSA", scalar, hash);
    }

    /** Whether {@code signature}, r and s of 32 bytes each, is of {@code hash} under {@code point}. */
    public static boolean verifies(Octets point, Octets hash, Octets signature) {
        try {
            Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format", PROVIDER);
            verifier.initVerify(publicKey(point));
            verifier.update(hash.toArray());
            return verifier.verify(signature.toArray());
        } catch (SignatureException e) {
            return false; // r or s out of range
        } catch (GeneralSecurityException e) {
            throw missing("ECDSA", e);
        }
    }

    /** ECDH: the x-coordinate of the product, 32 bytes (SEC 1, 3.3.1). */
    public static Octets agree(Octets scalar, Octets point) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH", PROVIDER);
            agreement.init(privateKey(scalar));
            agreement.doPhase(publicKey(point), true);
            return Octets.of(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw missing("ECDH", e);
        }
    }

    private static Octets sign(String algorithm, Octets scalar, Octets hash) {
        try {
            Signature signer = Signature.getInstance(algorithm, PROVIDER);
            signer.initSign(privateKey(scalar), SimRandom.generator());
            signer.update(hash.toArray());
            return Octets.of(signer.sign());
        } catch (GeneralSecurityException e) {
            throw missing("ECDSA", e);
        }
    }

    private static PrivateKey privateKey(Octets scalar) throws GeneralSecurityException {
        BigInteger s = new BigInteger(1, scalar.toArray());
        return KeyFactory.getInstance("EC", PROVIDER).generatePrivate(new ECPrivateKeySpec(s, CURVE));
    }

    private static boolean isP256(ECParameterSpec other) {
        return other.getCurve().getField().equals(CURVE.getCurve().getField())
                && other.getCurve().getA().equals(CURVE.getCurve().getA())
                && other.getCurve().getB().equals(CURVE.getCurve().getB())
                && other.getGenerator().equals(CURVE.getGenerator());
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", PROVIDER);
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw missing("P-256", e);
        }
    }

    private static IllegalStateException missing(String what, GeneralSecurityException cause) {
        return new IllegalStateException("provider " + PROVIDER + " could not do " + what, cause);
    }
}
