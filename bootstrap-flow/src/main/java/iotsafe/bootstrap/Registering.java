package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;

/**
 * An account and a certificate are known: register (OMA LwM2M Core 6.2.1). A dead network or a card that is out is waited for; only an answer
 * that cannot be lived with, again and again, leads to the bootstrap server, and from there back here if it cannot help. A certificate that has
 * expired by our clock is shown all the same, once: it may be the clock that is wrong, and the server knows.
 *
 * @param saved what the device knows
 * @param refusals how often in a row the server, or the card for this key, has said no, or the saved account was of no use
 */
public record Registering(SavedState saved, int refusals) implements DeviceState {
    /** OMA LwM2M Core, /1/x/17, Communication Retry Count: its default. */
    private static final int REFUSALS_BEFORE_BOOTSTRAP = 5;

    /** With no refusal yet. */
    public Registering(SavedState saved) {
        this(saved, 0);
    }

    @Override
    public DeviceState next(Outside outside)
            throws CardException, ServerException, StateException, InterruptedException {
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
        if (failure instanceof ServerException && saved.isExpired(outside)) {
            return new Bootstrapping();
        }
        if (failure instanceof ServerException.Unreachable
                || failure instanceof CardException.Unreachable
                || failure instanceof InterruptedException) {
            return this;
        }
        return refusals + 1 < REFUSALS_BEFORE_BOOTSTRAP ? new Registering(saved, refusals + 1) : new Bootstrapping();
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
