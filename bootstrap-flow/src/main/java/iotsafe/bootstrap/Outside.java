package iotsafe.bootstrap;

import iotsafe.credentials.SecureElement;
import iotsafe.est.ValidityClock;
import java.time.Instant;

/**
 * All that a step may touch. Every member is handed in, so that a test can stand in for a card, a server, a disk or a clock.
 *
 * @param card holds the keys
 * @param bootstrapServer gives the accounts, and certificates over the same association
 * @param managementServer where the device wants to be registered
 * @param store keeps what is known over a restart
 * @param settings what the configuration says of the flow
 * @param clock judges certificates
 * @param pause waits
 * @param enrolmentServer gives certificates outside of a bootstrap session
 * @param orders what somebody at the device wants
 * @param factoryServer the management server that was known when the device was made
 * @param others keeps the device registered with the servers beside the flow's own
 */
public record Outside(
        SecureElement card,
        BootstrapServer bootstrapServer,
        ManagementServer managementServer,
        StateStore store,
        Settings settings,
        ValidityClock clock,
        Pause pause,
        EnrolmentServer enrolmentServer,
        RenewalOrders orders,
        FactoryServer factoryServer,
        OtherRegistrations others) {
    /** For a device with one server. */
    public Outside(
            SecureElement card,
            BootstrapServer bootstrapServer,
            ManagementServer managementServer,
            StateStore store,
            Settings settings,
            ValidityClock clock,
            Pause pause,
            EnrolmentServer enrolmentServer,
            RenewalOrders orders,
            FactoryServer factoryServer) {
        this(
                card,
                bootstrapServer,
                managementServer,
                store,
                settings,
                clock,
                pause,
                enrolmentServer,
                orders,
                factoryServer,
                OtherRegistrations.none());
    }

    /** For a device whose maker knew no management server, either. */
    public Outside(
            SecureElement card,
            BootstrapServer bootstrapServer,
            ManagementServer managementServer,
            StateStore store,
            Settings settings,
            ValidityClock clock,
            Pause pause,
            EnrolmentServer enrolmentServer,
            RenewalOrders orders) {
        this(
                card,
                bootstrapServer,
                managementServer,
                store,
                settings,
                clock,
                pause,
                enrolmentServer,
                orders,
                FactoryServer.NONE);
    }

    /** What the clock says. */
    Instant now() {
        return clock.clock().instant();
    }
}
