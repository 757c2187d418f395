package iotsafe.credentials.applet;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.Tlv;

/** What INIT and UPDATE of COMPUTE and VERIFY SIGNATURE say (GSMA IoT.05 2.5.1, 2.5.2, 2.5.14; table 2.10.3.2), always with SHA-256. */
final class SignatureFields {
    /** Tag A1: how the data comes to the card. */
    enum Mode {
        /** The card hashes. */
        FULL_TEXT(1),
        /** The card hashes the end of it. */
        LAST_BLOCK(2),
        /** The card gets the hash; for RSA it builds the padding. */
        HASH_GIVEN(3);

        private final int value;

        Mode(int value) {
            this.value = value;
        }
    }

    /** Tag 92. */
    enum Algorithm {
        /** RSASSA-PKCS1-v1_5. */
        RSA_PKCS1(1),
        /** On either curve. */
        ECDSA(4);

        private final int value;

        Algorithm(int value) {
            this.value = value;
        }
    }

    private static final Tlv SHA_256 = new Tlv(0x91, Bytes.of((byte) 0x00, (byte) 0x01));
    private static final int MODE = 0xA1;
    private static final int ALGORITHM = 0x92;

    private SignatureFields() {}

    /** The body of INIT: key, mode, hash, algorithm, in the order in which all known clients send them. */
    static Bytes init(CredentialUri.OnCard key, Mode mode, Algorithm algorithm) {
        return Bytes.concat(
                Containers.name(key),
                Tlv.write(byteField(MODE, mode.value), SHA_256, byteField(ALGORITHM, algorithm.value)));
    }

    /** The hash, for {@link Mode#HASH_GIVEN}. */
    static Tlv hash(Bytes hash) {
        return new Tlv(0x9E, hash);
    }

    /** The whole text, for {@link Mode#FULL_TEXT}. */
    static Tlv text(Bytes text) {
        return new Tlv(0x9B, text);
    }

    /**
     * The end of the text, for {@link Mode#LAST_BLOCK}.
     *
     * @param tail 1 to 128 bytes
     * @param chaining the compression function's state before them, 32 bytes
     * @param before how many bytes that covers, a multiple of 64
     */
    static Bytes lastBlock(Bytes tail, Bytes chaining, int before) {
        Bytes count = Bytes.of((byte) (before >>> 24), (byte) (before >>> 16), (byte) (before >>> 8), (byte) before);
        return Tlv.write(new Tlv(0x9A, tail), new Tlv(0x9C, chaining), new Tlv(0x9D, count));
    }

    private static Tlv byteField(int tag, int value) {
        return new Tlv(tag, Bytes.of((byte) value));
    }
}
