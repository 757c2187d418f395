package iotsafe.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the device registered with the servers beside the flow's own (OMA LwM2M Core 1.1, 6.2.1), each on a thread of its own. What they want
 * of the flow, a bootstrap or something saved, it is called for by the {@link Bell}.
 */
public final class OtherRegistrations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OtherRegistrations.class);

    private final OtherServers servers;
    private final OtherServersListener listener;
    private final Bell bell;
    private final Pause pause;
    private final Delays delays;
    private final RegistrationOrder order = new RegistrationOrder();
    /** By short server id. */
    private final Map<Integer, OtherRegistration> kept = new HashMap<>();
    /** Until when a server wants to hear nothing. */
    private final Map<Integer, Instant> silences = new ConcurrentHashMap<>();
    /** How often in a row an account has led to the bootstrap server, and was none that works afterwards. */
    private final Map<Integer, Integer> fruitless = new ConcurrentHashMap<>();

    private boolean isRead;
    /** Whether a bootstrap server has written the accounts just now. */
    private boolean areNew;

    private volatile boolean isChanged;

    /**
     * With nobody yet.
     *
     * @param bell calls the flow
     * @param pause for the threads of the servers
     * @param delays after what is nothing against an account
     */
    public OtherRegistrations(
            OtherServers servers, OtherServersListener listener, Bell bell, Pause pause, Delays delays) {
        this.servers = servers;
        this.listener = listener;
        this.bell = bell;
        this.pause = pause;
        this.delays = delays;
    }

    /** Of a device with one server. */
    public static OtherRegistrations none() {
        return new OtherRegistrations(
                OtherServers.NONE, OtherServersListener.NONE, new Bell(), duration -> {}, Delays.USUAL);
    }

    /**
     * The flow has tried its own server: from here on the device registers with the others, as their accounts say.
     *
     * @param saved what the flow registers with
     * @param registered whether it has worked
     */
    synchronized void serve(SavedState saved, boolean registered, Outside outside) {
        read(outside.store());
        List<OtherServers.Place> places = servers.places();
        order.begin(places, saved.server());
        order.tried(saved.server(), registered);
        Map<Integer, ServerAccount> wanted = new HashMap<>();
        places.stream()
                .map(OtherServers.Place::account)
                .filter(account -> account.shortServerId() != saved.server().shortServerId())
                .forEach(account -> wanted.put(account.shortServerId(), account));
        kept.entrySet().removeIf(each -> {
            boolean goesOn = each.getValue().isFor(wanted.get(each.getKey()), saved);
            if (!goesOn) {
                each.getValue().stop(true);
            }
            return !goesOn;
        });
        wanted.forEach((id, account) -> kept.computeIfAbsent(id, any -> {
            OtherRegistration made =
                    new OtherRegistration(this, account, saved, outside, areNew ? Attempts.FIRST : Attempts.NONE);
            made.start();
            return made;
        }));
        areNew = false;
    }

    private void read(StateStore store) {
        if (!isRead) {
            isRead = true;
            try {
                silences.putAll(store.load().othersSilentUntil());
            } catch (StateException e) {
                LOG.info("whether a server wants silence is not known: {}", e.getMessage());
            }
        }
    }

    /** A bootstrap server is about to write other accounts: every server is left, and told so. */
    public synchronized void leave() {
        kept.values().forEach(each -> each.stop(true));
        kept.clear();
        order.forget();
        silences.clear();
        areNew = true;
    }

    /** Whether a server wants the device to bootstrap; once. */
    boolean takeBootstrap() {
        return bell.takeBootstrap();
    }

    /** Saves what has come of silences. */
    void save(StateStore store) {
        if (isChanged) {
            isChanged = false;
            try {
                store.save(store.load().othersSilent(silences()));
            } catch (StateException e) {
                LOG.warn("that a server wants silence, or no longer does, is not written down: {}", e.getMessage());
            }
        }
    }

    Map<Integer, Instant> silences() {
        return Map.copyOf(silences);
    }

    /** Tells each server that the device goes, and waits for the answers. Nothing is registered anew. */
    public synchronized void deregister(Duration atMost) throws InterruptedException {
        kept.values().forEach(each -> each.stop(true));
        long until = System.nanoTime() + atMost.toNanos();
        for (OtherRegistration each : kept.values()) {
            each.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        kept.clear();
    }

    /** Lets go of all servers; they are not told. */
    @Override
    public synchronized void close() {
        kept.values().forEach(each -> each.stop(false));
        kept.clear();
    }

    OtherServers servers() {
        return servers;
    }

    OtherServersListener listener() {
        return listener;
    }

    RegistrationOrder order() {
        return order;
    }

    Pause pause() {
        return pause;
    }

    Delays delays() {
        return delays;
    }

    void registered(ServerAccount account) {
        fruitless.remove(account.shortServerId());
    }

    /** How long an account that has led to the bootstrap server, and still does not work, leaves it alone. */
    Duration beforeBootstrap(ServerAccount account) {
        int times = fruitless.merge(account.shortServerId(), 1, Integer::sum) - 1;
        return times == 0 ? Duration.ZERO : delays.refused().doubled(times - 1);
    }

    void wantBootstrap() {
        bell.ringForBootstrap();
    }

    /** When a silence ends; empty if there is none. */
    Optional<Instant> silence(ServerAccount account) {
        return Optional.ofNullable(silences.get(account.shortServerId()));
    }

    void silent(ServerAccount account, Instant until) {
        silences.put(account.shortServerId(), until);
        changed();
    }

    void talking(ServerAccount account) {
        if (silences.remove(account.shortServerId()) != null) {
            changed();
        }
    }

    private void changed() {
        isChanged = true;
        bell.ring();
    }
}
