package iotsafe.sim.modem;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One way in which a modem misbehaves. Its name is its constant's in lower case with hyphens, {@code echo-always}. All of
 * them go together; where two contradict each other the first in this order is obeyed. Sections are those of the interface
 * reference.
 */
public enum ModemQuirk {
    /** The echo cannot be turned off: ATE0 is OK and changes nothing (5.5). */
    ECHO_ALWAYS,
    /** Hex in answers stands without quotes (5.2, 5.5). */
    ANSWERS_UNQUOTED,
    /** No space follows the colon of a prefix (5.5). */
    NO_SPACE,
    /** Answers to AT+CCHO, AT+CGLA and AT+CCHC have no prefix (5.3, 5.5). */
    NO_PREFIX,
    /** Hex in answers is in lower case (5). */
    LOWER_CASE_HEX,
    /** Answers come in pieces of a few characters (5.2: the first read lacks the prefix). */
    FRAGMENTS,
    /** Unsolicited lines before, between and after those of an answer (5.5). */
    URCS,
    /** The information line of the answer before is repeated in front of the line of this one (5.5). */
    EARLIER_ANSWER_FIRST,
    /** Information lines end after 256 characters, though they announce more (5.2, 5.5). */
    ANSWERS_CUT_AT_256,
    /** ERROR to lines above 127 characters (5.5). */
    COMMANDS_UP_TO_127,
    /** ERROR to lines above 500 characters (5.5). */
    COMMANDS_UP_TO_500,
    /** AT+CCHO gives 16 hex digits that mean nothing, to be given back as they are (5.3). */
    OPAQUE_HANDLE,
    /** AT+CCHO gives its session in quotes, to be given back in quotes (5.3). */
    QUOTED_HANDLE,
    /** AT+CSIM on another channel than the basic one is +CME ERROR: 0 (5.5). */
    CSIM_CHANNELS_ERROR_0,
    /** AT+CSIM on another channel than the basic one is +CME ERROR: 3 (5.5). */
    CSIM_CHANNELS_ERROR_3,
    /** MANAGE CHANNEL through AT+CSIM is +CME ERROR: 3 (5.5). */
    MANAGE_CHANNEL_REFUSED,
    /** AT+CSIM is ERROR: sessions are the only way (5.3). */
    NO_CSIM,
    /** AT+CCHO, AT+CGLA and AT+CCHC are ERROR (5.5). */
    NO_CCHO,
    /** Test commands ({@code =?}) are ERROR for what there is and OK for what there is not (5.5). */
    PROBES_LIE,
    /** Someone has left all channels open: neither AT+CCHO nor MANAGE CHANNEL finds one until one is closed or the modem restarts (5.5). */
    CHANNELS_LEFT_OPEN,
    /** The modem fetches what waits (61xx, 9Fxx) and corrects Le (6Cxx) itself, so that neither is seen (0.3). */
    HIDES_61XX,
    /** ERROR stands for any status word that is no success (5.2). */
    ERROR_FOR_STATUS,
    /** Success without data has no information line, only OK (5.2). */
    NO_LINE_WITHOUT_DATA,
    /** OK comes a pause after the information line (5.5). */
    OK_LATE,
    /** OK comes before the information line (5.5). */
    OK_FIRST,
    /** The SIM sleeps, +CME ERROR: 3, until AT+ECSIMSLEEP=0 (5.5). */
    SIM_SLEEPS,
    /** The SIM sleeps, +CME ERROR: 3, and nothing wakes it (5.5). */
    SIM_SLEEPS_FOR_GOOD,
    /** All answers come after a pause (5.5). */
    SLOW_ANSWERS,
    /** The third command to the card is lost, once: the card never sees it, nothing is answered (5.5). */
    COMMAND_LOST,
    /** The fourth command to the card is done, once, and nothing is answered (5.5). */
    ANSWER_LOST,
    /** The modem restarts instead of doing the fifth command to the card, once; channels are closed (5.5). */
    MODEM_RESETS,
    /** The port is gone instead of an answer to the sixth command to the card, once (5.5). */
    PORT_VANISHES;

    /** Its name. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All names, in a fixed order. */
    public static List<String> names() {
        return Arrays.stream(values()).map(ModemQuirk::text).toList();
    }

    /**
     * The quirk of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ModemQuirk named(String name) {
        for (ModemQuirk quirk : values()) {
            if (quirk.text().equals(name)) {
                return quirk;
            }
        }
        throw new IllegalArgumentException(
                "there is no modem quirk \"" + name + "\"; there are: " + String.join(", ", names()));
    }
}
