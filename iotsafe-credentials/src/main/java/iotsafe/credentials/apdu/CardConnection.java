package iotsafe.credentials.apdu;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * One card, reached. Used by one thread, until {@link #close()}.
 *
 * <p>MANAGE CHANNEL, SELECT and READ BINARY arrive here as the commands they are, with the logical channel in CLA. A way that has calls of
 * its own for them makes those calls and gives the answer that the card would have given: PC/SC in Java forbids MANAGE CHANNEL but
 * opens channels by itself; a modem's AT+CCHO opens a channel and selects in one, so it may keep MANAGE CHANNEL for the SELECT that
 * follows, then take the channel bits out of CLA. A way that does not reach the basic channel answers 6881 there. A command of four
 * bytes is sent as such, or with a fifth byte 00 where the line wants one (GSMA IoT.05; TS 27.007, AT+CSIM).
 */
public interface CardConnection extends ApduTransport, Closeable {
    /** How messages call the place: {@code reader "ACS ACR39U 00 00"}, {@code modem /dev/ttyUSB2}. */
    String name();

    /** The card's answer to reset, 2 to 33 bytes (ISO/IEC 7816-3); empty where this way does not show it, as modems do not. */
    default Optional<Bytes> atr() {
        return Optional.empty();
    }

    /** The transmission protocol, {@code T=0} or {@code T=1} (ISO/IEC 7816-3); empty where this way does not show it. */
    default Optional<String> protocol() {
        return Optional.empty();
    }

    /** Lets go of the card. Channels still open are closed, by a reset if need be. */
    @Override
    void close() throws IOException;

    /** A connection that has nothing to close. */
    static CardConnection over(String name, ApduTransport transport) {
        return new CardConnection() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public byte[] exchange(byte[] command) throws IOException {
                return transport.exchange(command);
            }

            @Override
            public void close() {
                // the transport is a function: nothing is held
            }
        };
    }
}
