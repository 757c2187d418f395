package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An anchor comes to its end and no successor is known: the CA's certificates are fetched although nothing has to be renewed (RFC 7030 4.1.2).
 *
 * @param during the registration that goes on meanwhile
 */
public record AnchorsDue(Managed during) implements Renewing {
    private static final Logger LOG = LoggerFactory.getLogger(AnchorsDue.class);

    /** A CA without a successor yet is not asked more often. */
    private static final Duration BETWEEN_TWO = Duration.ofDays(1);

    /** Whether the anchors are to be asked for; a time in the future, by a clock that was wrong, does not count. */
    static boolean isTime(SavedState saved, RenewalHistory history, Instant now) {
        return saved.trust().filter(trust -> !trust.refreshBy().isAfter(now)).isPresent()
                && history.anchorsAsked()
                        .filter(asked ->
                                !asked.isAfter(now) && asked.plus(BETWEEN_TWO).isAfter(now))
                        .isEmpty();
    }

    @Override
    public DeviceState renew(Outside outside)
            throws CardException, EstException, ServerException, StateException, InterruptedException {
        SavedState saved = during.saved();
        SavedState next;
        try (RenewalSession session = RenewalSession.open(outside, saved, false)) {
            next = saved.trusting(session.trust());
        }
        RenewalHistory history = during.history().askedForAnchors(outside.now());
        outside.store().save(outside.store().load().inForce(next).with(history));
        return new Managed(next, during.registration(), history);
    }

    /** The certificate can still be renewed: this is no failed attempt to do so. */
    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        LOG.warn("the CA's certificates are asked for again in {}: {}", BETWEEN_TWO, failure.getMessage());
        return during.with(during.history().askedForAnchors(outside.now()), outside);
    }

    @Override
    public String sentence() {
        return "a trust anchor comes to its end: asking the CA for its certificates, due since %s"
                .formatted(during.saved()
                        .trust()
                        .map(trust -> trust.refreshBy().toString())
                        .orElse("its end"));
    }
}
