package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.TrustAnchors;

/** No management account is known, or the one that is no longer works: ask the bootstrap server (OMA LwM2M Core 6.1). */
record Bootstrapping() implements DeviceState {
    @Override
    public DeviceState next(Outside outside)
            throws CardException, ServerException, StateException, InterruptedException {
        outside.store().requireWritable(); // before a server and a CA have done work that could not be kept
        FactoryIdentity factory = FactoryIdentity.read(outside.card(), outside.settings());
        BootstrapSession session =
                outside.bootstrapServer().bootstrap(factory.endpoint(), factory.identity(), factory.anchors());
        ServerAccount account = chosen(session);
        if (outside.settings().enrolment().includes(account)) {
            return new NeedTrustAnchors(session, account, factory.endpoint(), TrustAnchors.of(factory.anchors()));
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
    public DeviceState afterFailure(Exception failure, Outside outside) {
        return new CardReady();
    }

    @Override
    public String sentence() {
        return "no management account that works: asking the bootstrap server";
    }
}
