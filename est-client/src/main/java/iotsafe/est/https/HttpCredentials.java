package iotsafe.est.https;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A user name, which may be empty, and a password for HTTP authentication. They are kept as they are needed again for each enrolment;
 * nothing shows the password.
 *
 * @see "RFC 7030 §3.2.3"
 */
public final class HttpCredentials {
    private final String user;
    private final byte[] password;

    /**
     * Takes a copy of the password.
     *
     * @throws IllegalArgumentException if the user name holds a colon or control character (RFC 7617 §2)
     */
    public HttpCredentials(String user, char[] password) {
        if (user.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("a user name for HTTP holds no colon and no control character");
        }
        this.user = user;
        this.password = new String(password).getBytes(StandardCharsets.UTF_8);
    }

    /** The user name. */
    public String user() {
        return user;
    }

    /** {@code prefix} and the password in UTF-8, in an array for the caller to wipe. */
    byte[] passwordAfter(String prefix) {
        byte[] before = prefix.getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(before, before.length + password.length);
        System.arraycopy(password, 0, both, before.length, password.length);
        return both;
    }

    /** The user and the password's length. */
    @Override
    public String toString() {
        return "user \"%s\", password of %d bytes".formatted(user, password.length);
    }
}
