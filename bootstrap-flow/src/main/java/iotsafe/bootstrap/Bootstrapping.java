package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import iotsafe.est.TrustAnchors;
import java.util.Optional;

/** No management account is known, or the one that is no longer works: ask the bootstrap server (OMA LwM2M Core 6.1). */
public record Bootstrapping() implements DeviceState {
    @Override
    public DeviceState next(Outside outside)
            throws CardException, EstException, ServerException, StateException, InterruptedException {
        holdOff(outside);
        outside.store().requireWritable(); // before a server and a CA have done work that could not be kept
        // from here on no other card is used, or given a new key, in the place of this one
        outside.card().identity();
        BootstrapServer server = server(outside);
        Optional<PskName> psk = outside.settings().bootstrapPsk();
        return psk.isPresent() ? withPsk(outside, server, psk.get()) : withCertificate(outside, server);
    }

    /** Looked for each time: a file on the card that changes names another from then on. */
    private static BootstrapServer server(Outside outside) throws CardException {
        return outside.factoryServer()
                .bootstrapServer(outside.card())
                .map(outside.bootstrapServer()::at)
                .orElse(outside.bootstrapServer());
    }

    /** OMA LwM2M Core 1.1, /0/x/11 and 12; both are the bootstrap account's, which a new device has from its configuration. */
    private static void holdOff(Outside outside) throws ServerException.Refused, StateException, InterruptedException {
        Optional<SavedState> saved = outside.store().load().managed();
        if (saved.isEmpty()) {
            return;
        }
        RegistrationRules rules = outside.managementServer().rules(saved.get());
        if (!rules.mayBootstrap(outside.now())) {
            throw ServerException.Refused.byUs(
                    outside.settings().bootstrapServer(),
                    "the bootstrap account has had its time (/0/x/12) and is purged; only a reset of the device brings it back",
                    null);
        }
        if (!rules.holdOff().isZero()) {
            outside.pause().atLeast(Jitter.on(rules.holdOff()));
        }
    }

    private DeviceState withCertificate(Outside outside, BootstrapServer server)
            throws CardException, EstException, ServerException, InterruptedException {
        FactoryIdentity factory = FactoryIdentity.read(outside.card(), outside.settings());
        BootstrapSession session = server.bootstrap(factory.endpoint(), factory.identity(), factory.anchors());
        ServerAccount account = chosen(session);
        if (outside.settings().enrolment().includes(account)) {
            return enrolment(outside, session, account, factory);
        }
        if (account.mode() == ServerAccount.Mode.PSK) {
            return new NeedPskStorage(session, account, factory.endpoint());
        }
        return new NeedStorage(
                session,
                account,
                factory.endpoint(),
                factory.identity().key().uri(),
                factory.identity().chain(),
                TrustAnchors.of(factory.anchors()));
    }

    private static DeviceState enrolment(
            Outside outside, BootstrapSession session, ServerAccount account, FactoryIdentity factory)
            throws CardException, EstException, ServerException, InterruptedException {
        EnrolmentServer server = outside.enrolmentServer();
        if (!server.isElsewhere()) {
            return new NeedTrustAnchors(session, account, factory.endpoint(), TrustAnchors.of(factory.anchors()));
        }
        try {
            TrustAnchors first = server.firstAnchors(outside.card());
            EnrolmentSession there = server.open(factory.identity(), first.anchors());
            return new NeedTrustAnchors(new EnrolledElsewhere(session, there), account, factory.endpoint(), first);
        } catch (CardException | EstException | ServerException | InterruptedException | RuntimeException e) {
            session.rollback();
            throw e;
        }
    }

    /** The endpoint name is the identity, as most servers have it, unless it is set. */
    private DeviceState withPsk(Outside outside, BootstrapServer server, PskName psk)
            throws CardException, ServerException, InterruptedException {
        String endpoint = outside.settings().endpoint().orElse(psk.identity());
        BootstrapSession session = server.bootstrap(endpoint, psk);
        try {
            ServerAccount account = chosen(session);
            if (outside.settings().enrolment().includes(account)) {
                requireEnrolmentOverPsk(outside, account);
                TrustAnchors known = TrustAnchors.of(FactoryIdentity.anchors(outside.card(), outside.settings()));
                return new NeedTrustAnchors(session, account, endpoint, known);
            }
            if (account.mode() == ServerAccount.Mode.PSK) {
                return new NeedPskStorage(session, account, endpoint);
            }
            throw new ServerException.Unusable(
                    outside.settings().bootstrapServer(),
                    "the account of %s wants a certificate that the device already has (mode 2), and it has bootstrapped with a pre-shared key alone; have mode 4 or 0 written there, or set enrolment.accounts to all"
                            .formatted(account.uri()));
        } catch (CardException | ServerException | RuntimeException e) {
            session.rollback();
            throw e;
        }
    }

    private static void requireEnrolmentOverPsk(Outside outside, ServerAccount account)
            throws ServerException.Unusable {
        if (outside.enrolmentServer().isElsewhere()) {
            throw new ServerException.Unusable(
                    outside.settings().bootstrapServer(),
                    "the account of %s needs an enrolment, and the EST server of the configuration wants a certificate to begin with, where this device has a pre-shared key alone; remove enrolment.uri, or bootstrap with a certificate"
                            .formatted(account.uri()));
        }
        if (!outside.settings().enrolmentOverPsk()) {
            throw new ServerException.Unusable(
                    outside.settings().bootstrapServer(),
                    "the account of %s needs an enrolment, and the association to this server was made with a pre-shared key, over which RFC 9148 has none; bootstrap with a certificate, or set enrolment.over-psk to true if this server is known to do it"
                            .formatted(account.uri()));
        }
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
