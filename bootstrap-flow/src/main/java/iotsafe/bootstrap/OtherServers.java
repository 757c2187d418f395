package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The LwM2M Servers that the device has accounts of (OMA LwM2M Core 1.1, 6.2.1): it registers with each of them. The flow's own is among them;
 * the others are reached here. For any thread.
 */
public interface OtherServers {
    /** Of a device with one account at most. */
    OtherServers NONE = new OtherServers() {
        @Override
        public List<Place> places() {
            return List.of();
        }

        @Override
        public RegistrationRules rules(ServerAccount account) {
            return RegistrationRules.USUAL;
        }

        @Override
        public Line line(ServerAccount account) {
            throw new IllegalStateException("there is no account of " + account.uri());
        }
    };

    /**
     * An account and its place among the others.
     *
     * @param account that can be used
     * @param isOrdered whether it has a place in the order of registrations (/1/x/13)
     * @param blocks whether those that come after it wait until it is registered, should it fail (/1/x/15)
     */
    record Place(ServerAccount account, boolean isOrdered, boolean blocks) {}

    /** The accounts that objects 0 and 1 hold now, in the order to register with them. */
    List<Place> places();

    /** What an account says of registrations and bootstraps, as it stands now. */
    RegistrationRules rules(ServerAccount account);

    /** A line to a server of its own; nothing is sent yet. */
    Line line(ServerAccount account);

    /** To one server, for one thread. */
    interface Line {
        /**
         * Registers with a certificate.
         *
         * @throws CardException if the card did not sign the handshake
         * @throws ServerException as {@link ManagementServer#register}
         */
        ManagementServer.Registration register(String endpoint, ClientIdentity identity, List<X509Certificate> anchors)
                throws CardException, ServerException, InterruptedException;

        /**
         * Registers with the account's pre-shared key.
         *
         * @throws CardException if the card did not derive the handshake's master secret
         * @throws ServerException as {@link ManagementServer#register}
         */
        ManagementServer.Registration register(String endpoint)
                throws CardException, ServerException, InterruptedException;

        /** Ends it, and with it the registration as far as the device knows; the server is not told. */
        void close();
    }
}
