package iotsafe.client.cli;

import iotsafe.bootstrap.FlowException;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.StateException;
import iotsafe.client.StateInUseException;
import iotsafe.client.UnusableFileException;
import iotsafe.client.config.ConfigException;
import iotsafe.client.health.PortInUseException;
import iotsafe.credentials.CardException;
import iotsafe.est.EstException;

/** What a command ends with; the README lists the same. */
enum ExitCode {
    /** Done. */
    DONE(0),
    /** Our bug; the only code that comes with a stack trace. */
    BUG(1),
    /** Usage or configuration, the state folder included. */
    USAGE(2),
    /** The card, its reader or its applet. */
    CARD(3),
    /** A server, or the network to it. */
    SERVER(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Whose fault it was. */
    static ExitCode of(Throwable failure) {
        Throwable reason = failure instanceof FlowException flow ? flow.reason() : failure;
        if (reason instanceof CardException || isOfSeal(reason)) {
            return CARD;
        }
        if (reason instanceof ServerException || reason instanceof EstException) {
            return SERVER;
        }
        if (reason instanceof ConfigException
                || reason instanceof StateException
                || reason instanceof StateInUseException
                || reason instanceof UnusableFileException
                || reason instanceof PortInUseException) {
            return USAGE;
        }
        return BUG;
    }

    /** A state that is sealed can be read as far as its card can be used. */
    private static boolean isOfSeal(Throwable reason) {
        Throwable cause = reason instanceof StateException ? reason.getCause() : null;
        return cause != null && cause.getCause() instanceof CardException;
    }
}
