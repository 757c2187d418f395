package iotsafe.bootstrap;

import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import iotsafe.bootstrap.ManagementServer.End;
import iotsafe.bootstrap.ManagementServer.Registration;
import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One server beside the flow's own: registers with it when its turn comes, and stays so, by its account's rules, until it is stopped or the
 * account is gone.
 */
final class OtherRegistration {
    /** Nobody waits for the end of this: what is wanted wakes it. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final OtherRegistrations all;
    private final ServerAccount account;
    private final SavedState saved;
    private final Outside outside;
    private final FailsafeExecutor<Object> retries;
    private final Thread thread;
    private Attempts attempts;
    private volatile boolean deregisters;

    OtherRegistration(
            OtherRegistrations all, ServerAccount account, SavedState saved, Outside outside, Attempts attempts) {
        this.all = all;
        this.account = account;
        this.saved = saved;
        this.outside = outside;
        this.attempts = attempts;
        this.retries = Retries.executor(
                all.delays(), event -> all.listener().failed(account, event.getLastException(), event.getDelay()));
        this.thread = new Thread(this::run, "lwm2m-server-" + account.shortServerId());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether this is what is wanted: the same account, and the device shows the same to it. */
    boolean isFor(@Nullable ServerAccount wanted, SavedState now) {
        return account.equals(wanted)
                && thread.isAlive()
                && now.chain().equals(saved.chain())
                && now.endpoint().equals(saved.endpoint());
    }

    /** Soon ends; the server is told, if it can be reached, where {@code deregister} says so. */
    void stop(boolean deregister) {
        deregisters = deregister;
        thread.interrupt();
    }

    void join(Duration atMost) throws InterruptedException {
        thread.join(Math.max(1, atMost.toMillis()));
    }

    private void run() {
        OtherServers.Line line = all.servers().line(account);
        try {
            while (isStillThere()) {
                retries.run(() -> attempt(line));
            }
            line.close();
            all.listener().left(account, "its account is gone");
        } catch (FailsafeException e) {
            if (!Retries.isStop(e)) {
                throw e;
            }
            if (deregisters) {
                line.close();
            }
            // else the device ends, with all of its lines: that it is registered there is kept for its next start
        }
    }

    private boolean isStillThere() {
        return all.servers().places().stream().anyMatch(place -> place.account().equals(account));
    }

    private void goodbye(Registration made) throws InterruptedException {
        if (deregisters) {
            made.deregister(GOODBYE);
            all.listener().left(account, "the device has de-registered");
        }
    }

    private void attempt(OtherServers.Line line) throws CardException, ServerException, InterruptedException {
        beSilent();
        all.order().await(account);
        Duration delay = rules().initialDelay();
        if (attempts.isFirst() && !delay.isZero()) {
            all.pause().atLeast(Jitter.on(delay));
        }
        Registration made;
        try {
            made = register(line);
        } catch (CardException | ServerException e) {
            failed(e);
            return;
        }
        attempts = Attempts.NONE;
        all.registered(account);
        all.order().tried(account, true);
        all.listener().registered(account, made.location());
        try {
            end(keep(made));
        } catch (InterruptedException stop) {
            goodbye(made);
            throw stop;
        }
    }

    private void beSilent() throws InterruptedException {
        Optional<Instant> until = all.silence(account);
        if (until.isEmpty()) {
            return;
        }
        Duration left = Duration.between(outside.now(), until.get());
        Duration most = rules().disableTimeout();
        // a clock that was put back makes no silence longer than the server wanted it
        Duration silence = left.compareTo(most) > 0 ? Jitter.on(most) : left;
        if (!silence.isNegative() && !silence.isZero()) {
            all.pause().atLeast(silence);
        }
        all.talking(account);
    }

    private static End keep(Registration registration) throws InterruptedException {
        Optional<End> end = Optional.empty();
        while (end.isEmpty()) {
            end = registration.keep(LONG);
        }
        return end.get();
    }

    private void end(End how) {
        if (how == End.DISABLED) {
            Instant until = outside.now().plus(Jitter.on(rules().disableTimeout()));
            all.silent(account, until);
            all.listener().left(account, "disabled by the server until " + until);
        } else {
            all.listener().left(account, "the registration is lost");
        }
    }

    /** As the flow does with its own account; only that the bootstrap is the flow's to do. */
    private void failed(Exception failure) throws CardException, ServerException, InterruptedException {
        all.order().tried(account, false);
        AfterFailedRegistration next = AfterFailedRegistration.of(failure, saved, attempts, rules(), outside);
        attempts = next.attempts();
        if (!AfterFailedRegistration.isOfTheAccount(failure)) {
            rethrow(failure);
        }
        Duration pause = attempts.pause().orElse(Duration.ZERO);
        if (next.bootstraps()) {
            Duration before = all.beforeBootstrap(account);
            all.listener().failed(account, failure, before);
            all.pause().atLeast(before);
            all.wantBootstrap();
        } else {
            all.listener().failed(account, failure, pause);
        }
        all.pause().atLeast(pause);
    }

    private static void rethrow(Exception failure) throws CardException, ServerException {
        if (failure instanceof CardException card) {
            throw card;
        }
        if (failure instanceof ServerException server) {
            throw server;
        }
        throw new IllegalArgumentException("not a failure of a registration", failure);
    }

    private RegistrationRules rules() {
        return all.servers().rules(account);
    }

    /** With what the account asks for: its pre-shared key, the enrolled certificate, or the one that the device was made with. */
    private Registration register(OtherServers.Line line) throws CardException, ServerException, InterruptedException {
        boolean isEnrolled = outside.settings().enrolment().includes(account);
        if (account.mode() == ServerAccount.Mode.PSK && !isEnrolled) {
            return line.register(saved.endpoint());
        }
        outside.card().connect();
        if (!saved.usesPsk()
                && (isEnrolled || saved.key().equals(outside.settings().factoryKey()))) {
            CardPrivateKey key = new CardPrivateKey(saved.key(), CardSigner.of(outside.card(), saved.key()));
            return line.register(saved.endpoint(), new ClientIdentity(key, saved.chain()), saved.anchors());
        }
        if (outside.settings().bootstrapPsk().isPresent()) {
            throw new ServerException.Unusable(
                    account.uri(),
                    "its account wants a certificate that the device already has (mode 2), and it has pre-shared keys alone; have mode 0 written there");
        }
        FactoryIdentity factory = FactoryIdentity.read(outside.card(), outside.settings());
        List<X509Certificate> anchors = factory.anchors();
        return line.register(saved.endpoint(), factory.identity(), anchors);
    }
}
