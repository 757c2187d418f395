package iotsafe.sim;

import java.io.IOException;

/** A card as a reader sees it. {@code card::process} is the adapter to any transport of APDUs. */
public interface Card {
    /**
     * Does one command.
     *
     * @param command an APDU, any bytes at all
     * @return at least 2 bytes: data, then SW1 and SW2
     * @throws IOException if the card is gone; it may or may not have done the command
     */
    byte[] process(byte[] command) throws IOException;

    /** The answer to reset, 2 to 33 bytes (ISO/IEC 7816-3, clause 8). */
    byte[] atr();

    /** Cold or warm reset: channels and sessions are closed, volatile keys are gone. */
    void reset();
}
