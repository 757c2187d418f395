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
            outside.managementServer().forget();
            return new CardReady();
        }
    }

    /** OMA LwM2M Core 6.1.3.2: what came from a file on a card goes with the card, or with the file. */
    private static DeviceState withoutIt(Outside outside) throws StateException {
        outside.store().forget();
        outside.managementServer().forget();
        return new CardReady();
    }

    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        if (!isOfTheAccount(failure)) {
            return new Registering(saved, attempts.untouched());
        }
        RegistrationRules rules = rules(outside);
        boolean mayBootstrap = rules.mayBootstrap(outside.now());
        if (mayBootstrap && failure instanceof ServerException && saved.isExpired(outside)) {
            return new CertificateEnded(saved);
        }
        boolean bootstraps = mayBootstrap && rules.bootstrapOnFailure();
        if (bootstraps && isRejection(failure)) {
            return new Bootstrapping();
        }
        Optional<Attempts> next = attempts.failed(rules);
        if (next.isEmpty() && bootstraps) {
            return new Bootstrapping();
        }
        return new Registering(saved, next.orElseGet(() -> attempts.again(rules)));
    }

    /**
     * Not of the card's reader, what it garbled, the network here, the disk, or a bug of ours: nobody has said anything about the account. A card
     * that refuses its key has: the account may be of no use any more.
     */
    private static boolean isOfTheAccount(Exception failure) {
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
            return outside.managementServer().register(saved.endpoint(), saved.objects());
        }
        CardPrivateKey key = new CardPrivateKey(saved.key(), CardSigner.of(outside.card(), saved.key()));
        return outside.managementServer()
                .register(saved.endpoint(), saved.objects(), new ClientIdentity(key, saved.chain()), saved.anchors());
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
