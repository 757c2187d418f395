package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import java.time.Duration;
import java.util.Optional;

/**
 * An account and a certificate are known: register (OMA LwM2M Core 6.2.1). How often, and after which times, is the account's to say. A dead
 * network or a card that is out is waited for and counts for nothing; a rejection, or the end of all attempts, leads to the bootstrap server
 * unless the account forbids it, and from there back here if it cannot help. A certificate that has expired by our clock is shown all the
 * same, once: it may be the clock that is wrong, and the server knows.
 *
 * @param saved what the device knows
 * @param attempts that have failed in a row
 */
public record Registering(SavedState saved, Attempts attempts) implements DeviceState {
    /** Of an account that nothing is held against. */
    public Registering(SavedState saved) {
        this(saved, Attempts.NONE);
    }

    /** Of an account that a bootstrap has just brought. */
    static Registering first(SavedState saved) {
        return new Registering(saved, Attempts.FIRST);
    }

    @Override
    public DeviceState next(Outside outside)
            throws CardException, ServerException, StateException, InterruptedException {
        if (outside.others().takeBootstrap()) {
            return new Bootstrapping();
        }
        Duration delay = rules(outside).initialDelay();
        if (attempts.isFirst() && !delay.isZero()) {
            outside.pause().atLeast(Jitter.on(delay));
        }
        try {
            outside.card().connect();
            if (!outside.factoryServer().isStillThere(saved, outside.card())) {
                return withoutIt(outside);
            }
            return new Managed(saved, register(outside), outside.store().load().history());
        } catch (CardException.Refused | CardException.Unreadable e) {
            if (outside.card().identity().equals(saved.card())) {
                throw e;
            }
            if (saved.cardFile().isPresent()) {
                return withoutIt(outside);
            }
            outside.store().setAside();
            outside.others().leave();
            outside.managementServer().forget();
            return new CardReady();
        }
    }

    /** OMA LwM2M Core 6.1.3.2: what came from a file on a card goes with the card, or with the file. */
    private static DeviceState withoutIt(Outside outside) throws StateException {
        outside.store().forget();
        outside.others().leave();
        outside.managementServer().forget();
        return new CardReady();
    }

    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        AfterFailedRegistration next = AfterFailedRegistration.of(failure, saved, attempts, rules(outside), outside);
        if (next.hasEnded()) {
            return new CertificateEnded(saved);
        }
        return next.bootstraps() ? new Bootstrapping() : new Registering(saved, next.attempts());
    }

    /** What another server has written is saved, and its wish for a bootstrap counts, whatever this account waits for. */
    @Override
    public DeviceState called(Outside outside) {
        if (outside.others().takeBootstrap()) {
            return new Bootstrapping();
        }
        return new Registering(saved.written(outside), attempts);
    }

    private RegistrationRules rules(Outside outside) {
        return outside.managementServer().rules(saved);
    }

    /** As the account has it: /1/x/18 and 19. */
    @Override
    public Optional<Duration> pause() {
        return attempts.pause();
    }

    private ManagementServer.Registration register(Outside outside)
            throws CardException, ServerException, InterruptedException {
        if (saved.usesPsk()) {
            return outside.managementServer().register(saved.server(), saved.endpoint(), saved.objects());
        }
        CardPrivateKey key = new CardPrivateKey(saved.key(), CardSigner.of(outside.card(), saved.key()));
        return outside.managementServer()
                .register(
                        saved.server(),
                        saved.endpoint(),
                        saved.objects(),
                        new ClientIdentity(key, saved.chain()),
                        saved.anchors());
    }

    @Override
    public String sentence() {
        if (saved.usesPsk()) {
            return "the account of %s is saved, with a pre-shared key"
                    .formatted(saved.server().uri());
        }
        return "the account of %s is saved, with certificate \"%s\""
                .formatted(
                        saved.server().uri(),
                        saved.certificate().getSubjectX500Principal().getName());
    }
}
