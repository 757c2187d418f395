package iotsafe.credentials.jca;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidParameterSpecException;

/** The one curve that every IoT SAFE applet and every LwM2M server has (secp256r1, FIPS 186-4 D.1.2.3). */
final class P256 {
    private static final ECParameterSpec PARAMETERS = load();
    private static final BigInteger FIELD = ((ECFieldFp) PARAMETERS.getCurve().getField()).getP();

    private P256() {}

    static ECParameterSpec parameters() {
        return PARAMETERS;
    }

    /**
     * Whether a key is a point of this curve. A point of another curve, given to a key that agrees on secrets, draws the private number out
     * bit by bit (SP 800-56A 5.6.2.3.4).
     */
    static boolean has(ECPublicKey key) {
        ECParameterSpec params = key.getParams();
        ECPoint point = key.getW();
        return params.getCurve().equals(PARAMETERS.getCurve())
                && params.getGenerator().equals(PARAMETERS.getGenerator())
                && !point.equals(ECPoint.POINT_INFINITY)
                && isInField(point.getAffineX())
                && isInField(point.getAffineY())
                && solves(point.getAffineX(), point.getAffineY());
    }

    private static boolean isInField(BigInteger number) {
        return number.signum() >= 0 && number.compareTo(FIELD) < 0;
    }

    /** y² = x³ + ax + b. */
    private static boolean solves(BigInteger x, BigInteger y) {
        EllipticCurve curve = PARAMETERS.getCurve();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return y.pow(2).subtract(right).mod(FIELD).signum() == 0;
    }

    private static ECParameterSpec load() {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec("secp256r1"));
            return named.getParameterSpec(ECParameterSpec.class);
        } catch (NoSuchAlgorithmException | InvalidParameterSpecException e) {
            throw new IllegalStateException("this Java run-time has no P-256", e);
        }
    }
}
