package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The AT commands that reach a SIM's applications (3GPP TS 27.007 8.17, 8.43 to 8.46). Each fails with {@link ModemRefusalException} if the modem says no. */
final class SimCommands {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int HEADER = 4;
    /** What the modems with the least room take (interface reference 5.5). AT commands cannot go on in a second line. */
    private static final int SHORT_LINE = 127;

    /** Opaque: a number, or hexadecimal text that may be in quotation marks and must go back so. */
    private static final Pattern HANDLE = Pattern.compile("[0-9A-Za-z]{1,32}|\"[0-9A-Za-z]{1,32}\"");

    private final AtDialogue modem;

    SimCommands(AtDialogue modem) {
        this.modem = modem;
    }

    /** How messages call the modem. */
    String place() {
        return modem.place();
    }

    /** A command to the card as it is, and its answer: AT+CSIM. */
    byte[] generic(byte[] command, Deadline deadline) throws IOException {
        return card("AT+CSIM", "AT+CSIM=" + counted(command), AnswerLine.CSIM, deadline);
    }

    /**
     * Opens a session with an application: AT+CCHO.
     *
     * @return the modem's name for it, to be given back as it is
     */
    String open(Bytes aid, Deadline deadline) throws IOException {
        String handle = content("AT+CCHO", "AT+CCHO=\"%s\"".formatted(aid.toHex()), AnswerLine.CCHO, deadline);
        if (!HANDLE.matcher(handle).matches()) {
            throw new IOException(
                    "%s: the answer of AT+CCHO, %d characters, is no session".formatted(place(), handle.length()));
        }
        return handle;
    }

    /** A command in a session and its answer: AT+CGLA. */
    byte[] inSession(String handle, byte[] command, Deadline deadline) throws IOException {
        return card("AT+CGLA", "AT+CGLA=%s,%s".formatted(handle, counted(command)), AnswerLine.CGLA, deadline);
    }

    /** Ends a session: AT+CCHC. */
    void close(String handle, Deadline deadline) throws IOException {
        ask("AT+CCHC", "AT+CCHC=" + handle, AnswerLine.NONE, deadline);
    }

    /** The fifth byte of a bare header is asked for by the line. */
    private static String counted(byte[] command) {
        byte[] sent = command.length == HEADER ? Arrays.copyOf(command, HEADER + 1) : command;
        return "%d,\"%s\"".formatted(2 * sent.length, HEX.formatHex(sent));
    }

    private byte[] card(String name, String command, AnswerLine wanted, Deadline deadline) throws IOException {
        return HexAnswer.read(place(), content(name, command, wanted, deadline));
    }

    private String content(String name, String command, AnswerLine wanted, Deadline deadline) throws IOException {
        return ask(name, command, wanted, deadline).content().orElseThrow();
    }

    private AtAnswer ask(String name, String command, AnswerLine wanted, Deadline deadline) throws IOException {
        AtAnswer answer = modem.ask(command, wanted, deadline);
        if (!answer.result().isOk()) {
            throw new ModemRefusalException(place(), described(name, command), answer.result());
        }
        return answer;
    }

    /** A modem does not say that a line is too long for it. */
    private static String described(String name, String command) {
        return command.length() <= SHORT_LINE
                ? name
                : "%s with a line of %d characters, where some modems take %d"
                        .formatted(name, command.length(), SHORT_LINE);
    }
}
