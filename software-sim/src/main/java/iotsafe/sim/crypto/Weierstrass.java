package iotsafe.sim.crypto;

import iotsafe.sim.apdu.Octets;
import java.math.BigInteger;
import java.security.spec.ECPoint;

/**
 * Arithmetic on a curve y² = x³ + ax + b over a prime field of 256 bits whose points are all multiples of one (SEC 1, 2.2.1).
 * Not constant in time, as nothing here is secret from its host.
 *
 * @param p the field's prime
 * @param generator a point of order n
 * @param n a prime
 */
record Weierstrass(BigInteger p, BigInteger a, BigInteger b, ECPoint generator, BigInteger n) {
    /** Bytes of a coordinate, and of a scalar. */
    static final int FIELD = 32;

    private static final BigInteger THREE = BigInteger.valueOf(3);

    /** Whether it is 32 bytes and a number from 1 to n-1. */
    boolean isScalar(Octets scalar) {
        return scalar.size() == FIELD && isScalar(number(scalar));
    }

    boolean isScalar(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(n) < 0;
    }

    /** Whether it is 65 bytes, uncompressed, and on the curve. */
    boolean isPoint(Octets point) {
        if (point.size() != 1 + 2 * FIELD || point.at(0) != 4) {
            return false;
        }
        BigInteger x = decoded(point).getAffineX();
        BigInteger y = decoded(point).getAffineY();
        BigInteger right = x.pow(3).add(a.multiply(x)).add(b).mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
    }

    /** Double-and-add, from the highest bit down. */
    ECPoint times(BigInteger scalar, ECPoint point) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (scalar.testBit(bit)) {
                sum = add(sum, point);
            }
        }
        return sum;
    }

    ECPoint add(ECPoint left, ECPoint right) {
        if (left.equals(ECPoint.POINT_INFINITY)) {
            return right;
        }
        if (right.equals(ECPoint.POINT_INFINITY)) {
            return left;
        }
        BigInteger x = left.getAffineX();
        BigInteger y = left.getAffineY();
        BigInteger slope;
        if (left.equals(right)) {
            slope = x.pow(2).multiply(THREE).add(a).multiply(y.shiftLeft(1).modInverse(p));
        } else if (x.equals(right.getAffineX())) {
            return ECPoint.POINT_INFINITY;
        } else {
            slope = right.getAffineY()
                    .subtract(y)
                    .multiply(right.getAffineX().subtract(x).modInverse(p));
        }
        BigInteger sumX = slope.pow(2).subtract(x).subtract(right.getAffineX()).mod(p);
        return new ECPoint(sumX, slope.multiply(x.subtract(sumX)).subtract(y).mod(p));
    }

    static ECPoint decoded(Octets point) {
        return new ECPoint(number(point.slice(1, 1 + FIELD)), number(point.slice(1 + FIELD, 1 + 2 * FIELD)));
    }

    static Octets encoded(ECPoint point) {
        return Octets.join(Octets.of(4), field(point.getAffineX()), field(point.getAffineY()));
    }

    static BigInteger number(Octets bytes) {
        return new BigInteger(1, bytes.toArray());
    }

    /** A number in 32 bytes. */
    static Octets field(BigInteger number) {
        Octets bytes = Octets.of(number.toByteArray()); // shorter than 32, or 33 with a sign byte
        Octets padded = Octets.join(Octets.of(new byte[FIELD]), bytes);
        return padded.slice(padded.size() - FIELD, padded.size());
    }
}
