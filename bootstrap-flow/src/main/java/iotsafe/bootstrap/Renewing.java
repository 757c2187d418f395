package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * On the way to the next certificate. The device stays registered under the one in force, which nothing here touches: a failure, whichever it
 * is, is written down and leads back to {@link Managed}.
 */
public sealed interface Renewing extends DeviceState
        permits RenewalDue, RenewalNeedsKeyPair, RenewalNeedsCertificate, AnchorsDue {
    /** The registration that goes on meanwhile. */
    Managed during();

    /** The session with the EST server, once it is open. */
    default Optional<EnrolmentSession> session() {
        return Optional.empty();
    }

    /** Does this state's work. */
    DeviceState renew(Outside outside)
            throws CardException, EstException, ServerException, StateException, InterruptedException;

    /** The registration comes first: what is due for it, and what the server wants, is done between any two steps. */
    @Override
    default DeviceState next(Outside outside)
            throws CardException, EstException, ServerException, StateException, InterruptedException {
        Optional<ManagementServer.End> end = during().registration().keep(Duration.ZERO);
        if (end.isPresent()) {
            session().ifPresent(EnrolmentSession::close);
            return during().after(end.get(), outside);
        }
        return renew(outside);
    }

    @Override
    default DeviceState afterFailure(Exception failure, Outside outside) {
        session().ifPresent(EnrolmentSession::close);
        if (failure instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
            return during();
        }
        Instant now = outside.now();
        String why = String.valueOf(failure.getMessage());
        RenewalHistory history = during().history();
        return during().with(
                        failure instanceof EstException.Unreachable busy
                                        && busy.retryAfter().isPresent()
                                ? history.putOff(now, busy.retryAfter().get(), why)
                                : history.failed(now, why),
                        outside);
    }
}
