package iotsafe.client.firmware;

import org.jspecify.annotations.Nullable;

/** A package could not be had; the message says what was asked for and what came. */
public final class DownloadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final UpdateResult result;
    private final boolean passing;

    private DownloadException(UpdateResult result, boolean passing, String message, @Nullable Exception cause) {
        super(message, cause);
        this.result = result;
        this.passing = passing;
    }

    /** Worth another try: the server or the way to it has a bad moment. */
    public static DownloadException passing(String message, @Nullable Exception cause) {
        return new DownloadException(UpdateResult.CONNECTION_LOST, true, message, cause);
    }

    /** The same again would end the same. */
    public static DownloadException lasting(UpdateResult result, String message, @Nullable Exception cause) {
        return new DownloadException(result, false, message, cause);
    }

    /** What the management server is told. */
    UpdateResult result() {
        return result;
    }

    boolean isPassing() {
        return passing;
    }
}
