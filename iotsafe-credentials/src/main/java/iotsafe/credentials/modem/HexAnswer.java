package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.AnswerCutException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A card's answer as AT+CSIM and AT+CGLA give it: the count of digits, a comma, the digits with or without quotation marks
 * (3GPP TS 27.007 8.17, 8.43). Errors say counts only: the digits may be secret.
 */
final class HexAnswer {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})\\s*,\\s*\"?([^\"]*)\"?");
    private static final int LEAST_DIGITS = 4;
    private static final int MOST_DIGITS = 2 * 258;

    private HexAnswer() {}

    /**
     * Reads the answer.
     *
     * @param place how messages call the modem
     * @return 2 to 258 bytes
     * @throws AnswerCutException if there is less than announced
     * @throws IOException if it is anything else than its announced count of hexadecimal digits
     */
    static byte[] read(String place, String text) throws IOException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IOException(
                    "%s: an answer of %d characters is no count and digits".formatted(place, text.length()));
        }
        int announced = Integer.parseInt(matcher.group(1));
        String digits = matcher.group(2).strip();
        if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IOException(
                    "%s: an answer holds something else than hexadecimal digits: see whether another program uses this port"
                            .formatted(place));
        }
        if (announced < LEAST_DIGITS || announced > MOST_DIGITS || announced % 2 != 0) {
            throw new IOException(
                    "%s: an answer announces %d digits; it can have 4 to 516, two a byte".formatted(place, announced));
        }
        if (digits.length() < announced) {
            throw new AnswerCutException("%s cuts long answers: it announced %d digits and gave %d"
                    .formatted(place, announced, digits.length()));
        }
        if (digits.length() > announced) {
            throw new IOException(
                    "%s: an answer announces %d digits and has %d".formatted(place, announced, digits.length()));
        }
        return HexFormat.of().parseHex(digits);
    }
}
