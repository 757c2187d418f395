package iotsafe.credentials.modem;

import java.io.IOException;

/** The modem did not pass a command on to the card, or the card's answer back. */
final class ModemRefusalException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient FinalResult result;

    /**
     * Says who refuses what, and why.
     *
     * @param command {@code AT+CSIM}
     */
    ModemRefusalException(String place, String command, FinalResult result) {
        super("%s refuses %s (%s)".formatted(place, command, result.sentence()));
        this.result = result;
    }

    FinalResult result() {
        return result;
    }
}
