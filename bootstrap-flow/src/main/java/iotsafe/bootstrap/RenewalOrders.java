package iotsafe.bootstrap;

/** Somebody at the device may want the certificate renewed before its time. */
@FunctionalInterface
public interface RenewalOrders {
    /** Nobody does. */
    RenewalOrders NONE = () -> false;

    /** Whether it was ordered since the last call. */
    boolean take();
}
