package iotsafe.bootstrap;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** An LwM2M server did not do what was asked. Three kinds, because a caller can act in three ways. */
public abstract sealed class ServerException extends Exception {
    private static final long serialVersionUID = 1L;

    private ServerException(URI server, String problem, @Nullable Throwable cause) {
        super(server + ": " + problem, cause);
    }

    /** No answer came: the network, the server or its port; soon tried again. */
    public static final class Unreachable extends ServerException {
        private static final long serialVersionUID = 1L;

        private final boolean ofThisHost;

        /** Names the server and what happened, with the library's own reason if there is one. */
        public Unreachable(URI server, String problem, @Nullable Throwable cause) {
            this(server, problem, cause, false);
        }

        private Unreachable(URI server, String problem, @Nullable Throwable cause, boolean ofThisHost) {
            super(server, problem, cause);
            this.ofThisHost = ofThisHost;
        }

        /** Where nothing could even be sent: no network, no route, no DNS. */
        public static Unreachable fromHere(URI server, String problem, @Nullable Throwable cause) {
            return new Unreachable(server, problem, cause, true);
        }

        /** Whether this says nothing of the server, because nothing got away from here. */
        public boolean isOfThisHost() {
            return ofThisHost;
        }
    }

    /** The server, or our judgement of its certificate, said no; the same again will not help soon. */
    public static final class Refused extends ServerException {
        private static final long serialVersionUID = 1L;

        private final boolean byUs;

        /** Names the server, what was refused and what a person can do. */
        public Refused(URI server, String problem, @Nullable Throwable cause) {
            this(server, problem, cause, false);
        }

        private Refused(URI server, String problem, @Nullable Throwable cause, boolean byUs) {
            super(server, problem, cause);
            this.byUs = byUs;
        }

        /** Where it is we who did not accept the server. */
        public static Refused byUs(URI server, String problem, @Nullable Throwable cause) {
            return new Refused(server, problem, cause, true);
        }

        /** Whether it is we who did not accept the server. */
        public boolean isByUs() {
            return byUs;
        }
    }

    /** The server said yes but what it gave cannot be used. */
    public static final class Unusable extends ServerException {
        private static final long serialVersionUID = 1L;

        /** Names the server and what is wrong with its data. */
        public Unusable(URI server, String problem) {
            super(server, problem, null);
        }
    }
}
