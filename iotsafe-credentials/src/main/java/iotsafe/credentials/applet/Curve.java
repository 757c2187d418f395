package iotsafe.credentials.applet;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.teletrust.TeleTrusTNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECNamedCurveSpec;

/**
 * The 256-bit curves of IoT SAFE (GSMA IoT.05, key type): P-256 (SP 800-186) and brainpoolP256r1 (RFC 5639 3.4). A point lies on one of
 * them at most, so that it names its curve itself and no command need ask for it. Both have cofactor 1: on the curve is the whole check.
 */
enum Curve {
    /** Key types 13 and 14. */
    P256 {
        @Override
        ECParameterSpec parameters() {
            return NistHolder.PARAMETERS;
        }

        @Override
        ECPublicKey key(ECPoint point) {
            try {
                return (ECPublicKey)
                        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no P-256", e);
            }
        }
    },
    /** Key types 23 and 24. Java's own provider does not know it. */
    BRAINPOOL_P256R1 {
        @Override
        ECParameterSpec parameters() {
            return BrainpoolHolder.PARAMETERS;
        }

        @Override
        ECPublicKey key(ECPoint point) {
            return new BCECPublicKey(
                    "EC", new ECPublicKeySpec(point, parameters()), BouncyCastleProvider.CONFIGURATION);
        }
    };

    /** Bytes in a coordinate. */
    static final int COORDINATE = 32;

    /** Computed when first needed: most devices never see a brainpool key. */
    abstract ECParameterSpec parameters();

    /** A key whose encoding is a SubjectPublicKeyInfo (RFC 5480). */
    abstract ECPublicKey key(ECPoint point);

    /** The curve on which this point lies. */
    static Optional<Curve> of(ECPoint point) {
        return Arrays.stream(values()).filter(curve -> curve.contains(point)).findFirst();
    }

    /** Whether another's parameters are these, whatever class they are of. */
    boolean has(ECParameterSpec others) {
        ECParameterSpec own = parameters();
        return own.getCurve().getField().equals(others.getCurve().getField())
                && own.getCurve().getA().equals(others.getCurve().getA())
                && own.getCurve().getB().equals(others.getCurve().getB())
                && own.getGenerator().equals(others.getGenerator())
                && own.getOrder().equals(others.getOrder());
    }

    /** y² = x³ + ax + b over the field, both coordinates reduced. */
    boolean contains(ECPoint point) {
        BigInteger p = ((ECFieldFp) parameters().getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        // the point at infinity has no coordinates
        if (x == null || x.signum() < 0 || y.signum() < 0 || x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right = x.pow(3)
                .add(parameters().getCurve().getA().multiply(x))
                .add(parameters().getCurve().getB());
        return y.pow(2).subtract(right).mod(p).signum() == 0;
    }

    private static final class NistHolder {
        static final ECParameterSpec PARAMETERS = load();

        private static ECParameterSpec load() {
            try {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
                parameters.init(new ECGenParameterSpec("secp256r1"));
                return parameters.getParameterSpec(ECParameterSpec.class);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no P-256", e);
            }
        }
    }

    private static final class BrainpoolHolder {
        static final ECParameterSpec PARAMETERS = load();

        private static ECParameterSpec load() {
            String name = "brainpoolP256r1";
            X9ECParameters curve = TeleTrusTNamedCurves.getByName(name);
            return new ECNamedCurveSpec(name, curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
        }
    }
}
