package iotsafe.credentials.dtls;

/** Is told of each datagram of a connector. Any thread calls, so it has to be quick and must not throw. */
@FunctionalInterface
public interface DatagramWatch {
    /** Of those who do not want to know. */
    DatagramWatch NONE = (sent, bytes) -> {};

    /**
     * A datagram has passed.
     *
     * @param sent whether it went out; else it came in
     * @param bytes of the IP packet, without options or extension headers: what UDP carried, and 28 bytes over IPv4, 48 over IPv6
     */
    void passed(boolean sent, int bytes);
}
