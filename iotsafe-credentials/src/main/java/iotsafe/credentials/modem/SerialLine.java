package iotsafe.credentials.modem;

import java.io.Closeable;
import java.io.IOException;

/** Bytes to and from a modem. Used by one thread. */
interface SerialLine extends Closeable {
    /**
     * Sends all of it.
     *
     * @throws IOException if the port is gone; the message says so in a sentence
     */
    void send(byte[] bytes) throws IOException;

    /**
     * Waits a tenth of a second at most, so that the caller can look at its clock, for whatever comes.
     *
     * @return how many bytes of {@code into} were filled, from its start; 0 if none came
     * @throws IOException if the port is gone; the message says so in a sentence
     */
    int receive(byte[] into) throws IOException;

    /**
     * Throws away what came and was not asked for.
     *
     * @throws IOException if the port is gone; the message says so in a sentence
     */
    void discard() throws IOException;

    /** Lets go of the port. */
    @Override
    void close();
}
