package iotsafe.sim.crypto;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Tlv;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.spec.ECPoint;

/**
 * The curve brainpoolP256r1 (RFC 5639, 3.4), in this class's own arithmetic: Java has not had it since release 16. Private
 * keys are the scalar in 32 bytes, public keys the uncompressed point in 65.
 */
public final class BrainpoolP256 {
    private static final Weierstrass CURVE = new Weierstrass(
            hex("A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377"),
            hex("7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9"),
            hex("26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6"),
            new ECPoint(
                    hex("8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262"),
                    hex("547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997")),
            hex("A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7"));
    /** SubjectPublicKeyInfo up to the point: ecPublicKey, brainpoolP256r1 (RFC 5480, RFC 5639 section 4.1). */
    private static final Octets INFO = Octets.hex("305A301406072A8648CE3D020106092B2403030208010107034200");

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private BrainpoolP256() {}

    private record Encoded(Octets der) implements PublicKey {
        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            return der.toArray();
        }
    }

    /** A fresh key pair. */
    public static RawPair generate() {
        return pair(Weierstrass.field(random()));
    }

    /** The pair of a scalar. */
    public static RawPair pair(Octets scalar) {
        ECPoint point = CURVE.times(Weierstrass.number(scalar), CURVE.generator());
        return new RawPair(scalar, Weierstrass.encoded(point));
    }

    /** Whether {@code scalar} is 32 bytes and a number from 1 to n-1. */
    public static boolean isScalar(Octets scalar) {
        return CURVE.isScalar(scalar);
    }

    /** Whether {@code point} is 65 bytes, uncompressed, and on the curve. */
    public static boolean isPoint(Octets point) {
        return CURVE.isPoint(point);
    }

    /** A key that has an encoding and is good for nothing else in this Java. */
    public static PublicKey publicKey(Octets point) {
        return new Encoded(Octets.join(INFO, point));
    }

    /** ECDSA over a hash of 32 bytes or more, as r and s of 32 bytes each (SEC 1, 4.1.3). */
    public static Octets signRaw(Octets scalar, Octets hash) {
        while (true) {
            BigInteger k = random();
            BigInteger r = CURVE.times(k, CURVE.generator()).getAffineX().mod(CURVE.n());
            BigInteger rd = r.multiply(Weierstrass.number(scalar));
            BigInteger s =
                    k.modInverse(CURVE.n()).multiply(digest(hash).add(rd)).mod(CURVE.n());
            if (r.signum() > 0 && s.signum() > 0) {
                return Octets.join(Weierstrass.field(r), Weierstrass.field(s));
            }
        }
    }

    /** As {@link #signRaw}, as the DER structure ECDSA-Sig-Value (RFC 3279, section 2.2.3). */
    public static Octets signDer(Octets scalar, Octets hash) {
        Octets raw = signRaw(scalar, hash);
        return Tlv.of(SEQUENCE, Octets.join(integer(raw.slice(0, 32)), integer(raw.slice(32, 64))));
    }

    /** Whether {@code signature}, r and s of 32 bytes each, is of {@code hash} under {@code point} (SEC 1, 4.1.4). */
    public static boolean verifies(Octets point, Octets hash, Octets signature) {
        BigInteger r = Weierstrass.number(signature.slice(0, 32));
        BigInteger s = Weierstrass.number(signature.slice(32, 64));
        if (!CURVE.isScalar(r) || !CURVE.isScalar(s)) {
            return false;
        }
        BigInteger w = s.modInverse(CURVE.n());
        BigInteger u1 = digest(hash).multiply(w).mod(CURVE.n());
        BigInteger u2 = r.multiply(w).mod(CURVE.n());
        ECPoint sum = CURVE.add(CURVE.times(u1, CURVE.generator()), CURVE.times(u2, Weierstrass.decoded(point)));
        return !sum.equals(ECPoint.POINT_INFINITY)
                && sum.getAffineX().mod(CURVE.n()).equals(r);
    }

    /** ECDH: the x-coordinate of the product, 32 bytes (SEC 1, 3.3.1). */
    public static Octets agree(Octets scalar, Octets point) {
        ECPoint product = CURVE.times(Weierstrass.number(scalar), Weierstrass.decoded(point));
        return Weierstrass.field(product.getAffineX());
    }

    private static BigInteger digest(Octets hash) {
        return Weierstrass.number(hash.slice(0, 32));
    }

    private static Octets integer(Octets field) {
        return Tlv.of(INTEGER, Octets.of(Weierstrass.number(field).toByteArray()));
    }

    private static BigInteger random() {
        BigInteger number;
        do {
            number = new BigInteger(256, SimRandom.generator());
        } while (!CURVE.isScalar(number));
        return number;
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }
}
