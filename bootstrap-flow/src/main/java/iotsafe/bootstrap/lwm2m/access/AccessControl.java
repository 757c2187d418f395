package iotsafe.bootstrap.lwm2m.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.jspecify.annotations.Nullable;

/**
 * One instance of object 2: who may do what with one object instance, or who may create instances of an object (OMA LwM2M Core 1.1, 8.1 and E.3).
 *
 * @param id of the instance itself
 * @param object /2/x/0
 * @param instance /2/x/1; {@link #ANY_INSTANCE} for the object as a whole
 * @param acl /2/x/2: rights by short server id, {@link #DEFAULT} for those who have no entry of their own
 * @param owner /2/x/3: the server that manages this instance, or {@link #BOOTSTRAP_SERVER}
 */
public record AccessControl(int id, int object, int instance, SortedMap<Integer, Long> acl, int owner) {
    /** MAX_ID in the place of an object instance id. */
    public static final int ANY_INSTANCE = 65535;

    /** MAX_ID in the place of an owner: no management server has this short server id. */
    public static final int BOOTSTRAP_SERVER = 65535;

    /** The entry for every server without one. */
    public static final int DEFAULT = 0;

    private static final int OBJECT_ID = 0;
    private static final int INSTANCE_ID = 1;
    static final int ACL = 2;
    static final int OWNER = 3;

    /** Takes a copy of the list. */
    public AccessControl {
        acl = Collections.unmodifiableSortedMap(new TreeMap<>(acl));
    }

    /** What the instance says; empty if a mandatory resource is missing: then it gives nobody any right. */
    static Optional<AccessControl> of(LwM2mObjectInstance written) {
        Optional<Integer> object = integer(written, OBJECT_ID);
        Optional<Integer> instance = integer(written, INSTANCE_ID);
        Optional<Integer> owner = integer(written, OWNER);
        return object.isEmpty() || instance.isEmpty() || owner.isEmpty()
                ? Optional.empty()
                : Optional.of(new AccessControl(
                        written.getId(), object.get(), instance.get(), entries(written.getResource(ACL)), owner.get()));
    }

    /**
     * What a bootstrap server got wrong in object 2, a sentence each.
     *
     * @param written all instances of object 2
     */
    public static List<String> problems(Collection<LwM2mObjectInstance> written) {
        List<String> problems = new ArrayList<>();
        Map<LwM2mPath, Integer> targets = new HashMap<>();
        for (LwM2mObjectInstance each : written) {
            Optional<AccessControl> control = of(each);
            if (control.isEmpty()) {
                problems.add("/2/%d lacks one of the resources 0, 1 and 3".formatted(each.getId()));
                continue;
            }
            Integer other = targets.putIfAbsent(control.get().target(), each.getId());
            if (other != null) {
                problems.add("/2/%d and /2/%d are both for object %d, instance %d"
                        .formatted(
                                other,
                                each.getId(),
                                control.get().object(),
                                control.get().instance()));
            }
        }
        return problems;
    }

    /** What it is for; for an object as a whole, the object. */
    LwM2mPath target() {
        return instance == ANY_INSTANCE ? new LwM2mPath(object) : new LwM2mPath(object, instance);
    }

    /**
     * Whether this server has the right: by its own entry, else as the owner, who has all rights then, else by the default entry.
     *
     * @see "OMA LwM2M Core 1.1, 8.2.1 Obtaining Access Right"
     */
    boolean grants(int server, AccessRight right) {
        return right.isIn(rightsOf(server));
    }

    private long rightsOf(int server) {
        Long own = acl.get(server);
        if (own != null) {
            return own;
        }
        return server == owner ? AccessRight.ALL : acl.getOrDefault(DEFAULT, 0L);
    }

    /**
     * The same without the servers that have no account: their entries go, and where the owner has gone, of the others who have any right here
     * the one with the most of Write and Delete manages it, the lowest short server id if they are equal. Empty if there is none.
     *
     * @param servers that have an account
     * @see "OMA LwM2M Transport 1.1, Unbootstrapping"
     */
    Optional<AccessControl> among(Set<Integer> servers) {
        SortedMap<Integer, Long> left = new TreeMap<>(acl);
        left.keySet().removeIf(server -> server != DEFAULT && !servers.contains(server));
        AccessControl orphan = new AccessControl(id, object, instance, left, BOOTSTRAP_SERVER);
        return owner == BOOTSTRAP_SERVER || servers.contains(owner)
                ? Optional.of(orphan.ownedBy(owner))
                : orphan.heir(servers).map(orphan::ownedBy);
    }

    private Optional<Integer> heir(Set<Integer> servers) {
        return servers.stream()
                .filter(server -> rightsOf(server) != 0)
                .max(Comparator.comparing(this::weight).thenComparing(Comparator.reverseOrder()));
    }

    private int weight(int server) {
        return (grants(server, AccessRight.WRITE) ? 1 : 0) + (grants(server, AccessRight.DELETE) ? 1 : 0);
    }

    /** The same in other hands. */
    AccessControl ownedBy(int server) {
        return new AccessControl(id, object, instance, acl, server);
    }

    /** As it is written to object 2; without entries there is no list, for it is optional. */
    LwM2mObjectInstance toInstance() {
        List<LwM2mResource> resources = new ArrayList<>(List.of(
                LwM2mSingleResource.newIntegerResource(OBJECT_ID, object),
                LwM2mSingleResource.newIntegerResource(INSTANCE_ID, instance),
                LwM2mSingleResource.newIntegerResource(OWNER, owner)));
        if (!acl.isEmpty()) {
            resources.add(LwM2mMultipleResource.newIntegerResource(ACL, acl));
        }
        return new LwM2mObjectInstance(id, resources);
    }

    /** Ids are of 16 bits. */
    private static Optional<Integer> integer(LwM2mObjectInstance written, int id) {
        LwM2mResource resource = written.getResource(id);
        return resource != null
                        && !resource.isMultiInstances()
                        && resource.getValue() instanceof Long value
                        && value >= 0
                        && value <= ANY_INSTANCE
                ? Optional.of(value.intValue())
                : Optional.empty();
    }

    private static SortedMap<Integer, Long> entries(@Nullable LwM2mResource list) {
        SortedMap<Integer, Long> entries = new TreeMap<>();
        if (list != null && list.isMultiInstances()) {
            list.getInstances().forEach((server, entry) -> entries.put(server, (Long) entry.getValue()));
        }
        return entries;
    }
}
