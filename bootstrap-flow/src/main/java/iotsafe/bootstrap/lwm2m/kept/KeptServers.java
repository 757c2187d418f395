package iotsafe.bootstrap.lwm2m.kept;

import iotsafe.bootstrap.ServerMemory;
import iotsafe.bootstrap.lwm2m.kept.KeptServersText.Observed;
import iotsafe.bootstrap.lwm2m.kept.KeptServersText.Server;
import iotsafe.credentials.apdu.Bytes;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With which servers the device is registered, by short server id, and what they observe: kept over a restart, so that an Update can go on
 * where the last process ended. Whatever cannot be kept whole is not kept: the next start then begins with a Register, and the server knows.
 */
public final class KeptServers {
    private static final Logger LOG = LoggerFactory.getLogger(KeptServers.class);

    /** More than a server observes; one that observes more is registered with anew after a restart. */
    static final int MOST_OBSERVATIONS = 200;
    /** Some hundred paths of Observe-Composite. */
    static final int LARGEST_REQUEST = 2048;
    /** A server that answers no Update may still answer a Register. */
    static final int MOST_TRIES = 3;
    /** RFC 7641 3.4: 24 bits. */
    private static final int NUMBERS = 0xFF_FFFF;
    /** Numbers of notifications are written down by so many at once, before they are used. */
    static final int STRETCH = 4096;

    private final ServerMemory memory;
    private final Saving saving;
    /** What an earlier process left, and nobody has taken up yet. */
    private final Map<Long, Kept> left = new HashMap<>();

    private final Map<Long, Kept> now = new HashMap<>();
    private @Nullable Map<KeptObservation, KeptObservation.Told> told;
    private boolean isRead;
    /** Whether this process has written; of the disk's thread. */
    private boolean isWritten;

    private int number;
    private int reserved;

    private static final class Kept {
        @Nullable
        KeptRegistration registration;

        final List<KeptObservation> observations = new ArrayList<>();
        int tries;

        boolean canBeKept() {
            return observations.size() <= MOST_OBSERVATIONS
                    && observations.stream().allMatch(each -> each.request().length() <= LARGEST_REQUEST);
        }
    }

    /** Reads the memory when it is first asked; writes on the disk's thread. */
    public KeptServers(ServerMemory memory, ExecutorService disk) {
        this.memory = memory;
        this.saving = new Saving(disk, this::save);
    }

    /** The registration that an earlier process left with this server, to be tried; not for ever. */
    public synchronized Optional<KeptRegistration> left(long server) {
        read();
        Kept found = left.get(server);
        if (found == null || found.tries == MOST_TRIES) {
            return Optional.empty();
        }
        found.tries++;
        return Optional.ofNullable(found.registration);
    }

    /** What an earlier process left with this server is of no use. */
    public synchronized void drop(long server) {
        read();
        if (left.remove(server) != null) {
            saving.changed();
        }
    }

    /**
     * The server has accepted an Update of what an earlier process left. When this returns, nobody takes what was told before for the last.
     *
     * @param as what it knows the device as from here on
     * @return what it observes
     */
    public List<KeptObservation> takeUp(long server, KeptRegistration as) {
        List<KeptObservation> before;
        synchronized (this) {
            Kept former = left.remove(server);
            Kept next = now.computeIfAbsent(server, any -> new Kept());
            next.registration = as;
            before = former == null
                    ? List.of()
                    : former.observations.stream()
                            .filter(each -> next.observations.stream().noneMatch(each::hasTokenOf))
                            .toList();
            next.observations.addAll(before);
        }
        saving.changedAndWait();
        return before;
    }

    /** The device has registered. */
    public synchronized void registered(long server, KeptRegistration registration) {
        read();
        left.remove(server);
        now.computeIfAbsent(server, any -> new Kept()).registration = registration;
        saving.changed();
    }

    /** The server has accepted an Update. */
    public synchronized void updated(long server, UnaryOperator<KeptRegistration> change) {
        Kept kept = now.get(server);
        KeptRegistration former = kept == null ? null : kept.registration;
        if (kept == null || former == null) {
            return;
        }
        KeptRegistration next = change.apply(former);
        if (!next.equals(former)) {
            kept.registration = next;
            saving.changed();
        }
    }

    /** This server does not know the device: the registration of this process is over, and so is what was observed there. */
    public synchronized void ended(long server) {
        if (now.remove(server) != null) {
            saving.changed();
        }
    }

    /** Nothing is kept. */
    public synchronized void forget() {
        isRead = true;
        left.clear();
        now.clear();
        saving.changed();
    }

    /** A server begins to observe, and has no answer yet: returns when that is saved, or the disk is too slow. */
    public KeptObservation observes(long server, Bytes request) {
        KeptObservation observation = new KeptObservation(request, Optional.empty());
        boolean isRegistered;
        synchronized (this) {
            read();
            Kept kept = now.computeIfAbsent(server, any -> new Kept());
            boolean could = kept.canBeKept();
            kept.observations.removeIf(observation::hasTokenOf);
            kept.observations.add(observation);
            if (could && !kept.canBeKept()) {
                LOG.warn(
                        "server {} observes more than is kept over a restart ({} observations, requests of {} bytes): the device will register anew then",
                        server,
                        MOST_OBSERVATIONS,
                        LARGEST_REQUEST);
            }
            isRegistered = kept.registration != null;
        }
        if (isRegistered) {
            saving.changedAndWait();
        }
        return observation;
    }

    /** It is over. */
    public synchronized void observesNoMore(KeptObservation observation) {
        for (Kept each : now.values()) {
            if (each.observations.removeIf(kept -> kept == observation)) {
                saving.changed();
            }
        }
    }

    /** For the order of notifications (RFC 7641 3.4), over a restart, too; one row for all of them is order enough. */
    public synchronized int nextNumber() {
        read();
        number = (number + 1) & NUMBERS;
        if (((reserved - number) & NUMBERS) < STRETCH / 2) {
            saving.changed();
        }
        return number;
    }

    /** Nothing is told from here on: what was told last is kept, too, unless what was kept has been taken away. */
    public synchronized void close(Map<KeptObservation, KeptObservation.Told> last) {
        if (!now.isEmpty()) {
            told = last;
            saving.changed();
        }
    }

    private void read() {
        if (isRead) {
            return;
        }
        isRead = true;
        memory.read().ifPresent(text -> {
            try {
                KeptServersText kept = KeptServersText.read(text);
                number = kept.observe() & NUMBERS;
                kept.servers().forEach((id, server) -> {
                    Kept former = new Kept();
                    former.registration = server.registration();
                    server.observations().forEach(each -> former.observations.add(each.observation()));
                    left.put(id, former);
                });
            } catch (IllegalArgumentException | DateTimeException e) {
                left.clear();
                LOG.warn("the registrations that were kept are not used: {}", e.getMessage());
            }
        });
    }

    /** On the disk's thread. Half of the truth would be worse than none: what cannot be written leaves nothing behind. */
    private void save() {
        Optional<String> text;
        boolean isEnd;
        synchronized (this) {
            text = text();
            isEnd = told != null;
        }
        if (text.isEmpty()) {
            memory.delete();
            isWritten = false;
        } else if (!isEnd || !isWritten || memory.read().isPresent()) {
            isWritten = memory.write(text.get());
            if (!isWritten) {
                memory.delete();
            }
        }
    }

    private Optional<String> text() {
        reserved = (number + STRETCH) & NUMBERS;
        Map<Long, Server> servers = new TreeMap<>();
        Map<KeptObservation, KeptObservation.Told> last = told == null ? Map.of() : told;
        left.forEach((id, kept) -> put(servers, id, kept, KeptObservation::told));
        now.forEach((id, kept) -> put(servers, id, kept, each -> Optional.ofNullable(last.get(each))));
        return servers.isEmpty() ? Optional.empty() : Optional.of(new KeptServersText(reserved, servers).print());
    }

    private static void put(
            Map<Long, Server> servers,
            long id,
            Kept kept,
            Function<KeptObservation, Optional<KeptObservation.Told>> told) {
        KeptRegistration registration = kept.registration;
        if (registration != null && kept.canBeKept()) {
            servers.put(
                    id,
                    new Server(
                            registration,
                            kept.observations.stream()
                                    .map(each -> Observed.of(each, told.apply(each)))
                                    .toList()));
        }
    }
}
