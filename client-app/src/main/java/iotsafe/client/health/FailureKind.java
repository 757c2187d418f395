package iotsafe.client.health;

import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.StateException;
import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.util.Locale;

/** Where a failure came from. */
enum FailureKind {
    CARD,
    SERVER,
    ENROLMENT,
    STATE,
    BUG;

    static FailureKind of(Throwable failure) {
        if (failure instanceof CardException) {
            return CARD;
        }
        if (failure instanceof ServerException) {
            return SERVER;
        }
        if (failure instanceof EstException) {
            return ENROLMENT;
        }
        return failure instanceof StateException ? STATE : BUG;
    }

    /** As metrics and JSON name it; a promise to whoever reads them. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
