package iotsafe.bootstrap;

import iotsafe.credentials.SecureElement;
import iotsafe.est.ValidityClock;

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
 */
public record Outside(
        SecureElement card,
        BootstrapServer bootstrapServer,
        ManagementServer managementServer,
        StateStore store,
        Settings settings,
        ValidityClock clock,
        Pause pause) {}
