package iotsafe.est.https;

import java.util.Arrays;
import java.util.Base64;

/**
 * base64 as EST over HTTPS has it: always, whatever Content-Transfer-Encoding says or lacks, without armour; a receiver overlooks white
 * space.
 *
 * @see "RFC 8951 §3, §3.1; RFC 4648 §4"
 */
final class Base64Body {
    private Base64Body() {}

    /** In lines of 64 characters: libest answers 400 "corrupted" to a longer one, and every reader has to overlook line ends. */
    static byte[] encode(byte[] der) {
        byte[] lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der);
        byte[] ended = Arrays.copyOf(lines, lines.length + 1);
        ended[lines.length] = '\n';
        return ended;
    }

    /**
     * The bytes within.
     *
     * @throws IllegalArgumentException if anything but base64, CR, LF, space and tab is there
     */
    static byte[] decode(byte[] body) {
        byte[] dense = new byte[body.length];
        int length = 0;
        for (byte character : body) {
            if (character != '\r' && character != '\n' && character != ' ' && character != '\t') {
                dense[length++] = character;
            }
        }
        return Base64.getDecoder().decode(Arrays.copyOf(dense, length));
    }
}
