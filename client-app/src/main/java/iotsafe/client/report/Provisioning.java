package iotsafe.client.report;

import java.util.List;

/**
 * The way of the device to its registration, the last time that it bootstrapped or renewed its certificate.
 *
 * @param steps in their order
 * @param leftOut how many came before them, and are not kept
 */
public record Provisioning(List<ProvisioningStep> steps, long leftOut) {
    /** Copies the list. */
    public Provisioning {
        steps = List.copyOf(steps);
    }
}
