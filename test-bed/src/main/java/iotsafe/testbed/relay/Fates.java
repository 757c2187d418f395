package iotsafe.testbed.relay;

/** Decides, one datagram after the other, in the order of their arrival and by one thread at a time. */
@FunctionalInterface
public interface Fates {
    /** The fate of the next datagram, from either side. */
    Fate next();
}
