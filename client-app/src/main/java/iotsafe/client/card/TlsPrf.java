package iotsafe.client.card;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The PRF of TLS 1.2 and the pre-master secrets of PSK, in software, to compare a card's with (RFC 5246 section 5, RFC 4279 section 2). */
final class TlsPrf {
    private static final String HMAC = "HmacSHA256";

    private TlsPrf() {}

    /** P_SHA256, {@code length} bytes. */
    static byte[] pSha256(byte[] secret, byte[] labelAndSeed, int length) {
        ByteBuffer output = ByteBuffer.allocate(length + 32);
        byte[] a = labelAndSeed;
        while (output.position() < length) {
            a = hmac(secret, a);
            output.put(hmac(secret, a, labelAndSeed));
        }
        return Arrays.copyOf(output.array(), length);
    }

    /** The pre-master secret of plain PSK: as many zeros as the PSK has bytes, then the PSK, each with its length (RFC 4279 section 2). */
    static byte[] preMaster(byte[] psk) {
        ByteBuffer joined = ByteBuffer.allocate(4 + 2 * psk.length);
        joined.putShort((short) psk.length).put(new byte[psk.length]);
        joined.putShort((short) psk.length).put(psk);
        return joined.array();
    }

    /** HMAC-SHA-256 over the parts one after the other. */
    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
