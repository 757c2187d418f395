package iotsafe.bootstrap.store;

import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A sealed state as text: one line {@code iotsafe-agent-state-sealed VERSION SALT CARD DIGEST}, then the content in base64. The digest is
 * SHA-256 over all the rest: without a card it tells damage from another card's file. The content is authentic by AES-GCM alone.
 *
 * @param salt 32 random bytes, new in each file
 * @param card {@link #cardMark} of the card that it is sealed to
 * @param content nonce and ciphertext
 */
record SealedText(Bytes salt, String card, Bytes content) {
    static final int SALT_LENGTH = 32;
    private static final String MARK = "iotsafe-agent-state-sealed";
    private static final String VERSION = "1";
    private static final int HEAD_FIELDS = 5;
    /** Enough to tell cards apart; too little to find an ICCID among the billions that an operator has. */
    private static final int CARD_MARK_LENGTH = 4;

    static boolean isSealed(String written) {
        return written.startsWith(MARK + " ");
    }

    /** What a file says of the card: a part of SHA-256 over salt and identity, 8 hexadecimal digits. */
    static String cardMark(Bytes salt, CardIdentity card) {
        Bytes digest = Sha256.of(salt.toArray(), card.value().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(digest.toArray(), CARD_MARK_LENGTH));
    }

    /** The part of the first line that is authenticated with the content. */
    String head() {
        return "%s %s %s %s".formatted(MARK, VERSION, HexFormat.of().formatHex(salt.toArray()), card);
    }

    String print() {
        String body = Base64.getEncoder().encodeToString(content.toArray());
        return "%s %s\n%s\n".formatted(head(), digest(head(), body), body);
    }

    /**
     * Reads what {@link #print} wrote.
     *
     * @throws DamagedStateException if it is something else
     * @throws IOException if a newer agent wrote it
     */
    static SealedText read(String written) throws IOException {
        String[] parts = written.split("\n", 2);
        String[] head = parts[0].split(" ", -1);
        int digestAt = parts[0].lastIndexOf(' ');
        if (parts.length != 2 || head.length < HEAD_FIELDS || !isSealed(written)) {
            throw new DamagedStateException("its first line is not \"" + MARK + " VERSION SALT CARD DIGEST\"");
        }
        String body = parts[1].stripTrailing();
        if (!parts[0].substring(digestAt + 1).equals(digest(parts[0].substring(0, digestAt), body))) {
            throw new DamagedStateException("its digest does not fit");
        }
        if (!head[1].equals(VERSION)) {
            throw new IOException(
                    "its seal is of version %s, this agent knows %s; run an agent no older, or reset to begin anew"
                            .formatted(head[1], VERSION));
        }
        try {
            SealedText read = new SealedText(
                    Bytes.of(HexFormat.of().parseHex(head[2])),
                    head[3],
                    Bytes.of(Base64.getDecoder().decode(body)));
            if (head.length == HEAD_FIELDS && read.salt().length() == SALT_LENGTH) {
                return read;
            }
        } catch (IllegalArgumentException e) {
            throw new DamagedStateException("its salt or content is not written as it should be: " + e.getMessage());
        }
        throw new DamagedStateException(
                "its first line has not a salt of %d bytes and %d fields".formatted(SALT_LENGTH, HEAD_FIELDS));
    }

    private static String digest(String head, String body) {
        return Sha256.hex(head + '\n' + body);
    }
}
