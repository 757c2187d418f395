package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;

/** A P-256 public key as tokens give it, CKA_EC_POINT: {@code 04 X Y} in a DER OCTET STRING, or, from older libraries, bare. */
final class EcPoint {
    /** CKA_EC_PARAMS of P-256: the object identifier 1.2.840.10045.3.1.7. */
    static final Bytes P256 = Bytes.ofHex("06082A8648CE3D030107");

    private static final int LENGTH = 65;
    private static final Bytes OCTET_STRING = Bytes.ofHex("0441");

    /** SubjectPublicKeyInfo (RFC 5480) up to the point. */
    private static final Bytes KEY_INFO = Bytes.ofHex("3059301306072A8648CE3D020106082A8648CE3D030107034200");

    private static final ECCurve CURVE =
            CustomNamedCurves.getByName("secp256r1").getCurve();

    private EcPoint() {}

    /**
     * The point of a key, 04 X Y.
     *
     * @param what names the container in errors
     * @throws CardException.Refused if the key is not on P-256
     */
    static Bytes write(String what, ECPublicKey key) throws CardException.Refused {
        Bytes encoded = Bytes.of(key.getEncoded());
        boolean onP256 = encoded.length() == KEY_INFO.length() + LENGTH
                && encoded.slice(0, KEY_INFO.length()).equals(KEY_INFO);
        if (!onP256) {
            throw new CardException.Refused(
                    "%s takes a key on P-256, and this one is not: use another".formatted(what));
        }
        return encoded.slice(KEY_INFO.length(), encoded.length());
    }

    /** A point as an attribute, in its DER OCTET STRING. */
    static Bytes wrapped(Bytes point) {
        return Bytes.concat(OCTET_STRING, point);
    }

    /** The point in an attribute. */
    private static Bytes unwrapped(Bytes value) {
        boolean wrapped = value.length() == OCTET_STRING.length() + LENGTH
                && value.slice(0, OCTET_STRING.length()).equals(OCTET_STRING);
        return wrapped ? value.slice(OCTET_STRING.length(), value.length()) : value;
    }

    /**
     * Reads a key and checks that it is on its curve.
     *
     * @param what names the key in errors
     */
    static ECPublicKey read(String what, Bytes value) throws CardException.Unreadable {
        Bytes point = unwrapped(value);
        if (point.length() != LENGTH || point.u8(0) != 4) {
            throw new CardException.Unreadable(
                    what, 0, "a point of P-256 has 65 bytes and begins with 04; here are %d".formatted(point.length()));
        }
        try {
            CURVE.decodePoint(point.toArray());
        } catch (IllegalArgumentException e) {
            throw new CardException.Unreadable(what, 0, "the point is not on the curve P-256");
        }
        try {
            byte[] encoded = Bytes.concat(KEY_INFO, point).toArray();
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }
}
