package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.LogicalChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A modem in software, with a card behind it and the habits of real ones (interface reference 5.5). */
final class AtModem implements UnaryOperator<String> {
    /** What a modem does otherwise than most. */
    enum Quirk {
        ECHOES_DESPITE_ATE0,
        REPORTS_BETWEEN_LINES,
        NO_SPACE_AFTER_COLON,
        NO_QUOTATION_MARKS,
        NO_NAME_FOR_CCHO_AND_CGLA,
        LOWER_CASE,
        REPEATS_THE_ANSWER_BEFORE,
        REPEATS_THE_ANSWER_BEFORE_AS_A_LINE,
        OPAQUE_HANDLE,
        QUOTED_HANDLE,
        OK_FIRST,
        NO_OK,
        NO_CMEE,
        CUTS_AT_256,
        COMMANDS_UP_TO_127,
        NO_CCHO,
        NO_CSIM,
        NO_MANAGE_CHANNEL,
        NO_CSIM_ON_CHANNELS,
        LOSES_CSIM
    }

    private static final Pattern CARD = Pattern.compile("AT\\+(CSIM=|CGLA=([^,]+),)([0-9]+),\"([0-9A-F]*)\"");

    private final TestCard card;
    private final Set<Quirk> quirks;
    private final Map<String, Integer> sessions = new HashMap<>();
    private String before = "";
    private String refusal = "ERROR";

    AtModem(TestCard card, Quirk... quirks) {
        this.card = card;
        this.quirks = new TreeSet<>(Arrays.asList(quirks));
    }

    /** What it says instead of ERROR. */
    AtModem refusingWith(String line) {
        refusal = line;
        return this;
    }

    /** Switched off and on: channels and sessions are gone. */
    void restart() {
        sessions.clear();
        card.reset();
    }

    private boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    @Override
    public String apply(String command) {
        String echo = has(Quirk.ECHOES_DESPITE_ATE0) ? command + "\r" : "";
        String report = has(Quirk.REPORTS_BETWEEN_LINES) ? "\r\n+CREG: 1\r\n\r\nRING\r\n" : "";
        String answer = answer(command);
        if (answer.isEmpty()) {
            return echo + report + "\r\n" + (isKnown(command) ? "OK" : refusal) + "\r\n" + report;
        }
        if (answer.equals(refusal) || answer.startsWith("+CME")) {
            return echo + report + "\r\n" + answer + "\r\n";
        }
        String content = "\r\n" + cut(repeated(answer)) + "\r\n";
        before = answer;
        String ok = has(Quirk.NO_OK) ? "" : "\r\nOK\r\n";
        return echo + report + (has(Quirk.OK_FIRST) ? ok + report + content : content + report + ok);
    }

    private String repeated(String line) {
        if (has(Quirk.REPEATS_THE_ANSWER_BEFORE)) {
            return before + line;
        }
        return has(Quirk.REPEATS_THE_ANSWER_BEFORE_AS_A_LINE) ? before + "\r\n" + line : line;
    }

    private String cut(String line) {
        return has(Quirk.CUTS_AT_256) ? line.substring(0, Math.min(256, line.length())) : line;
    }

    private static boolean isKnown(String command) {
        return command.equals("ATE0") || command.equals("AT+CMEE=1") || command.startsWith("AT+CCHC=");
    }

    /** The answer's line; empty for OK alone. */
    private String answer(String command) {
        if (has(Quirk.COMMANDS_UP_TO_127) && command.length() > 127) {
            return refusal;
        }
        if (command.equals("AT+CMEE=1")) {
            return has(Quirk.NO_CMEE) ? refusal : "";
        }
        if (command.startsWith("AT+CCHO=")) {
            return has(Quirk.NO_CCHO) ? refusal : open(command.substring(9, command.length() - 1));
        }
        if (command.startsWith("AT+CCHC=")) {
            Integer channel = sessions.remove(command.substring(8));
            if (channel == null) {
                return refusal;
            }
            process("007080%02X00".formatted(channel));
            return "";
        }
        Matcher matcher = CARD.matcher(command);
        if (!matcher.matches()
                || Integer.parseInt(matcher.group(3)) != matcher.group(4).length()) {
            return "";
        }
        return matcher.group(2) == null ? generic(matcher.group(4)) : inSession(matcher.group(2), matcher.group(4));
    }

    private String open(String aid) {
        String channel = process("0070000001");
        if (!channel.endsWith("9000")) {
            return refusal;
        }
        int number = Integer.parseInt(channel.substring(0, 2), 16);
        if (!process("%02XA40400%02X%s".formatted(number, aid.length() / 2, aid))
                .equals("9000")) {
            process("007080%02X00".formatted(number));
            return refusal;
        }
        String handle = has(Quirk.OPAQUE_HANDLE) ? "00000000038aa32%d".formatted(number) : String.valueOf(number + 3);
        String shown = has(Quirk.QUOTED_HANDLE) ? "\"" + handle + "\"" : handle;
        sessions.put(shown, number);
        return named("+CCHO:", shown);
    }

    private String inSession(String handle, String command) {
        Integer channel = sessions.get(handle);
        if (channel == null) {
            return refusal;
        }
        int cla = Integer.parseInt(command.substring(0, 2), 16);
        return named(
                "+CGLA:", counted(process("%02X".formatted(LogicalChannel.cla(cla, channel)) + command.substring(2))));
    }

    private String generic(String command) {
        boolean manages = command.startsWith("0070");
        boolean onChannel = LogicalChannel.of(Integer.parseInt(command.substring(0, 2), 16)) != 0;
        if (has(Quirk.NO_CSIM)
                || (manages && has(Quirk.NO_MANAGE_CHANNEL))
                || (onChannel && has(Quirk.NO_CSIM_ON_CHANNELS))) {
            return refusal;
        }
        if (has(Quirk.LOSES_CSIM)) {
            return "+NOTHING";
        }
        String line = "+CSIM:" + (has(Quirk.NO_SPACE_AFTER_COLON) ? "" : " ");
        return line + counted(process(command));
    }

    private String named(String name, String content) {
        if (has(Quirk.NO_NAME_FOR_CCHO_AND_CGLA)) {
            return content;
        }
        return name + (has(Quirk.NO_SPACE_AFTER_COLON) ? "" : " ") + content;
    }

    private String counted(String hex) {
        String digits = has(Quirk.LOWER_CASE) ? hex.toLowerCase(Locale.ROOT) : hex;
        return has(Quirk.NO_QUOTATION_MARKS)
                ? "%d,%s".formatted(digits.length(), digits)
                : "%d,\"%s\"".formatted(digits.length(), digits);
    }

    private String process(String command) {
        return card.process(Bytes.ofHex(command)).toHex();
    }
}
