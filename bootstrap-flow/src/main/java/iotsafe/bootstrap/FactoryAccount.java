package iotsafe.bootstrap;

import java.util.Optional;

/**
 * A management server that was known when the device, or its SIM, was made (OMA LwM2M Core 6.1.3.1, 6.1.3.2).
 *
 * @param server the account; never in mode 4, for there is no bootstrap association to enrol over
 * @param objects objects 0 and 1 as {@link SavedState#objects()} has them
 * @param pskIdentity what the server knows the device by in mode 0
 * @param cardFile the SHA-256 digest, in hexadecimal, of the bootstrap file on the card that it is from; empty if it is from elsewhere
 */
public record FactoryAccount(
        ServerAccount server, String objects, Optional<String> pskIdentity, Optional<String> cardFile) {
    /** Refuses mode 4, and a pre-shared key without an identity or the other way round. */
    public FactoryAccount {
        if (server.mode() == ServerAccount.Mode.EST) {
            throw new IllegalArgumentException("an account that needs an enrolment, and nobody to enrol with");
        }
        if (pskIdentity.isPresent() != (server.mode() == ServerAccount.Mode.PSK)) {
            throw new IllegalArgumentException("a pre-shared key has an identity, and nothing else has");
        }
    }

    /** One that is not from the card. */
    public FactoryAccount(ServerAccount server, String objects, Optional<String> pskIdentity) {
        this(server, objects, pskIdentity, Optional.empty());
    }
}
