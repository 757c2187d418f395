package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A management server that shakes hands with the card and then says what it is told to say. */
final class ScriptedManagement implements ManagementServer {
    private final World world;
    private static final long WAITING_IS_SHORT = 1;

    private boolean breaks;
    private long updates;
    private Runnable whileKept = () -> {};
    private final Deque<ServerException> noes = new ArrayDeque<>();
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    final List<Registered> registered = new ArrayList<>();

    record Registered(String endpoint, String objects, ClientIdentity identity, List<X509Certificate> anchors) {}

    ScriptedManagement(World world) {
        this.world = world;
    }

    /** The next registrations fail with these, one after the other. */
    void says(ServerException... exceptions) {
        noes.addAll(List.of(exceptions));
    }

    void refuses(int times) {
        for (int i = 0; i < times; i++) {
            says(new ServerException.Refused(World.SERVER_URI, "Register was refused with 4.03", null));
        }
    }

    /** Nothing gets away from the device. */
    void hasNoNetwork(int times) {
        for (int i = 0; i < times; i++) {
            says(ServerException.Unreachable.fromHere(World.SERVER_URI, "no route", null));
        }
    }

    void isUnreachable(int times) {
        for (int i = 0; i < times; i++) {
            says(new ServerException.Unreachable(World.SERVER_URI, "no answer", null));
        }
    }

    /** The next registration meets a bug of ours. */
    void breaksOnce() {
        breaks = true;
    }

    /** Each time that the device has nothing to do but stay registered. */
    void whileKept(Runnable action) {
        whileKept = action;
    }

    /** The server has accepted an Update. */
    void updated() {
        updates++;
    }

    /** The registration in force ends. */
    void ends(End how) {
        ends.add(how);
    }

    /** What the saved account says. */
    RegistrationRules rules = RegistrationRules.USUAL;

    private final Queue<String> writes = new ConcurrentLinkedQueue<>();

    /** The server writes into its account. */
    void writes(String objects) {
        writes.add(objects);
    }

    @Override
    public RegistrationRules rules(SavedState saved) {
        return rules;
    }

    @Override
    public void forget() {
        world.events.add("forget");
    }

    @Override
    public Registration register(
            ServerAccount server,
            String endpoint,
            String objects,
            ClientIdentity identity,
            List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        world.events.add("register");
        if (Thread.interrupted()) {
            throw new InterruptedException("while waiting for the server");
        }
        World.handshake(identity);
        ServerException no = noes.poll();
        if (no != null) {
            throw no;
        }
        registered.add(new Registered(endpoint, objects, identity, anchors));
        return registration();
    }

    @Override
    public Registration register(ServerAccount server, String endpoint, String objects) throws ServerException {
        world.events.add("register with a PSK");
        ServerException no = noes.poll();
        if (no != null) {
            throw no;
        }
        return registration();
    }

    @Override
    public Optional<Change> change() {
        return Optional.ofNullable(writes.poll())
                .map(objects -> new Change(
                        objects, () -> world.events.add("write answered"), () -> world.events.add("write refused")));
    }

    private Registration registration() {
        return new Registration() {
            @Override
            public String location() {
                return "/rd/1";
            }

            @Override
            public Optional<End> keep(Duration atMost) throws InterruptedException {
                world.events.add("registered");
                if (breaks) {
                    breaks = false;
                    throw new IllegalStateException("a bug");
                }
                whileKept.run();
                if (Thread.interrupted()) {
                    throw new InterruptedException("while registered");
                }
                return Optional.ofNullable(ends.poll(WAITING_IS_SHORT, TimeUnit.MILLISECONDS));
            }

            @Override
            public long updates() {
                return updates;
            }
        };
    }
}
