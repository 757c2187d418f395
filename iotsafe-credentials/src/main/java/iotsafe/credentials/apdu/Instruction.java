package iotsafe.credentials.apdu;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The commands of the IoT SAFE interface (GSMA IoT.05) and the ISO/IEC 7816-4 ones around it: how each is named, how long it may take, what of it is secret. */
public enum Instruction {
    /** Opens a session that brings a public key. */
    PUT_PUBLIC_KEY_INIT(0x24, "PUT PUBLIC KEY – INIT", Limits.ORDINARY, false),
    /** Names key, mode, hash and algorithm. */
    COMPUTE_SIGNATURE_INIT(0x2A, "COMPUTE SIGNATURE – INIT", Limits.ORDINARY, false),
    /** Brings the hash or a short text and fetches the signature; all are public in the end. */
    COMPUTE_SIGNATURE_UPDATE(0x2B, "COMPUTE SIGNATURE – UPDATE", Limits.CRYPTO, false),
    /** Names key, mode, hash and algorithm. */
    VERIFY_SIGNATURE_INIT(0x2C, "VERIFY SIGNATURE – INIT", Limits.ORDINARY, false),
    /** Brings the hash and the signature. */
    VERIFY_SIGNATURE_UPDATE(0x2D, "VERIFY SIGNATURE – UPDATE", Limits.CRYPTO, false),
    /** Answers with a shared secret. */
    COMPUTE_DH(0x46, "COMPUTE DH", Limits.CRYPTO, true),
    /** Takes a secret or names one, answers with key material. */
    COMPUTE_PRF(0x48, "COMPUTE PRF", Limits.CRYPTO, true),
    /** Takes a secret, answers with key material. */
    COMPUTE_HKDF(0x4A, "COMPUTE HKDF", Limits.CRYPTO, true),
    /** Opens and closes logical channels (ISO/IEC 7816-4). */
    MANAGE_CHANNEL(0x70, "MANAGE CHANNEL", Limits.ORDINARY, false),
    /** Its answer becomes keys. */
    GET_RANDOM(0x84, "GET RANDOM", Limits.ORDINARY, true),
    /** By application or file identifier (ISO/IEC 7816-4). */
    SELECT(0xA4, "SELECT", Limits.ORDINARY, false),
    /** READ FILE in the applet, READ BINARY outside it. */
    READ_FILE(0xB0, "READ FILE", Limits.ORDINARY, false),
    /** Takes seconds on some cards; answers with the public half. */
    GENERATE_KEY_PAIR(0xB9, "GENERATE KEY PAIR", Limits.KEY_GENERATION, false),
    /** Fetches what 61xx announced; as secret as the command before it. */
    GET_RESPONSE(0xC0, "GET RESPONSE", Limits.ORDINARY, false),
    /** Application data, object list, one object's attributes. */
    GET_DATA(0xCB, "GET DATA", Limits.ORDINARY, false),
    /** Answers with a point. */
    READ_PUBLIC_KEY(0xCD, "READ PUBLIC KEY", Limits.ORDINARY, false),
    /** Brings a point. */
    PUT_PUBLIC_KEY_UPDATE(0xD8, "PUT PUBLIC KEY – UPDATE", Limits.ORDINARY, false);

    private final int code;
    private final String title;
    private final Duration deadline;
    private final boolean secret;

    Instruction(int code, String title, Duration deadline, boolean secret) {
        this.code = code;
        this.title = title;
        this.deadline = deadline;
        this.secret = secret;
    }

    /** The instruction with this INS byte, if it is one of ours. */
    public static Optional<Instruction> of(int ins) {
        return Arrays.stream(values()).filter(known -> known.code == ins).findFirst();
    }

    /** How long a card may take over any command with this INS byte. */
    public static Duration deadlineOf(int ins) {
        return of(ins).map(Instruction::deadline).orElse(Limits.ORDINARY);
    }

    /** The INS byte. */
    public int code() {
        return code;
    }

    /** The name in the specification. */
    public String title() {
        return title;
    }

    /** How long a card may take over it. */
    public Duration deadline() {
        return deadline;
    }

    /** Whether its body or its answer can hold a secret, so that neither may be logged. */
    public boolean isSecret() {
        return secret;
    }

    /** Signing and key generation take seconds on real cards behind real modems. An enum's constants cannot see its own static fields. */
    private static final class Limits {
        static final Duration ORDINARY = Duration.ofSeconds(5);
        static final Duration CRYPTO = Duration.ofSeconds(30);
        static final Duration KEY_GENERATION = Duration.ofSeconds(60);
    }
}
