package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ManagementServer.End;
import iotsafe.bootstrap.ManagementServer.Registration;
import iotsafe.bootstrap.RegistrationRules;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.lwm2m.RegistrationBoard.Wish;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.bootstrap.lwm2m.kept.KeptServers;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.ValidityClock;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.eclipse.leshan.client.RegistrationUpdate;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.DmServerInfo;
import org.eclipse.leshan.core.request.DeregisterRequest;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.request.UpdateRequest;
import org.eclipse.leshan.core.request.UplinkRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.RegisterResponse;
import org.eclipse.leshan.core.response.UpdateResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Register, Update and De-register (OMA LwM2M Core 6.2) with one server at a time, on one line, through Leshan. */
final class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    /** What a server has asked for is being answered on another thread: a server that hears first that the device goes drops its request. */
    private static final Duration ANSWER_FIRST = Duration.ofMillis(100);

    private final Shared shared;
    private final ServerLine line;
    private final RegistrationBoard board;
    private final KeptSession session;
    private final BooleanSupplier isCalled;

    /**
     * What the registrations of one device have in common.
     *
     * @param tree its objects
     * @param engine its notice boards
     * @param requests writes Register
     * @param clock its clock
     * @param psks its keys on the card
     * @param kept what of them outlives the process
     */
    record Shared(
            LwM2mObjectTree tree,
            FlowEngine engine,
            RegisterRequests requests,
            ValidityClock clock,
            Psks psks,
            KeptServers kept) {
        /** The account in force: a server can take it away, by deleting its Server instance or writing an absurd lifetime. */
        Optional<Account> account(long shortServerId) {
            return AccountReader.read(tree.getObjectEnablers(), psks).accounts().stream()
                    .filter(account -> account.server().shortServerId() == shortServerId)
                    .findFirst();
        }

        /** What an account says of registrations, as it stands now. */
        RegistrationRules rules(int shortServerId) {
            return RulesReader.read(ObjectsSnapshot.of(tree), shortServerId);
        }
    }

    /**
     * For one line.
     *
     * @param board where what is wanted of the registration is pinned
     * @param session for the next handshake
     * @param isCalled whether who keeps the registration has something else to do at once
     */
    Registrar(Shared shared, ServerLine line, RegistrationBoard board, KeptSession session, BooleanSupplier isCalled) {
        this.shared = shared;
        this.line = line;
        this.board = board;
        this.session = session;
        this.isCalled = isCalled;
    }

    Registration register(String endpoint, Account account, ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        return register(
                endpoint,
                account,
                new Party.Certified(identity, account.trust(anchors), shared.clock()),
                Optional.empty());
    }

    /** With the account's pre-shared key; {@code where} stands for the account in a sentence. */
    Registration register(String endpoint, Account account, URI where)
            throws CardException, ServerException, InterruptedException {
        AccountPsk psk = account.psk()
                .orElseThrow(() -> new ServerException.Unusable(
                        where, "their account has no pre-shared key, and no certificate is saved for it"));
        if (psk instanceof AccountPsk.Written) {
            LOG.warn(
                    "the pre-shared key of identity \"{}\" was written by the bootstrap server: it is on this host, not on the card",
                    psk.identity());
        }
        return register(endpoint, account, shared.psks().party(psk), Optional.of(psk.place()));
    }

    private Registration register(String endpoint, Account account, Party party, Optional<String> preSharedKey)
            throws CardException, ServerException, InterruptedException {
        DmServerInfo info = account.info(party);
        RegisterRequest request = shared.requests().register(endpoint, account);
        Optional<KeptRegistration> former = takeUp(request, info, party);
        if (former.isPresent()) {
            shared.engine().resumed(board, line.server(), former.get(), endpoint);
            return registration(former.get().location(), account, preSharedKey);
        }
        RegisterResponse response = send(request, info, party);
        if (response.getCode().isServerError()) {
            session.forget();
            throw new ServerException.Unreachable(
                    info.serverUri,
                    "Register of \"%s\" was answered with %s%s; the server is in trouble of its own"
                            .formatted(endpoint, response.getCode(), Answers.reason(response)),
                    null);
        }
        if (response.isFailure()) {
            session.forget();
            throw new ServerException.Refused(
                    info.serverUri,
                    "Register of \"%s\" was refused with %s%s; does the server expect this endpoint name, with %s?"
                            .formatted(
                                    endpoint,
                                    response.getCode(),
                                    Answers.reason(response),
                                    preSharedKey.isPresent() ? "a pre-shared key" : "an X.509 certificate"),
                    null);
        }
        String location = response.getRegistrationID();
        shared.kept().registered(info.serverId, RegisteredAs.of(request, location, info.serverUri, party));
        shared.engine().registered(board, line.server(), location, endpoint);
        return registration(location, account, preSharedKey);
    }

    private Registration registration(String location, Account account, Optional<String> preSharedKey) {
        return new Kept(
                location,
                preSharedKey,
                account.server().shortServerId(),
                shared.rules(account.server().shortServerId()).bootstrapUntil());
    }

    /** What an earlier process has registered goes on by an Update (OMA LwM2M Core 6.2.2), if the server still knows it. */
    private Optional<KeptRegistration> takeUp(RegisterRequest request, DmServerInfo info, Party party)
            throws CardException, ServerException, InterruptedException {
        Optional<KeptRegistration> former = shared.kept().left(info.serverId);
        if (former.isPresent()) {
            KeptRegistration now = RegisteredAs.of(request, former.get().location(), info.serverUri, party);
            if (former.get().isOnTermsOf(now)) {
                UpdateResponse response = send(RegisteredAs.update(former.get(), now, request), info, party);
                if (response.isSuccess()) {
                    LOG.info("{}: the registration {} goes on, as before the restart", info.serverUri, now.location());
                    return Optional.of(now);
                }
                LOG.info(
                        "{}: Update of {}, as before the restart, was refused with {}{}; registering anew",
                        info.serverUri,
                        now.location(),
                        response.getCode(),
                        Answers.reason(response));
            }
        }
        shared.kept().drop(info.serverId);
        return Optional.empty();
    }

    /** On the line that is open, without a signature; if the server has lost that association it answers nothing, and a new line is opened. */
    private <T extends LwM2mResponse> T send(UplinkRequest<T> request, DmServerInfo info, Party party)
            throws CardException, ServerException, InterruptedException {
        if (line.isOpenTo(info, party)) {
            try {
                return line.send(request);
            } catch (ServerException.Unreachable e) {
                LOG.info("{}; once more with a new handshake", e.getMessage());
            }
        }
        return sendAnew(request, info, party);
    }

    /** What the server answers to a session that it was to go on with is not held against it: the next handshake is a full one. */
    private <T extends LwM2mResponse> T sendAnew(UplinkRequest<T> request, DmServerInfo info, Party party)
            throws CardException, ServerException, InterruptedException {
        Bytes parties = Fingerprint.of(info.serverUri, party);
        line.open(info, party, session.between(parties));
        try {
            T response = line.send(request);
            line.session().ifPresent(made -> session.keep(parties, made));
            return response;
        } catch (CardException | ServerException e) {
            session.forget();
            int shortServerId = Math.toIntExact(info.serverId);
            Failures.alert(e).ifPresent(code -> OwnWrites.alert(shared.tree(), shortServerId, code));
            throw e;
        }
    }

    private final class Kept implements Registration {
        private final String id;
        private final Optional<String> preSharedKey;
        private final int shortServerId;
        private final Optional<Instant> bootstrapUntil;
        private long updated = System.nanoTime();
        private long updates;

        Kept(String id, Optional<String> preSharedKey, int shortServerId, Optional<Instant> bootstrapUntil) {
            this.id = id;
            this.preSharedKey = preSharedKey;
            this.shortServerId = shortServerId;
            this.bootstrapUntil = bootstrapUntil;
        }

        @Override
        public Optional<String> preSharedKey() {
            return preSharedKey;
        }

        @Override
        public String location() {
            return id;
        }

        @Override
        public Optional<End> keep(Duration atMost) throws InterruptedException {
            long until = System.nanoTime() + atMost.toNanos();
            while (true) {
                Optional<Account> account = shared.account(shortServerId);
                if (account.isEmpty()) {
                    LOG.warn("{}: the account is gone from objects 0 and 1", line.uri());
                    unregistered();
                    return Optional.of(End.LOST);
                }
                long period = line.updatePeriod(account.get().lifetime()).toNanos();
                long untilUpdate = updated + period - System.nanoTime();
                purgeBootstrapAccount();
                // a server waits for its write to be saved: that comes before all but an Update that is due
                boolean called = isCalled.getAsBoolean();
                long untilReturn = called ? 0 : until - System.nanoTime();
                if (called && untilUpdate > 0) {
                    return Optional.empty();
                }
                Optional<Wish> wish = board.await(Duration.ofNanos(Math.max(0, Math.min(untilUpdate, untilReturn))));
                if (wish.isEmpty() && untilReturn < untilUpdate) {
                    return Optional.empty();
                }
                if (wish.isPresent() && wish.get() instanceof Wish.Save) {
                    continue;
                }
                if (wish.isPresent() && wish.get() instanceof Wish.Bootstrap bootstrap) {
                    leave(bootstrap.deregister());
                    return Optional.of(End.BOOTSTRAP_REQUESTED);
                }
                if (wish.isPresent() && wish.get() instanceof Wish.Disable) {
                    leave(true);
                    line.close();
                    return Optional.of(End.DISABLED);
                }
                if (wish.isPresent() && wish.get() instanceof Wish.Anew) {
                    unregistered();
                    return Optional.of(End.LOST);
                }
                if (wish.isPresent() && wish.get() instanceof Wish.Closed closed) {
                    LOG.info("{}: the server has ended the association by alert {}", line.uri(), closed.alert());
                    OwnWrites.alert(shared.tree(), shortServerId, closed.alert());
                    updated = Math.min(updated, System.nanoTime() + soon().toNanos() - period);
                    continue;
                }
                RegistrationUpdate content = wish.isPresent() && wish.get() instanceof Wish.Update update
                        ? update.content()
                        : new RegistrationUpdate();
                if (!isUpdated(content)) {
                    unregistered();
                    return Optional.of(End.LOST);
                }
                updated = System.nanoTime();
                updates++;
            }
        }

        /** Until the server can reach the device again by an Update; not all of a fleet at once, and not a server that always does that. */
        private Duration soon() {
            long most = shared.rules(shortServerId).retry().toMillis();
            return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
        }

        @Override
        public long updates() {
            return updates;
        }

        /** OMA LwM2M Core 1.1, /0/x/12: what the bootstrap server has limited goes, and is gone for the next start, too. */
        private void purgeBootstrapAccount() {
            if (bootstrapUntil.filter(shared.clock().clock().instant()::isAfter).isPresent()) {
                OwnWrites.purgeBootstrapAccount(shared.tree());
            }
        }

        private boolean isUpdated(RegistrationUpdate content) throws InterruptedException {
            try {
                var response = line.send(new UpdateRequest(
                        id,
                        content.getLifeTimeInSec(),
                        content.getSmsNumber(),
                        content.getBindingMode(),
                        content.getObjectLinks(),
                        content.getAdditionalAttributes()));
                if (response.isSuccess()) {
                    shared.kept()
                            .updated(
                                    line.server().getId(),
                                    former -> former.updated(
                                            Optional.ofNullable(content.getLifeTimeInSec()),
                                            Optional.ofNullable(content.getObjectLinks())
                                                    .map(RegisteredAs::digest)));
                    return true;
                }
                LOG.warn("{}: Update was refused with {}{}", line.uri(), response.getCode(), Answers.reason(response));
            } catch (CardException | ServerException e) {
                LOG.warn("Update failed: {}", e.getMessage());
            }
            return false;
        }

        private void leave(boolean deregister) throws InterruptedException {
            unregistered();
            if (deregister) {
                Thread.sleep(ANSWER_FIRST.toMillis());
                deregister(line.patience());
            }
        }

        private void unregistered() {
            shared.engine().unregistered(board);
        }

        @Override
        public void deregister(Duration atMost) throws InterruptedException {
            unregistered();
            try {
                line.send(new DeregisterRequest(id), atMost);
            } catch (CardException | ServerException e) {
                LOG.info("De-register failed, the registration will run out by itself: {}", e.getMessage());
            }
        }
    }
}
