package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;

/** Where the services of a provider find their card. */
@FunctionalInterface
interface CardSource {
    /**
     * The card; nothing is sent to it.
     *
     * @throws CardException.Refused if none is configured, or not in a way that can be understood
     */
    SecureElement card() throws CardException.Refused;

    /** For a provider that was told no card. */
    static CardSource none() {
        return () -> {
            throw new CardException.Refused(
                    "the provider %s was told no card: write a reader's address after its name in java.security (\"security.provider.13=%s pcsc:\"), or keytool's -providerArg \"pcsc:\""
                            .formatted(IotSafeProvider.NAME, IotSafeProvider.NAME));
        };
    }
}
