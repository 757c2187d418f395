package iotsafe.bootstrap.lwm2m.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps object 2 in step with the accounts and the object instances that there are (OMA LwM2M Core 1.1, 8.1). A device without object 2 has nothing to keep. */
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** Objects of which no instance has an access control of its own. */
    private static final Set<Integer> WITHOUT = Set.of(LwM2mId.SECURITY, LwM2mId.ACCESS_CONTROL, LwM2mId.OSCORE);

    /** Objects whose instances stay when the last server that had a right there has gone. */
    private static final Set<Integer> LASTING = Set.of(LwM2mId.SERVER, LwM2mId.DEVICE);

    private final LwM2mObjectTree tree;

    /** For the objects of one device. */
    public Upkeep(LwM2mObjectTree tree) {
        this.tree = tree;
    }

    /**
     * Accounts or instances have come or gone. What object 2 says of instances that are gone goes; what a server had whose account is gone is
     * handed over, or goes with the instance if nobody else had a right there. With more than one account, each instance gets an access control:
     * an account belongs to its own server, all else to the bootstrap server, so that nobody has a right there. If object 2 said nothing
     * at all, all else belongs to one server.
     *
     * @param keeper the short server id of that one
     * @see "OMA LwM2M Core 1.1, 8.1.2; Transport 1.1, Unbootstrapping"
     */
    public void settle(Optional<Integer> keeper) {
        synchronized (tree) {
            SortedMap<Integer, Integer> accounts = AccessObjects.servers(tree);
            if (!isServed() || accounts.isEmpty()) {
                return;
            }
            Set<Integer> servers = new TreeSet<>(accounts.values());
            for (AccessControl control : AccessObjects.controls(tree)) {
                if (isOfNothing(control)) {
                    remove(control);
                } else if (!control.among(servers).equals(Optional.of(control))) {
                    handOver(control, accounts, control.among(servers));
                }
            }
            if (servers.size() > 1) {
                complete(accounts, keeper);
            }
        }
    }

    /** A server has created these instances: it owns them (8.1.2). Of one with the only account nothing need be said, unless object 2 is in use. */
    public void created(LwM2mServer server, Collection<LwM2mPath> instances) {
        synchronized (tree) {
            boolean used = AccessObjects.servers(tree).size() > 1
                    || !AccessObjects.controls(tree).isEmpty();
            if (!isServed() || !used) {
                return;
            }
            for (LwM2mPath path : instances) {
                write(new AccessControl(
                        free(),
                        path.getObjectId(),
                        path.getObjectInstanceId(),
                        new TreeMap<>(),
                        Math.toIntExact(server.getId())));
            }
        }
    }

    private boolean isServed() {
        return tree.getObjectEnabler(LwM2mId.ACCESS_CONTROL) != null;
    }

    /** An object that the device does not have now, as its configuration says, may come back. */
    private boolean isOfNothing(AccessControl control) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(control.object());
        return object != null
                && control.instance() != AccessControl.ANY_INSTANCE
                && !object.getAvailableInstanceIds().contains(control.instance());
    }

    private void handOver(
            AccessControl control, SortedMap<Integer, Integer> accounts, Optional<AccessControl> handedOver) {
        if (handedOver.isPresent()) {
            write(handedOver.get());
        } else if (isDeleted(control)) {
            LOG.info("{} is deleted: no server with a right to it is left", control.target());
            remove(control);
        } else {
            write(new AccessControl(
                    control.id(),
                    control.object(),
                    control.instance(),
                    new TreeMap<>(),
                    owner(control.target(), accounts, Optional.empty())));
        }
    }

    private boolean isDeleted(AccessControl control) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(control.object());
        return object != null
                && control.instance() != AccessControl.ANY_INSTANCE
                && !LASTING.contains(control.object())
                && object.delete(LwM2mServer.SYSTEM, new DeleteRequest(control.object(), control.instance()))
                        .isSuccess();
    }

    private void complete(SortedMap<Integer, Integer> accounts, Optional<Integer> keeper) {
        List<AccessControl> controls = AccessObjects.controls(tree);
        List<LwM2mPath> unsaid = instances();
        unsaid.removeAll(controls.stream().map(AccessControl::target).toList());
        for (LwM2mPath path : unsaid) {
            int owner = owner(path, accounts, controls.isEmpty() ? keeper : Optional.empty());
            LOG.warn(
                    "there are several management servers, and the bootstrap server said nothing of {} in object 2: it belongs to {}",
                    path,
                    owner == AccessControl.BOOTSTRAP_SERVER ? "none of them" : "server " + owner);
            write(new AccessControl(free(), path.getObjectId(), path.getObjectInstanceId(), new TreeMap<>(), owner));
        }
    }

    private List<LwM2mPath> instances() {
        List<LwM2mPath> instances = new ArrayList<>();
        new TreeMap<>(tree.getObjectEnablers()).forEach((id, object) -> {
            if (!WITHOUT.contains(id)) {
                object.getAvailableInstanceIds().forEach(instance -> instances.add(new LwM2mPath(id, instance)));
            }
        });
        return instances;
    }

    private static int owner(LwM2mPath path, SortedMap<Integer, Integer> accounts, Optional<Integer> keeper) {
        Optional<Integer> own = path.getObjectId() == LwM2mId.SERVER && path.isObjectInstance()
                ? Optional.ofNullable(accounts.get(path.getObjectInstanceId()))
                : Optional.empty();
        return own.or(() -> keeper).orElse(AccessControl.BOOTSTRAP_SERVER);
    }

    private int free() {
        List<Integer> taken = object().getAvailableInstanceIds();
        int id = 0;
        while (taken.contains(id)) {
            id++;
        }
        return id;
    }

    private void write(AccessControl control) {
        require(
                control,
                object().write(
                                LwM2mServer.SYSTEM,
                                new BootstrapWriteRequest(
                                        path(control), control.toInstance(), ContentFormat.SENML_JSON)));
    }

    private void remove(AccessControl control) {
        require(
                control,
                object().delete(
                                LwM2mServer.SYSTEM,
                                new BootstrapDeleteRequest(path(control).toString())));
    }

    private static void require(AccessControl control, LwM2mResponse response) {
        if (response.isFailure()) {
            throw new IllegalStateException("%s cannot be kept: %s".formatted(path(control), response));
        }
    }

    private static LwM2mPath path(AccessControl control) {
        return new LwM2mPath(LwM2mId.ACCESS_CONTROL, control.id());
    }

    private LwM2mObjectEnabler object() {
        return tree.getObjectEnabler(LwM2mId.ACCESS_CONTROL);
    }
}
