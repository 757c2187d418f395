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

        /** Names the server and what happened, with the library's own reason if there is one. */
        public Unreachable(URI server, String problem, @Nullable Throwable cause) {
            super(server, problem, cause);
        }
    }

    /** The server, or our judgement of its certificate, said no; the same again will not help soon. */
    public static final class Refused extends ServerException {
        private static final long serialVersionUID = 1L;

        /** Names the server, what was refused and what a person can do. */
        public Refused(URI server, String problem, @Nullable Throwable cause) {
            super(server, problem, cause);
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
