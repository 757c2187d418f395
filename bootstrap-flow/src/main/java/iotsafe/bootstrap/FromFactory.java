package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.TrustAnchors;
import java.util.List;
import java.util.Optional;

/**
 * The management server was known when the device was made: its account is saved as if a bootstrap server had written it, with the factory's
 * own key, and no bootstrap server is asked (OMA LwM2M Core 6.1.3.1).
 *
 * @param account of the factory
 */
record FromFactory(FactoryAccount account) implements DeviceState {
    @Override
    public DeviceState next(Outside outside) throws CardException, StateException {
        outside.store().requireWritable();
        outside.card().identity(); // as in Bootstrapping: from here on no other card is used in the place of this one
        SavedState state = account.pskIdentity().isPresent()
                ? withPsk(outside, account.pskIdentity().get())
                : withCertificate(outside);
        outside.store().save(Memory.of(state));
        return Registering.first(state);
    }

    private SavedState withCertificate(Outside outside) throws CardException {
        FactoryIdentity factory = FactoryIdentity.read(outside.card(), outside.settings());
        return new SavedState(
                outside.card().identity(),
                factory.endpoint(),
                account.server(),
                account.objects(),
                Optional.of(factory.identity().key().uri()),
                factory.identity().chain(),
                Optional.of(TrustAnchors.of(factory.anchors())),
                account.cardFile());
    }

    private SavedState withPsk(Outside outside, String identity) throws CardException {
        return new SavedState(
                outside.card().identity(),
                outside.settings().endpoint().orElse(identity),
                account.server(),
                account.objects(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                account.cardFile());
    }

    /** The card may be another by now, and the account with it. */
    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        return new CardReady();
    }

    @Override
    public String sentence() {
        return "the management server %s was known when the device was made: no bootstrap is needed"
                .formatted(account.server().uri());
    }
}
