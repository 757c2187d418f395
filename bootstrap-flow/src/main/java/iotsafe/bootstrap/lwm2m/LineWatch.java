package iotsafe.bootstrap.lwm2m;

/** Is told what happens on the lines to servers. Any thread calls, so each method has to be quick and must not throw. */
public interface LineWatch {
    /** Of those who do not want to know. */
    LineWatch NONE = new LineWatch() {};

    /** A DTLS record (RFC 6347 4.1) went out; some records can share a datagram. */
    default void sent() {}

    /** A DTLS record came in. */
    default void received() {}

    /** A DTLS handshake has ended. */
    default void handshake(boolean completed) {}

    /** A CoAP message (RFC 7252 4.2) or a flight of a handshake (RFC 6347 4.2.4) was sent once more. */
    default void repeated() {}
}
