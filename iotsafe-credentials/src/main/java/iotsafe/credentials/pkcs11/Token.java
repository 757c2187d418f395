package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardIdentity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a token says of itself.
 *
 * @param label up to 32 bytes of text, chosen when the token was initialised
 * @param serialNumber up to 16 characters, its maker's
 * @param flags CKF_…
 */
record Token(String label, String serialNumber, long flags) {
    private static final int LONGEST_IDENTITY = 80;

    /** A fixed field: one byte in each char, filled up with blanks. */
    static String text(char[] field) {
        byte[] bytes = new String(field).getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    /** Serial number and label, percent-encoded, at most 80 characters: the same token gives the same after a restart. */
    CardIdentity identity() {
        String text = "pkcs11:serial=%s;token=%s".formatted(encoded(serialNumber), encoded(label));
        return new CardIdentity(text.substring(0, Math.min(text.length(), LONGEST_IDENTITY)));
    }

    /** Whether there is a token in the slot that one can work with. */
    boolean isInitialised() {
        return has(Ck.CKF_TOKEN_INITIALIZED);
    }

    boolean wantsPin() {
        return has(Ck.CKF_LOGIN_REQUIRED);
    }

    boolean isPinLocked() {
        return has(Ck.CKF_USER_PIN_LOCKED);
    }

    /** Whether one more wrong PIN locks it. */
    boolean isFinalTry() {
        return has(Ck.CKF_USER_PIN_FINAL_TRY);
    }

    /** How messages call it. */
    @Override
    public String toString() {
        return "token \"%s\"".formatted(label);
    }

    private boolean has(long flag) {
        return (flags & flag) != 0;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
