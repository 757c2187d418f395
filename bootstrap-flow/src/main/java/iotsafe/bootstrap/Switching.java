package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The next certificate is there: register with it. Only when that has worked does it take the place of the one in force; if it has not, the
 * device goes back to that one at once.
 *
 * @param inForce what the device is managed with
 * @param candidate what it shall be managed with
 */
public record Switching(SavedState inForce, Candidate candidate) implements DeviceState {
    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);

    @Override
    public DeviceState next(Outside outside) throws CardException, ServerException, InterruptedException {
        SavedState next = inForce.under(candidate);
        CardPrivateKey key = new CardPrivateKey(candidate.key(), CardSigner.of(outside.card(), candidate.key()));
        outside.card().connect();
        ManagementServer.Registration registration = outside.managementServer()
                .register(
                        next.server(),
                        next.endpoint(),
                        next.objects(),
                        new ClientIdentity(key, next.chain()),
                        next.anchors());
        try {
            outside.store().save(Memory.of(next).othersSilent(outside.others().silences()));
        } catch (StateException e) {
            LOG.error("the next start will try the new certificate once more: {}", e.getMessage());
        }
        return new Managed(next, registration, RenewalHistory.NONE);
    }

    /** A server or a card that did not answer has not judged: the candidate is kept for the next attempt. */
    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        if (!(failure instanceof InterruptedException)
                && !Thread.currentThread().isInterrupted()) {
            try {
                writeDown(failure, outside);
            } catch (StateException | CardException e) {
                LOG.warn("the failed attempt is not written down: {}", e.getMessage());
            }
        }
        return new Registering(inForce);
    }

    private void writeDown(Exception failure, Outside outside) throws StateException, CardException {
        Memory memory = outside.store().load();
        Instant now = outside.now();
        RenewalHistory history = memory.history().failed(now, String.valueOf(failure.getMessage()));
        outside.store().save((isJudged(failure, outside) ? memory.settled() : memory).with(history));
    }

    /** Another card cannot have the key; what it says is nothing against the candidate. */
    private boolean isJudged(Exception failure, Outside outside) throws CardException {
        if (failure instanceof CardException.Refused || failure instanceof CardException.Unreadable) {
            return outside.card().identity().equals(inForce.card());
        }
        return failure instanceof ServerException.Refused || failure instanceof ServerException.Unusable;
    }

    @Override
    public String sentence() {
        return "renewal: certificate serial %s, until %s, is for us; registering with it"
                .formatted(
                        candidate.certificate().getSerialNumber().toString(16),
                        candidate.certificate().getNotAfter().toInstant());
    }
}
