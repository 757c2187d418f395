package iotsafe.bootstrap;

import java.time.Duration;

/** Is told how the servers beside the flow's own get on; each calls from a thread of its own. */
public interface OtherServersListener {
    /** Of those who do not want to know. */
    OtherServersListener NONE = new OtherServersListener() {};

    /**
     * The device is registered there.
     *
     * @param location where the server keeps the registration
     */
    default void registered(ServerAccount account, String location) {}

    /**
     * A registration failed, or has ended.
     *
     * @param failure its message is a sentence, unless it is our bug
     * @param pause until the next try
     */
    default void failed(ServerAccount account, Throwable failure, Duration pause) {}

    /** The device is not registered there any more, and has a reason for it; {@code sentence} says which. */
    default void left(ServerAccount account, String sentence) {}
}
