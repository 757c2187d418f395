package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The LwM2M Server that the flow registers with (OMA LwM2M Core 6.2); those beside it are {@link OtherServers}. */
public interface ManagementServer {
    /**
     * Registers.
     *
     * @param server whose account it is, among those of {@code objects}; the first of them, should they no longer have it
     * @param endpoint the endpoint client name
     * @param objects a {@link SavedState#objects()}, put in the place of objects 0, 1, 2 and 21
     * @param identity who the device is to this server
     * @param anchors the device's own anchors, for certificate usage 0 and 1
     * @throws CardException if the card did not sign the handshake
     * @throws ServerException.Refused if the server said no to the certificate or to the registration
     * @throws ServerException.Unusable if {@code objects} hold no account that can be used
     */
    Registration register(
            ServerAccount server,
            String endpoint,
            String objects,
            ClientIdentity identity,
            List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException;

    /**
     * Registers with the pre-shared key of the account (/0/x/2 is 0): one on the card that goes by the account's identity, or the one that
     * the bootstrap server wrote.
     *
     * @throws CardException if the card did not derive the handshake's master secret
     * @throws ServerException as {@link #register(ServerAccount, String, String, ClientIdentity, List)} does
     */
    Registration register(ServerAccount server, String endpoint, String objects)
            throws CardException, ServerException, InterruptedException;

    /** Objects 0, 1, 2 and 21 are again those of a new device: the accounts of another card must not be used with this one. */
    void forget();

    /** What the saved objects say of registrations and bootstraps; {@link RegistrationRules#USUAL} as far as they say nothing, or nothing readable. */
    RegistrationRules rules(SavedState saved);

    /** What servers have written since the flow's registration, or since this was asked last. */
    Optional<Change> change();

    /**
     * A server has written into objects 0, 1, 2 or 21.
     *
     * @param objects as they are now, for {@link SavedState}
     * @param saved to be run when they are saved: the server's answer waits for it, though not for ever
     * @param lost to be run if they cannot be: the server is told so, and what it wrote is undone
     */
    record Change(String objects, Runnable saved, Runnable lost) {}

    /** A registration in force. */
    interface Registration {
        /** Where the server keeps it, such as {@code /rd/5a3f} at {@code coaps://host:port}. */
        String location();

        /**
         * The pre-shared key that the registration was made with, in a word without a blank: its name on the card, or where else it is;
         * empty if it was made with the saved certificate.
         */
        default Optional<String> preSharedKey() {
            return Optional.empty();
        }

        /**
         * Updates the registration in time, until it is lost, something else is wanted, there is a {@link ManagementServer#change}, or the
         * time is up. To be called again before long: in between nobody updates it.
         *
         * @return why it ended; empty if it has not
         */
        Optional<End> keep(Duration atMost) throws InterruptedException;

        /** How many times the server has accepted an Update (OMA LwM2M Core 6.2.2) since. */
        long updates();

        /**
         * Ends it (De-register, OMA LwM2M Core 6.2.3). If the server does not answer in time it runs out by itself.
         *
         * @param atMost how long the answer is waited for
         */
        default void deregister(Duration atMost) throws InterruptedException {
            // a registration that no server keeps has nobody to tell
        }
    }

    /** Why a registration ended. */
    enum End {
        /** The server no longer knows the device, or no longer answers. */
        LOST,
        /** The server executed Bootstrap-Request Trigger (/1/x/9). */
        BOOTSTRAP_REQUESTED,
        /** The server executed Disable (/1/x/4). The device is de-registered, the association closed. */
        DISABLED
    }
}
