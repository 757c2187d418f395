package iotsafe.sim;

import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects as commands see them: named by one field, refused with a status word, changed durably or not at all. */
final class ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    private final SimMemory memory;
    private final Durability durability;
    private final Administration administration;

    ObjectStore(SimMemory memory, Durability durability, Administration administration) {
        this.memory = memory;
        this.durability = durability;
        this.administration = administration;
    }

    /** The object that a command names by id or by label, never both (interface reference 2.1); 6A80, or 6A82 if unknown. */
    Container named(ObjectKind kind, Fields fields) throws Refusal {
        @Nullable Octets id = fields.takeIfAny(kind.idTag());
        @Nullable Octets label = fields.takeIfAny(kind.labelTag());
        Optional<Container> found;
        if (id != null && label == null) {
            found = memory.byId(kind, id);
        } else if (label != null && id == null) {
            found = memory.byLabel(kind, label);
        } else {
            throw new Refusal(Status.WRONG_DATA);
        }
        Container object = found.orElseThrow(() -> new Refusal(Status.NOT_FOUND));
        administration.objectNamed();
        return object;
    }

    /** The key that a command names, as {@link #named}. */
    KeyContainer key(ObjectKind kind, Fields fields) throws Refusal {
        return (KeyContainer) named(kind, fields);
    }

    /** A filled key that serves a function; 6985 if it is empty or does not (interface reference 2.6). */
    KeyContainer keyFor(KeyFunction function, ObjectKind kind, Fields fields) throws Refusal {
        KeyContainer key = key(kind, fields);
        require(key.activated() && key.serves(function));
        return key;
    }

    /** The public half of a pair; 6985 if there is none. */
    KeyContainer publicOf(KeyContainer privateKey) throws Refusal {
        return memory.publicOf(privateKey).orElseThrow(() -> new Refusal(Status.CONDITIONS));
    }

    /** An id that no object of the kind has, found by counting on from one that may be taken. */
    Octets freeId(ObjectKind kind, Octets taken) {
        Octets id = taken;
        do {
            id = Octets.join(id.slice(0, id.size() - 1), Octets.of(id.at(id.size() - 1) + 1));
        } while (memory.byId(kind, id).isPresent());
        return id;
    }

    /** Puts the values in the places of the keys and makes that durable; 6A84, and nothing changed, if it cannot be stored. */
    void replace(Map<KeyContainer, KeyContainer> changes) throws Refusal {
        memory.replace(changes);
        try {
            durability.store();
        } catch (IOException e) {
            Map<KeyContainer, KeyContainer> back = new HashMap<>();
            changes.forEach((before, after) -> back.put(after, before));
            memory.replace(back);
            LOG.error("software SIM: the change could not be stored, answered 6A84: {}", e.getMessage());
            throw new Refusal(Status.NO_MEMORY);
        }
    }

    /** Refuses with 6985 unless the condition holds. */
    static void require(boolean condition) throws Refusal {
        if (!condition) {
            throw new Refusal(Status.CONDITIONS);
        }
    }
}
