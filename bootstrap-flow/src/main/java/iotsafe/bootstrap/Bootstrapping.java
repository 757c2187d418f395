package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.TrustAnchors;
import java.util.Optional;

/**
 * No management account is known, or the one that is no longer works: ask the bootstrap server (OMA LwM2M Core 6.1).
 *
 * @param inHand a request of an earlier session
 */
record Bootstrapping(Optional<RequestInHand> inHand) implements DeviceState {
    /** With no request yet. */
    Bootstrapping() {
        this(Optional.empty());
    }

    @Override
    public DeviceState next(Outside outside)
            throws CardException, ServerException, StateException, InterruptedException {
        outside.store().requireWritable(); // before a server and a CA have done work that could not be kept
        // from here on no other card is used, or given a new key, in the place of this one
        outside.card().identity();
        FactoryIdentity factory = FactoryIdentity.read(outside.card(), outside.settings());
        BootstrapSession session =
                outside.bootstrapServer().bootstrap(factory.endpoint(), factory.identity(), factory.anchors());
        ServerAccount account = chosen(session);
        if (outside.settings().enrolment().includes(account)) {
            return new NeedTrustAnchors(
                    session, account, factory.endpoint(), TrustAnchors.of(factory.anchors()), inHand);
        }
        return new NeedStorage(
                session,
                account,
                factory.endpoint(),
                factory.identity().key().uri(),
                factory.identity().chain(),
                factory.anchors());
    }

    /** An account that is to be enrolled is the one the bootstrap was for; else the lowest short server id. */
    private static ServerAccount chosen(BootstrapSession session) {
        return session.accounts().stream()
                .filter(account -> account.mode() == ServerAccount.Mode.EST)
                .findFirst()
                .orElse(session.accounts().get(0));
    }

    /** Back to what is saved, if anything is: an account that did not work may work again before the bootstrap server does. */
    @Override
    public DeviceState afterFailure(Exception failure) {
        return new CardReady(inHand);
    }

    @Override
    public String sentence() {
        return "no management account that works: asking the bootstrap server";
    }
}
