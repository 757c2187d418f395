package iotsafe.credentials;

import iotsafe.credentials.apdu.StatusWord;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The card did not do what was asked. Three kinds, because a caller can act in three ways. */
public abstract sealed class CardException extends Exception {
    private static final long serialVersionUID = 1L;

    private CardException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No answer came. The card may or may not have acted; the flow tries again on a fresh session. */
    public static final class Unreachable extends CardException {
        private static final long serialVersionUID = 1L;

        /**
         * Names what was being done and the transport's own reason.
         *
         * @param what the command, reader or step: {@code COMPUTE SIGNATURE}, {@code reader "ACS 00 00"}
         */
        public Unreachable(String what, IOException cause) {
            super(what + ": no answer: " + reason(cause), cause);
        }

        /** For a way to the card that could not be opened, and whose own message is already the sentence for a person. */
        public Unreachable(IOException cause) {
            super(reason(cause), cause);
        }

        /** For a card that is known to be absent before anything was sent. */
        public Unreachable(String sentence) {
            super(sentence, null);
        }

        private static String reason(IOException cause) {
            return Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
        }
    }

    /** The card answered and said no. The same again will not help soon: tell a person, take another path if there is one. */
    public static final class Refused extends CardException {
        private static final long serialVersionUID = 1L;

        private final @Nullable StatusWord status;

        /**
         * Names the command, the status word and what a person can do.
         *
         * @param command the command and its object: {@code READ FILE 02}
         */
        public Refused(String command, StatusWord status, String hint) {
            super(command + ": " + status + "; " + hint, null);
            this.status = status;
        }

        /** For what the card lacks according to its own data, without having been asked. */
        public Refused(String sentence) {
            super(sentence, null);
            this.status = null;
        }

        /** For an operation that this way to hold keys does not have, such as {@code COMPUTE DH}. */
        static Refused notOffered(String operation) {
            return new Refused(operation + " is not offered by this secure element: use another, or do without");
        }

        /** What the card answered; null if it was not asked. */
        public @Nullable StatusWord status() {
            return status;
        }
    }

    /** The card said yes but the answer cannot be read: another card profile, or our mistake. */
    public static final class Unreadable extends CardException {
        private static final long serialVersionUID = 1L;

        /**
         * Names the structure, the byte and the problem.
         *
         * @param what the structure: {@code key information}, {@code signature of COMPUTE SIGNATURE}
         * @param at the offset in it, from 0
         */
        public Unreadable(String what, int at, String problem) {
            super(what + ": byte " + at + ": " + problem, null);
        }
    }
}
