package iotsafe.bootstrap;

import java.time.Duration;

/** Is told how the flow goes on; for a person's eyes and for logs. */
public interface FlowListener extends OtherServersListener {
    /**
     * A step is done.
     *
     * @param reached the state it led to
     * @param took from the step's beginning
     * @param exchanges command-response pairs with the card during the step
     */
    void reached(DeviceState reached, Duration took, long exchanges);

    /**
     * A step failed; it will be tried again.
     *
     * @param next the state whose step comes then
     * @param failure its message is a sentence, unless it is our bug
     * @param pause until the next try; zero if the device stays registered meanwhile, and the next try has its own time
     */
    void failed(DeviceState next, Throwable failure, Duration pause);
}
