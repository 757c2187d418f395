package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.Tlv;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.BigIntegers;

/** A public key on a 256-bit curve as the card writes it: {@code 34 45 49 43 86 41 04 X Y}, or the bare point {@code 04 X Y}. */
final class PublicKeyData {
    static final int TAG = 0x34;

    private static final int KEY_DATA = 0x49;
    private static final int POINT = 0x86;
    private static final int UNCOMPRESSED = 0x04;
    private static final int POINT_LENGTH = 1 + 2 * Curve.COORDINATE;

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

    /**
     * Writes a key with tag 34 around it, 71 bytes.
     *
     * @throws CardException.Refused if it is not on one of the card's curves: nobody else has checked a peer's key before
     */
    static Bytes write(ECPublicKey key) throws CardException.Refused {
        ECPoint point = key.getW();
        boolean usable =
                Arrays.stream(Curve.values()).anyMatch(curve -> curve.has(key.getParams()) && curve.contains(point));
        if (!usable) {
            throw new CardException.Refused(
                    "the public key is no point of P-256 or brainpoolP256r1, the curves of IoT SAFE: use a peer's key on one of them");
        }
        Bytes encoded = Bytes.concat(
                Bytes.of((byte) UNCOMPRESSED), coordinate(point.getAffineX()), coordinate(point.getAffineY()));
        return Tlv.write(new Tlv(TAG, Tlv.write(new Tlv(KEY_DATA, Tlv.write(new Tlv(POINT, encoded))))));
    }

    private static Bytes coordinate(BigInteger number) {
        return Bytes.of(BigIntegers.asUnsignedByteArray(Curve.COORDINATE, number));
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
                    what,
                    0,
                    "a point of a 256-bit curve has 65 bytes and begins with 04; here are %d"
                            .formatted(point.length()));
        }
        int middle = 1 + Curve.COORDINATE;
        BigInteger x = new BigInteger(1, point.slice(1, middle).toArray());
        BigInteger y = new BigInteger(1, point.slice(middle, POINT_LENGTH).toArray());
        ECPoint read = new ECPoint(x, y);
        return Curve.of(read)
                .orElseThrow(() -> new CardException.Unreadable(
                        what, 0, "the point is not on the curve P-256, nor on brainpoolP256r1"))
                .key(read);
    }
}
