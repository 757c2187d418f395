package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.TrustAnchors;

/** No management account is known, or the one that is no longer works: ask the bootstrap server (OMA LwM2M Core 6.1). */
public record Bootstrapping() implements DeviceState {
    @Override
    public DeviceState next(Outside outside) throws CardException, ServerException, InterruptedException {
        FactoryIdentity factory = FactoryIdentity.read(outside.card(), outside.settings());
        BootstrapSession session =
                outside.bootstrapServer().bootstrap(factory.endpoint(), factory.identity(), factory.anchors());
        ServerAccount account = session.accounts().get(0);
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

    @Override
    public String sentence() {
        return "no management account yet: asking the bootstrap server";
    }
}
