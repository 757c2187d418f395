package iotsafe.client;

/** A file that the configuration names cannot be used; the message says which key, which file, why and what to do. */
public final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFileException(String sentence, Exception cause) {
        super(sentence, cause);
    }
}
