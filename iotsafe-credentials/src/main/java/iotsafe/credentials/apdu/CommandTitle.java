package iotsafe.credentials.apdu;

import java.util.Map;
import java.util.Optional;

/** Says in words what the header of a command asks for (GSMA IoT.05; ISO/IEC 7816-4). Never shows a body, but for the name in SELECT. */
final class CommandTitle {
    private static final Map<Integer, String> DATA = Map.of(
            0x00, "application",
            0x01, "object list",
            0xC1, "one private key",
            0xC2, "one public key",
            0xC3, "one file",
            0xC4, "one secret key");

    private static final Map<Integer, String> PRF_MODES = Map.of(
            0x00, "mode 00 (secret given)",
            0x01, "mode 01 (PSK on the card)",
            0x02, "mode 02 (PSK on the card, with ECDHE)");

    private final CommandApdu command;

    private CommandTitle(CommandApdu command) {
        this.command = command;
    }

    /** {@code READ FILE, offset 256, channel 1}; the basic channel is not named. */
    static String of(byte[] bytes) {
        int ins = bytes[1] & 0xFF;
        Optional<Instruction> known = Instruction.of(ins);
        if (known.isEmpty()) {
            return "INS %02X%s".formatted(ins, channel(bytes[0] & 0xFF));
        }
        String detail = detail(known.get(), bytes);
        return known.get().title() + (detail.isEmpty() ? "" : ", " + detail) + channel(bytes[0] & 0xFF);
    }

    private static String detail(Instruction instruction, byte[] bytes) {
        try {
            return new CommandTitle(CommandApdu.of(bytes)).detail(instruction);
        } catch (IllegalArgumentException e) {
            return "not a short command";
        }
    }

    private String detail(Instruction instruction) {
        return switch (instruction) {
            case MANAGE_CHANNEL -> command.p1() == 0 ? "open" : "close channel " + command.p2();
            case SELECT -> (command.p1() == 0x04 ? "name " : "file ") + command.body();
            case GET_DATA ->
                DATA.getOrDefault(command.p1(), "P1 %02X".formatted(command.p1()))
                        + (command.p2() == 0x01 ? ", continued" : "");
            case READ_FILE -> "offset " + (command.p1() << 8 | command.p2());
            case PUT_PUBLIC_KEY_INIT, COMPUTE_SIGNATURE_INIT, VERIFY_SIGNATURE_INIT ->
                (command.p1() == 0x01 ? "close" : "open") + " session " + command.p2();
            case PUT_PUBLIC_KEY_UPDATE, COMPUTE_SIGNATURE_UPDATE, VERIFY_SIGNATURE_UPDATE ->
                (command.p1() == 0x80 ? "last block" : "more follows") + ", session " + command.p2();
            case COMPUTE_PRF -> PRF_MODES.getOrDefault(command.p1(), "mode %02X".formatted(command.p1()));
            case GET_RANDOM, GET_RESPONSE -> command.le().orElse(0) + " bytes";
            case COMPUTE_DH, COMPUTE_HKDF, GENERATE_KEY_PAIR, READ_PUBLIC_KEY -> "";
        };
    }

    private static String channel(int cla) {
        int channel = LogicalChannel.of(cla);
        return channel == 0 ? "" : ", channel " + channel;
    }
}
