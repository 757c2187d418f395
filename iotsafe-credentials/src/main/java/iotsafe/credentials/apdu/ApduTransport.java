package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** Carries one command to the card and brings back its answer. One exchange at a time: not for use by two threads. */
@FunctionalInterface
public interface ApduTransport {
    /**
     * Sends a command and waits for the answer.
     *
     * @param command 4 to 261 bytes (short form), the logical channel already in CLA
     * @return 2 to 258 bytes, the last two being SW1 and SW2, not interpreted here
     * @throws IOException if no answer came; the card's state is then unknown
     * @see "ISO/IEC 7816-4, command-response pairs"
     */
    byte[] exchange(byte[] command) throws IOException;

    /** Adds a layer on top: {@code modem.with(GetResponse::new)}. */
    default ApduTransport with(UnaryOperator<ApduTransport> layer) {
        return layer.apply(this);
    }
}
