package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.ByteReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer of COMPUTE SIGNATURE. Cards write it in five forms: tag 33, a length of one byte, two bytes or BER, then for a 256-bit curve
 * r and s bare or as the DER structure ECDSA-Sig-Value (RFC 3279 2.2.3), for RSA-2048 one number of 256 bytes.
 *
 * @param value what stands behind tag and length
 * @param isLengthWide whether the length has two bytes and is not BER
 */
record SignatureAnswer(Bytes value, boolean isLengthWide) {
    private static final String WHAT = "answer of COMPUTE SIGNATURE";
    private static final int TAG = 0x33;
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int HALF = 32;
    private static final int RSA_2048 = 256;

    /** The length's form follows from which one fits to the last byte; for P-256 no two do. */
    static SignatureAnswer read(Bytes answer) throws CardException.Unreadable {
        ByteReader in = new ByteReader(WHAT, answer);
        int tag = in.u8("tag");
        if (tag != TAG) {
            throw in.problem("tag %02X instead of 33".formatted(tag));
        }
        int follow = in.remaining();
        int first = follow > 0 ? in.peek(0) : -1;
        int second = follow > 1 ? in.peek(1) : -1;
        int third = follow > 2 ? in.peek(2) : -1;
        boolean wide = second >= 0 && ((first << 8) | second) == follow - 2;
        if (wide) {
            in.take(2, "length");
        } else if (first == follow - 1) {
            in.take(1, "length");
        } else if (first == 0x81 && second == follow - 2) {
            in.take(2, "length");
        } else if (first == 0x82 && third >= 0 && ((second << 8) | third) == follow - 3) {
            in.take(3, "length");
        } else {
            throw in.problem("no form of length fits the %d bytes after tag 33".formatted(follow));
        }
        return new SignatureAnswer(in.take(in.remaining(), "signature"), wide);
    }

    /** Tag 33 around r and s for VERIFY SIGNATURE, its length in two bytes or one. */
    static Bytes write(Bytes signature, boolean wide) {
        Bytes head = wide
                ? Bytes.of((byte) TAG, (byte) (signature.length() >>> 8), (byte) signature.length())
                : Bytes.of((byte) TAG, (byte) signature.length());
        return Bytes.concat(head, signature);
    }

    /**
     * Every way in which the answer can be understood as ECDSA on a 256-bit curve.
     *
     * @return one signature of 64 bytes, r then s; or two, of which only the public key can tell the right one
     */
    List<Bytes> readings() throws CardException.Unreadable {
        List<Bytes> found = new ArrayList<>();
        if (value.length() == 2 * HALF) {
            found.add(value);
        }
        if (isDer(value)) {
            found.add(fromDer(value));
        }
        List<Bytes> possible = found.stream().filter(SignatureAnswer::isInRange).toList();
        if (possible.isEmpty()) {
            throw new CardException.Unreadable(
                    WHAT, 0, "%d bytes that are no signature of a 256-bit curve".formatted(value.length()));
        }
        return possible;
    }

    /** The answer understood as RSA-2048: 256 bytes. */
    Bytes rsa2048() throws CardException.Unreadable {
        if (value.length() != RSA_2048) {
            throw new CardException.Unreadable(
                    WHAT, 0, "%d bytes that are no signature of RSA-2048".formatted(value.length()));
        }
        return value;
    }

    private static boolean isDer(Bytes value) {
        try {
            fromDer(value);
            return true;
        } catch (CardException.Unreadable e) {
            return false;
        }
    }

    private static Bytes fromDer(Bytes value) throws CardException.Unreadable {
        ByteReader in = new ByteReader(WHAT, value);
        int sequence = in.u8("SEQUENCE");
        int length = in.u8("length of SEQUENCE");
        if (sequence != SEQUENCE || length != in.remaining()) {
            throw in.problem("no ECDSA-Sig-Value");
        }
        Bytes r = integer(in);
        Bytes s = integer(in);
        if (in.hasMore()) {
            throw in.problem("bytes after the second INTEGER");
        }
        return Bytes.concat(r, s);
    }

    /** An INTEGER brought to 32 bytes: DER leaves out leading zeros, and puts one in front of a high bit. */
    private static Bytes integer(ByteReader in) throws CardException.Unreadable {
        int tag = in.u8("INTEGER");
        Bytes content = in.take(in.u8("length of INTEGER"), "INTEGER");
        if (tag != INTEGER || content.isEmpty() || content.u8(0) >= 0x80) {
            throw in.problem("no positive INTEGER");
        }
        int start = 0;
        while (start < content.length() && content.u8(start) == 0) {
            start++;
        }
        Bytes digits = content.slice(start, content.length());
        if (digits.length() > HALF) {
            throw in.problem("an INTEGER of %d bytes; it has at most 32".formatted(digits.length()));
        }
        return Bytes.concat(Bytes.of(new byte[HALF - digits.length()]), digits);
    }

    /**
     * Both numbers from 1 to the curve's order less one (FIPS 186-5, 6.4.2): nothing else can verify. Which curve it is, is not known here:
     * P-256 has the larger order.
     */
    private static boolean isInRange(Bytes signature) {
        BigInteger r = new BigInteger(1, signature.slice(0, HALF).toArray());
        BigInteger s = new BigInteger(1, signature.slice(HALF, 2 * HALF).toArray());
        BigInteger order = Curve.P256.parameters().getOrder();
        return r.signum() > 0 && s.signum() > 0 && r.compareTo(order) < 0 && s.compareTo(order) < 0;
    }
}
