package iotsafe.bootstrap;

/**
 * Registered. The work of this state is to stay so.
 *
 * @param saved what the device knows
 * @param registration in force
 */
public record Managed(SavedState saved, ManagementServer.Registration registration) implements DeviceState {
    @Override
    public DeviceState next(Outside outside) throws InterruptedException {
        return switch (registration.untilItEnds()) {
            case LOST -> new Registering(saved);
            case BOOTSTRAP_REQUESTED -> new Bootstrapping();
        };
    }

    /** Whatever broke, the registration is taken up anew. */
    @Override
    public DeviceState afterFailure(Exception failure) {
        return new Registering(saved);
    }

    @Override
    public String sentence() {
        return "registered with %s as \"%s\" at %s"
                .formatted(saved.server().uri(), saved.endpoint(), registration.location());
    }
}
