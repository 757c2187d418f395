package iotsafe.bootstrap;

/**
 * Nobody was registered with, and the certificate has ended by our clock: the bootstrap server is to be asked, unless somebody has set the clock
 * by then. A new account and a new key would cost what is in force for nothing.
 *
 * @param saved what the device knows
 */
public record CertificateEnded(SavedState saved) implements DeviceState {
    @Override
    public DeviceState next(Outside outside) {
        return saved.isExpired(outside) ? new Bootstrapping() : new Registering(saved);
    }

    @Override
    public String sentence() {
        return "the certificate has ended by the clock here, at %s"
                .formatted(saved.certificate().getNotAfter().toInstant());
    }
}
