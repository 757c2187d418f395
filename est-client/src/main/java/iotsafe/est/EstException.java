package iotsafe.est;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server did not do what was asked. Three kinds, because a caller can act in three ways; none of them changes anything stored. */
public abstract sealed class EstException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_MESSAGE = 1000;

    /** Much of a message may come from the peer: an error text, a name in a certificate. */
    private EstException(String message, @Nullable Throwable cause) {
        super(Printable.of(message, LONGEST_MESSAGE), cause);
    }

    private static String sentence(EstOperation operation, URI server, String problem) {
        return "%s at %s: %s".formatted(operation, server, problem);
    }

    /** No usable answer came, or the server is busy. It may or may not have acted: keep the key and send the same request again later. */
    public static final class Unreachable extends EstException {
        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;

        /**
         * Names the operation, the server and what happened on the way.
         *
         * @param cause the transport's own reason; null if there is none, as when nothing came at all
         */
        public Unreachable(EstOperation operation, URI server, String problem, @Nullable Throwable cause) {
            super(sentence(operation, server, problem), cause);
            this.retryAfter = null;
        }

        /**
         * For a request that fits no connection any more.
         *
         * @param sentence which one, what to do
         */
        public Unreachable(String sentence) {
            super(sentence, null);
            this.retryAfter = null;
        }

        /** For a server that is there and says when to come back. */
        public Unreachable(EstOperation operation, URI server, Duration retryAfter) {
            super(sentence(operation, server, "the server is busy; ask again after " + retryAfter), null);
            this.retryAfter = retryAfter;
        }

        /** How long the server wants to be left alone; empty if it did not say. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** The server, or a rule of the document, says no. The same again will not help soon: tell a person. */
    public static final class Refused extends EstException {
        private static final long serialVersionUID = 1L;

        private final boolean ofTheDevice;

        /** Names the operation, the server, its code and its words. */
        public Refused(EstOperation operation, EstAnswer.Refused answer) {
            super(
                    sentence(
                            operation,
                            answer.source(),
                            "the server refused with %s%s; ask its operator what it expects of this device"
                                    .formatted(
                                            answer.code(),
                                            answer.diagnostic().isEmpty() ? "" : ", \"" + answer.diagnostic() + "\"")),
                    null);
            this.ofTheDevice = answer.isOfTheDevice();
        }

        /**
         * For a rule that is broken by more than one answer.
         *
         * @param sentence who breaks it, which rule, what to do
         */
        public Refused(String sentence) {
            super(sentence, null);
            this.ofTheDevice = false;
        }

        /** For what is refused on this side, before the server's word counts. */
        public Refused(EstOperation operation, URI server, String problem) {
            super(sentence(operation, server, problem), null);
            this.ofTheDevice = false;
        }

        /** With the transport's own reason. */
        public Refused(EstOperation operation, URI server, String problem, Throwable cause) {
            super(sentence(operation, server, problem), cause);
            this.ofTheDevice = false;
        }

        /** Whether the server refused the device as it showed itself; under another of its identities the same may be granted. */
        public boolean isOfTheDevice() {
            return ofTheDevice;
        }
    }

    /** The server said yes but what it sent cannot be used: another dialect, a CA that is set up for something else, or our mistake. */
    public static final class Unreadable extends EstException {
        private static final long serialVersionUID = 1L;

        /** Names the operation, the server and what is wrong with the body. */
        public Unreadable(EstOperation operation, URI server, String problem) {
            super(sentence(operation, server, problem), null);
        }

        /**
         * For a certificate that is well-formed and yet must not be used.
         *
         * @param sentence which certificate, what is wrong with it, what to do
         */
        public Unreadable(String sentence) {
            super(sentence, null);
        }
    }
}
