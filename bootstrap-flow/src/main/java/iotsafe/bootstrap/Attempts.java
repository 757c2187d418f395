package iotsafe.bootstrap;

import java.time.Duration;
import java.util.Optional;

/**
 * How often in a row a registration has failed (OMA LwM2M Core 1.1, 6.2.1): attempts make a sequence, sequences make a failure.
 *
 * @param inSequence attempts that failed in this sequence
 * @param sequences sequences that failed
 * @param isFirst whether the accounts are new, so that the initial delay applies (/1/x/14)
 * @param pause before the next attempt; empty where the account has no say in it
 */
record Attempts(int inSequence, int sequences, boolean isFirst, Optional<Duration> pause) {
    /** Of an account that has worked. */
    static final Attempts NONE = new Attempts(0, 0, false, Optional.empty());

    /** Of an account that a bootstrap has just brought. */
    static final Attempts FIRST = new Attempts(0, 0, true, Optional.empty());

    /** With one more that failed; empty if with it the registration has failed. */
    Optional<Attempts> failed(RegistrationRules rules) {
        int attempts = inSequence + 1;
        if (attempts < rules.attempts()) {
            return Optional.of(waiting(attempts, sequences, rules.retryAfter(attempts)));
        }
        int ended = sequences + 1;
        return ended < rules.sequences()
                ? rules.sequenceDelay().map(delay -> waiting(0, ended, delay))
                : Optional.empty();
    }

    /** From the beginning, after what there is between two sequences: where there is no bootstrap server to turn to. */
    Attempts again(RegistrationRules rules) {
        return waiting(0, 0, rules.sequenceDelay().orElse(RegistrationRules.LONGEST));
    }

    /** The same, where it was neither the server nor the account that failed. */
    Attempts untouched() {
        return new Attempts(inSequence, sequences, isFirst, Optional.empty());
    }

    private static Attempts waiting(int inSequence, int sequences, Duration least) {
        return new Attempts(inSequence, sequences, false, Optional.of(Jitter.on(least)));
    }
}
