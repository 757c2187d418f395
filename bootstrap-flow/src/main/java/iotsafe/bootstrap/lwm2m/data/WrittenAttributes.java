package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.ServerMemory;
import iotsafe.bootstrap.lwm2m.kept.KeptAttributes;
import iotsafe.bootstrap.lwm2m.kept.Saving;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.link.attributes.InvalidAttributeException;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.link.lwm2m.attributes.NotificationAttributeTree;
import org.eclipse.leshan.core.node.InvalidLwM2mPathException;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What servers have written with Write-Attributes (OMA LwM2M Core 1.1, 5.1.2; 1.2, 7.3), each for itself. It is kept over a restart, and goes
 * with the account, with the instance that it is of, and with a new bootstrap. A bootstrap that fails, and puts back what it had removed,
 * changes nothing: what is gone is only looked at while a server knows the device.
 */
final class WrittenAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(WrittenAttributes.class);
    /** Paths with attributes of one server. */
    static final int MOST = 200;

    private final ServerMemory memory;
    private final Saving saving;
    private final LwM2mObjectTree tree;
    private final LwM2mAttributeParser parser;
    private final Map<Account, NotificationAttributeTree> all = new ConcurrentHashMap<>();
    private boolean isRead;
    private volatile boolean isOnline;

    /** Whose they are; {@code since} tells one bootstrap from the next. */
    private record Account(long server, String uri, String since) {}

    /** Reads the memory when it is first asked; writes on the disk's thread. */
    WrittenAttributes(ServerMemory memory, ExecutorService disk, LwM2mObjectTree tree, LwM2mAttributeParser parser) {
        this.memory = memory;
        this.saving = new Saving(disk, this::save);
        this.tree = tree;
        this.parser = parser;
    }

    /** What this server wrote there; nothing of what is above. */
    LwM2mAttributeSet at(LwM2mServer server, LwM2mPath path) {
        return orNone(of(server).get(path));
    }

    /** What this server wrote there and above, path by path. */
    Map<LwM2mPath, LwM2mAttributeSet> inForce(LwM2mServer server, Collection<LwM2mPath> paths) {
        NotificationAttributeTree attributes = of(server);
        Map<LwM2mPath, LwM2mAttributeSet> found = new HashMap<>();
        paths.forEach(path -> found.put(path, orNone(attributes.getWithInheritance(path))));
        return found;
    }

    private static LwM2mAttributeSet orNone(@Nullable LwM2mAttributeSet found) {
        return found == null ? new LwM2mAttributeSet() : found;
    }

    /** All that this server wrote of one object, by path. */
    Map<LwM2mPath, LwM2mAttributeSet> ofObject(LwM2mServer server, int id) {
        NotificationAttributeTree attributes = of(server);
        Map<LwM2mPath, LwM2mAttributeSet> found = new HashMap<>();
        paths(attributes).stream()
                .filter(path -> path.getObjectId() == id)
                .forEach(path -> found.put(path, orNone(attributes.get(path))));
        return found;
    }

    /** Whether there is room for attributes of one more path. */
    boolean hasRoomFor(LwM2mServer server, LwM2mPath path) {
        Set<LwM2mPath> paths = paths(of(server));
        return paths.size() < MOST || paths.contains(path);
    }

    /** The server has written, and has no answer yet: returns when that is saved, or the disk is too slow. */
    void write(LwM2mServer server, LwM2mPath path, LwM2mAttributeSet attributes) {
        of(server).put(path, attributes);
        saving.changedAndWait();
    }

    /** These instances are gone, and with a Server instance the account. */
    void removed(int object, int... instances) {
        if (!isOnline) {
            return;
        }
        boolean changed = false;
        for (int instance : instances) {
            LwM2mPath gone = new LwM2mPath(object, instance);
            changed |= remove(path -> path.startWith(gone));
        }
        if (object == LwM2mId.SERVER) {
            changed |= all.keySet()
                    .removeIf(account ->
                            ServerPreferences.account(account.server(), tree).isEmpty());
        }
        if (changed) {
            saving.changed();
        }
    }

    /** Some resource instances may be gone. */
    void changed(LwM2mPath... paths) {
        if (!isOnline) {
            return;
        }
        boolean changed = false;
        for (LwM2mPath resource : paths) {
            changed |= resource.isResource()
                    && remove(path -> path.isResourceInstance() && path.startWith(resource) && !exists(path));
        }
        if (changed) {
            saving.changed();
        }
    }

    /** The accounts are what they will be as long as a server knows the device: what is of others goes. */
    void online(LwM2mServer server) {
        readOnce(Optional.of(memory));
        Optional<Account> current = account(server);
        boolean changed = all.keySet().removeIf(account -> !isInForce(account, server, current));
        changed |= remove(path -> !exists(path));
        if (changed) {
            saving.changed();
        }
        isOnline = true;
    }

    private boolean isInForce(Account account, LwM2mServer server, Optional<Account> current) {
        return account.server() == server.getId()
                ? current.filter(account::equals).isPresent()
                : since(account.server()).filter(account.since()::equals).isPresent();
    }

    /** No server knows the device: what happens to the objects may be undone. */
    void offline() {
        isOnline = false;
    }

    /** Nothing is kept. */
    void forget() {
        readOnce(Optional.empty());
        all.clear();
        saving.changed();
    }

    /** No lock is held while the objects are asked: who holds theirs may be waiting here. */
    private NotificationAttributeTree of(LwM2mServer server) {
        readOnce(Optional.of(memory));
        return account(server)
                .map(account -> all.computeIfAbsent(account, any -> new NotificationAttributeTree()))
                .orElseGet(NotificationAttributeTree::new);
    }

    private Optional<Account> account(LwM2mServer server) {
        return since(server.getId()).map(since -> new Account(server.getId(), server.getUri(), since));
    }

    /** Empty if there is no such account. */
    private Optional<String> since(long server) {
        return ServerPreferences.account(server, tree)
                .map(account -> ServerPreferences.lastBootstrapped(account)
                        .map(Instant::toString)
                        .orElse(""));
    }

    private static Set<LwM2mPath> paths(NotificationAttributeTree attributes) {
        return attributes.getChildren(LwM2mPath.ROOTPATH);
    }

    private boolean remove(Predicate<LwM2mPath> which) {
        boolean removed = false;
        for (NotificationAttributeTree attributes : all.values()) {
            List<LwM2mPath> gone = paths(attributes).stream().filter(which).toList();
            gone.forEach(attributes::remove);
            removed |= !gone.isEmpty();
        }
        return removed;
    }

    /** A resource that has no value yet counts as being there. */
    private boolean exists(LwM2mPath path) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(path.getObjectId());
        if (object == null || path.isObject()) {
            return object != null;
        }
        int instance = path.getObjectInstanceId();
        return object.getAvailableInstanceIds().contains(instance)
                && (!path.isResourceInstance()
                        || object.getAvailableInstanceResourceIds(instance, path.getResourceId())
                                .contains(path.getResourceInstanceId()));
    }

    private synchronized void readOnce(Optional<ServerMemory> from) {
        if (isRead) {
            return;
        }
        isRead = true;
        Optional<String> text = from.flatMap(ServerMemory::read);
        if (text.isPresent()) {
            try {
                KeptAttributes.read(text.get())
                        .accounts()
                        .forEach(kept ->
                                all.put(new Account(kept.server(), kept.uri(), kept.since()), attributes(kept)));
            } catch (IllegalArgumentException | InvalidLwM2mPathException e) {
                all.clear();
                LOG.warn("the attributes that servers wrote are not used: {}", e.getMessage());
            }
        }
    }

    private NotificationAttributeTree attributes(KeptAttributes.OfAccount kept) {
        NotificationAttributeTree attributes = new NotificationAttributeTree();
        kept.attributes().forEach((path, query) -> {
            try {
                attributes.put(new LwM2mPath(path), new LwM2mAttributeSet(parser.parseUriQuery(query)));
            } catch (InvalidAttributeException e) {
                throw new IllegalArgumentException("%s: %s".formatted(path, e.getMessage()), e);
            }
        });
        return attributes;
    }

    /** On the disk's thread. */
    private void save() {
        List<KeptAttributes.OfAccount> kept = new ArrayList<>();
        all.forEach((account, written) -> {
            Map<String, String> attributes = new HashMap<>();
            paths(written)
                    .forEach(path -> attributes.put(
                            path.toString(), orNone(written.get(path)).toString()));
            if (!attributes.isEmpty()) {
                kept.add(new KeptAttributes.OfAccount(account.server(), account.uri(), account.since(), attributes));
            }
        });
        if (kept.isEmpty()) {
            memory.delete();
        } else {
            memory.write(new KeptAttributes(kept).print());
        }
    }
}
