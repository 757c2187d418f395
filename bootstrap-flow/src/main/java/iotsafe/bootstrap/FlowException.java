package iotsafe.bootstrap;

/** The flow did not come to its end in one go; the cause is the failing step's own exception, the message is its sentence. */
public final class FlowException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exception reason;

    FlowException(Exception reason) {
        super(reason.getMessage(), reason);
        this.reason = reason;
    }

    /** A CardException, an EstException, a ServerException or a StateException. */
    public Exception reason() {
        return reason;
    }
}
