package iotsafe.client.objects;

/** What stands behind a resource did not do its part; the message says what and why, for the log and for the server. */
final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    SourceException(String sentence, Exception cause) {
        super(sentence, cause);
    }

    SourceException(String sentence) {
        super(sentence);
    }
}
