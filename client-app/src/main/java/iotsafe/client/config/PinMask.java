package iotsafe.client.config;

import java.util.regex.Pattern;

/** Keeps a PIN that somebody wrote where none may stand out of messages: what follows {@code pin…=} or {@code pin…:} is never shown. */
final class PinMask {
    /** A value in a URI's query, {@code pin-value=1234}, or in the file itself, {@code pin: "1234"}. */
    private static final Pattern PIN = Pattern.compile(
            "(?<=\\bpin[A-Za-z-]{0,20}\\s{0,4}[=:]\\s{0,4}[\"']?)[^&\"'\\s][^&\"'\n]*", Pattern.CASE_INSENSITIVE);

    private PinMask() {}

    /** The text with an asterisk for each code point of a PIN, so that columns stay where they are. */
    static String over(String text) {
        return PIN.matcher(text)
                .replaceAll(pin ->
                        "*".repeat(pin.group().codePointCount(0, pin.group().length())));
    }
}
