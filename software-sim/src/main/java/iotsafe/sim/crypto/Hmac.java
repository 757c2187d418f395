package iotsafe.sim.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The derivations that rest on HMAC-SHA-256. */
public final class Hmac {
    private Hmac() {}

    /** HKDF-Extract: the pseudo-random key, 32 bytes (RFC 5869, section 2.2). Neither argument may be empty. */
    public static byte[] hkdfExtract(byte[] salt, byte[] inputKeyingMaterial) {
        return keyed(salt).doFinal(inputKeyingMaterial);
    }

    /** The TLS 1.2 PRF, which is P_SHA256 (RFC 5246, section 5). The secret may not be empty. */
    public static byte[] prf(byte[] secret, byte[] labelAndSeed, int length) {
        Mac mac = keyed(secret);
        byte[] output = new byte[length];
        byte[] a = labelAndSeed;
        for (int at = 0; at < length; at += mac.getMacLength()) {
            a = mac.doFinal(a);
            mac.update(a);
            byte[] block = mac.doFinal(labelAndSeed);
            System.arraycopy(block, 0, output, at, Math.min(block.length, length - at));
        }
        return output;
    }

    /** The pre-master secret of a plain PSK suite: as many zero bytes as the key has, then the key (RFC 4279, section 2). */
    public static byte[] pskPremaster(byte[] psk) {
        return ecdhePskPremaster(new byte[psk.length], psk);
    }

    /** The pre-master secret of an ECDHE_PSK suite (RFC 5489, section 2). */
    public static byte[] ecdhePskPremaster(byte[] z, byte[] psk) {
        return ByteBuffer.allocate(4 + z.length + psk.length)
                .putShort((short) z.length)
                .put(z)
                .putShort((short) psk.length)
                .put(psk)
                .array();
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks HmacSHA256 of provider SunJCE", e);
        }
    }
}
