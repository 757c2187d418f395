package iotsafe.credentials.apdu;

import java.util.Map;
import java.util.OptionalInt;

/** The two bytes that end every answer (ISO/IEC 7816-4, status bytes; GSMA IoT.05 2.5.10). */
public record StatusWord(int value) {
    /** 9000. */
    public static final StatusWord SUCCESS = new StatusWord(0x9000);

    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(0x9000, "success"),
            Map.entry(0x6300, "more data follows"),
            Map.entry(0x63CF, "success, a remote administration session has completed"),
            Map.entry(0x6400, "integrity issue in the applet's store"),
            Map.entry(0x6700, "wrong length"),
            Map.entry(0x6881, "logical channel not supported"),
            Map.entry(0x6981, "command incompatible with the file"),
            Map.entry(0x6982, "security status not satisfied"),
            Map.entry(0x6984, "object under remote administration"),
            Map.entry(0x6985, "conditions of use not satisfied"),
            Map.entry(0x6989, "object changed by remote administration, or capacity reached"),
            Map.entry(0x6A80, "incorrect data in the command"),
            Map.entry(0x6A81, "function not supported, or no logical channel left"),
            Map.entry(0x6A82, "file or application not found"),
            Map.entry(0x6A84, "not enough memory"),
            Map.entry(0x6A86, "incorrect P1 P2, or offset out of bounds"),
            Map.entry(0x6D00, "instruction not supported"),
            Map.entry(0x6D01, "signature does not match"),
            Map.entry(0x6E00, "class not supported"),
            Map.entry(0x6F00, "card error without a diagnosis"));

    /** Refuses a value of more than two bytes. */
    public StatusWord {
        if (value >>> 16 != 0) {
            throw new IllegalArgumentException("not 2 bytes: %X".formatted(value));
        }
    }

    /**
     * The last two bytes of an answer, and only those: data may itself begin with 61, 6D or 90.
     *
     * @param answer at least 2 bytes
     */
    public static StatusWord of(byte[] answer) {
        int end = answer.length;
        return new StatusWord(((answer[end - 2] & 0xFF) << 8) | (answer[end - 1] & 0xFF));
    }

    /** The first of the two bytes, 0 to 255. */
    public int sw1() {
        return value >>> 8;
    }

    /** The second of the two bytes, 0 to 255. */
    public int sw2() {
        return value & 0xFF;
    }

    /**
     * Whether the command was done: 9000; 91xx, done while the SIM wants its terminal to fetch a proactive command (ETSI TS 102 221);
     * 63CF, done while a remote administration session ended.
     */
    public boolean isSuccess() {
        return value == 0x9000 || sw1() == 0x91 || value == 0x63CF;
    }

    /** How many bytes still wait after 61xx, 1 to 256 (61 00 means 256); empty for any other word. */
    public OptionalInt moreBytes() {
        return sw1() == 0x61 ? OptionalInt.of(sw2() == 0 ? 256 : sw2()) : OptionalInt.empty();
    }

    /** The length to ask for after 6Cxx, 1 to 256 (6C 00 means 256); empty for any other word. */
    public OptionalInt rightLength() {
        return sw1() == 0x6C ? OptionalInt.of(sw2() == 0 ? 256 : sw2()) : OptionalInt.empty();
    }

    /** {@code 6A82 (file or application not found)}: every message that shows a word also says it. */
    @Override
    public String toString() {
        return "%04X (%s)".formatted(value, meaning());
    }

    private String meaning() {
        return switch (sw1()) {
            case 0x91 -> "success, a proactive command waits";
            case 0x61, 0x9F -> "%d bytes wait for GET RESPONSE".formatted(sw2() == 0 ? 256 : sw2());
            case 0x6C -> "wrong length, %d is right".formatted(sw2() == 0 ? 256 : sw2());
            case 0x60 -> "not ready yet";
            default -> MEANINGS.getOrDefault(value, "unlisted");
        };
    }
}
