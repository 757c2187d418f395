package iotsafe.bootstrap;

import iotsafe.credentials.CardException;

/**
 * What follows a registration that failed (OMA LwM2M Core 1.1, 6.2.1): another attempt, or the bootstrap server.
 *
 * @param bootstraps whether the bootstrap server is to be asked
 * @param hasEnded whether it is to be asked because the certificate has ended by our clock
 * @param attempts to go on with, also should the bootstrap server be of no help
 */
record AfterFailedRegistration(boolean bootstraps, boolean hasEnded, Attempts attempts) {
    private AfterFailedRegistration(boolean bootstraps, Attempts attempts) {
        this(bootstraps, false, attempts);
    }

    /**
     * Judges a failure.
     *
     * @param saved what the device registers with
     * @param before it
     * @param rules of the account
     */
    static AfterFailedRegistration of(
            Exception failure, SavedState saved, Attempts before, RegistrationRules rules, Outside outside) {
        if (!isOfTheAccount(failure)) {
            return new AfterFailedRegistration(false, before.untouched());
        }
        boolean mayBootstrap = rules.mayBootstrap(outside.now());
        if (mayBootstrap && failure instanceof ServerException && saved.isExpired(outside)) {
            return new AfterFailedRegistration(true, true, before.again(rules));
        }
        boolean bootstraps = mayBootstrap && rules.bootstrapOnFailure();
        if (bootstraps && isRejection(failure)) {
            return new AfterFailedRegistration(true, before.again(rules));
        }
        return before.failed(rules)
                .map(next -> new AfterFailedRegistration(false, next))
                .orElseGet(() -> new AfterFailedRegistration(bootstraps, before.again(rules)));
    }

    /**
     * Not of the card's reader, what it garbled, the network here, the disk, or a bug of ours: nobody has said anything about the account. A card
     * that refuses its key has: the account may be of no use any more.
     */
    static boolean isOfTheAccount(Exception failure) {
        if (failure instanceof ServerException.Unreachable silence) {
            return !silence.isOfThisHost();
        }
        return failure instanceof ServerException || failure instanceof CardException.Refused;
    }

    /** The same again would be rejected again. What we found wrong with the server may be our clock's fault, and the card's refusal may pass. */
    private static boolean isRejection(Exception failure) {
        return failure instanceof ServerException.Unusable
                || (failure instanceof ServerException.Refused refused && !refused.isByUs());
    }
}
