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
     * Reads a key and checks that it is on its curve.
     *
     * @param what names the key in errors
     */
    static ECPublicKey read(String what, Bytes value) throws CardException.Unreadable {
        boolean wrapped = value.length() == OCTET_STRING.length() + LENGTH
                && value.slice(0, OCTET_STRING.length()).equals(OCTET_STRING);
        Bytes point = wrapped ? value.slice(OCTET_STRING.length(), value.length()) : value;
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
