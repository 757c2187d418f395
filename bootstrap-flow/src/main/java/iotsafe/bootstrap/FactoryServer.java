package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import java.util.Optional;

/** Where a device that has saved nothing looks for a management server before it asks the bootstrap server. */
@FunctionalInterface
public interface FactoryServer {
    /** None was known when the device was made. */
    FactoryServer NONE = card -> Optional.empty();

    /**
     * The account, if there is one.
     *
     * @throws CardException if a part of it is on the card and cannot be read
     */
    Optional<FactoryAccount> account(SecureElement card) throws CardException;

    /**
     * The bootstrap server that was known when the SIM was made, to be asked in the place of the configuration's.
     *
     * @throws CardException if it may be on the card, and that cannot be read
     */
    default Optional<BootstrapAddress> bootstrapServer(SecureElement card) throws CardException {
        return Optional.empty();
    }

    /**
     * Whether a saved account stands where it came from, as it was. One that did not come from the card's file always does.
     *
     * @throws CardException if the card does not answer
     * @see "OMA LwM2M Core 6.1.3.2: compared at each Register and Update, disabled when it has changed or its card is gone"
     */
    default boolean isStillThere(SavedState saved, SecureElement card) throws CardException {
        return true;
    }

    /** This one; and where it knows no account, {@code other}. */
    default FactoryServer orElse(FactoryServer other) {
        FactoryServer first = this;
        return new FactoryServer() {
            @Override
            public Optional<FactoryAccount> account(SecureElement card) throws CardException {
                Optional<FactoryAccount> found = first.account(card);
                return found.isPresent() ? found : other.account(card);
            }

            @Override
            public Optional<BootstrapAddress> bootstrapServer(SecureElement card) throws CardException {
                Optional<BootstrapAddress> found = first.bootstrapServer(card);
                return found.isPresent() ? found : other.bootstrapServer(card);
            }

            @Override
            public boolean isStillThere(SavedState saved, SecureElement card) throws CardException {
                return first.isStillThere(saved, card) && other.isStillThere(saved, card);
            }
        };
    }
}
