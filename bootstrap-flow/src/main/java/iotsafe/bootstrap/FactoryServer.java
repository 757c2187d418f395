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
}
