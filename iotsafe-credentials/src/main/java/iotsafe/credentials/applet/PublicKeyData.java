package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.Tlv;
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
import java.util.List;
import java.util.Optional;

/** A P-256 public key as the card writes it: {@code 34 45 49 43 86 41 04 X Y}, or the bare point {@code 04 X Y}. */
final class PublicKeyData {
    /** Computed once: what every key of this agent lies on. */
    static final ECParameterSpec P256 = p256();

    static final int TAG = 0x34;

    private static final int KEY_DATA = 0x49;
    private static final int POINT = 0x86;
    private static final int UNCOMPRESSED = 0x04;
    private static final int COORDINATE = 32;
    private static final int POINT_LENGTH = 1 + 2 * COORDINATE;

    private PublicKeyData() {}

    /**
     * Reads a key and checks that it is on its curve.
     *
     * @param what names the structure in errors
     * @param data with tag 34 around it, or bare
     */
    static ECPublicKey read(String what, Bytes data) throws CardException.Unreadable {
        boolean bare = data.length() == POINT_LENGTH && data.u8(0) == UNCOMPRESSED;
        return key(what, bare ? data : unwrap(what, data, TAG, KEY_DATA, POINT));
    }

    /** As {@link #read}, for what stands inside tag 34. */
    static ECPublicKey readInner(String what, Bytes value) throws CardException.Unreadable {
        return key(what, unwrap(what, value, KEY_DATA, POINT));
    }

    private static Bytes unwrap(String what, Bytes data, int... tags) throws CardException.Unreadable {
        Bytes inner = data;
        for (int tag : tags) {
            List<Tlv> fields = Tlv.readAll(what, inner);
            Optional<Bytes> value = Tlv.first(fields, tag);
            inner = value.orElseThrow(
                    () -> new CardException.Unreadable(what, 0, "tag %02X of a public key is missing".formatted(tag)));
        }
        return inner;
    }

    private static ECPublicKey key(String what, Bytes point) throws CardException.Unreadable {
        if (point.length() != POINT_LENGTH || point.u8(0) != UNCOMPRESSED) {
            throw new CardException.Unreadable(
                    what, 0, "a point of P-256 has 65 bytes and begins with 04; here are %d".formatted(point.length()));
        }
        BigInteger x = new BigInteger(1, point.slice(1, 1 + COORDINATE).toArray());
        BigInteger y =
                new BigInteger(1, point.slice(1 + COORDINATE, POINT_LENGTH).toArray());
        if (!isOnCurve(x, y)) {
            throw new CardException.Unreadable(what, 0, "the point is not on the curve P-256");
        }
        try {
            return (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), P256));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    /** y² = x³ + ax + b over the field (FIPS 186-5; SP 800-186). P-256 has no other subgroup, so this is the whole check. */
    private static boolean isOnCurve(BigInteger x, BigInteger y) {
        BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right = x.pow(3)
                .add(P256.getCurve().getA().multiply(x))
                .add(P256.getCurve().getB());
        return y.pow(2).subtract(right).mod(p).signum() == 0;
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }
}
