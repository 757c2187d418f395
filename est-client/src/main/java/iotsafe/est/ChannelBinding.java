package iotsafe.est;

import java.util.Arrays;
import java.util.Base64;

/**
 * What tells one (D)TLS connection from every other: {@code tls-unique} of TLS 1.2, or the exporter's value of TLS 1.3. A request that
 * carries it proves that who holds its key also holds this connection.
 *
 * @see "RFC 7030 §3.5; RFC 5929 §3.1; RFC 9266"
 */
public final class ChannelBinding {
    /** The limit of a challengePassword is 255 characters (RFC 7030 §3.5), and base64 makes four of three. */
    private static final int LONGEST = 255 / 4 * 3;

    private final byte[] value;

    /**
     * Takes a copy.
     *
     * @param value 12 bytes for tls-unique, 32 for the exporter's; 1 to 189
     */
    public ChannelBinding(byte[] value) {
        if (value.length == 0 || value.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a channel binding has 1 to %d bytes, not %d".formatted(LONGEST, value.length));
        }
        this.value = value.clone();
    }

    /** As it stands in a request. */
    public String base64() {
        return Base64.getEncoder().encodeToString(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelBinding that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** The base64, which is no secret: it identifies a connection and opens nothing. */
    @Override
    public String toString() {
        return base64();
    }
}
