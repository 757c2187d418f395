package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Tlv;
import java.util.ArrayList;
import java.util.List;

/** Writes information structures (interface reference 2.4), wrapped as the profile wants (3.2.3). */
final class Information {
    private static final int MOST_IN_WRAPPER = 0xFF;

    private final Profile profile;
    private final Administration administration;

    Information(Profile profile, Administration administration) {
        this.profile = profile;
        this.administration = administration;
    }

    /** One object, or all objects of one kind. */
    Octets of(ObjectKind kind, List<? extends Container> objects) {
        List<Octets> structures = new ArrayList<>();
        for (Container object : objects) {
            structures.add(fields(object));
        }
        boolean perObject = profile.has(Quirk.WRAPPER_PER_OBJECT);
        if (!perObject && !profile.has(Quirk.WRAPPER_PER_CLASS)) {
            return join(structures);
        }
        List<Octets> wrapped = new ArrayList<>();
        Octets open = Octets.EMPTY;
        for (Octets structure : structures) {
            boolean full = open.size() + structure.size() > MOST_IN_WRAPPER;
            if (!open.isEmpty() && (full || perObject)) {
                wrapped.add(Tlv.of(kind.wrapper(), open));
                open = Octets.EMPTY;
            }
            open = Octets.join(open, structure);
        }
        if (!open.isEmpty()) {
            wrapped.add(Tlv.of(kind.wrapper(), open));
        }
        return join(wrapped);
    }

    private Octets fields(Container object) {
        boolean unlabelled = object.label().isEmpty() || profile.has(Quirk.NO_LABELS);
        Octets label = unlabelled ? Octets.EMPTY : Tlv.of(object.kind().labelTag(), object.label());
        return Octets.join(
                label,
                Tlv.of(object.kind().idTag(), object.id()),
                Tlv.u8(0x60, access(object)),
                Tlv.u8(0x4A, object.activated() ? 1 : 0),
                attributes(object));
    }

    private int access(Container object) {
        if (object.kind() == ObjectKind.PUBLIC && profile.has(Quirk.PUBLIC_KEY_UNREADABLE)) {
            return object.access() & ~Container.READ;
        }
        boolean changed = object.kind() == ObjectKind.FILE && administration.isDone();
        return changed ? object.access() | Container.UPDATE : object.access();
    }

    private Octets attributes(Container object) {
        if (object instanceof KeyContainer key) {
            return Octets.join(
                    Tlv.u8(0x4B, key.type()),
                    Tlv.u8(0x4E, key.usage()),
                    Tlv.u8(0x61, key.functions()),
                    key.signatures() == 0 ? Octets.EMPTY : signatureAlgorithms(key.signatures()),
                    key.hashes() == 0 ? Octets.EMPTY : Tlv.u16(0x91, key.hashes()),
                    key.agreements() == 0 ? Octets.EMPTY : Tlv.u8(0x6F, key.agreements()));
        }
        if (object instanceof SecretContainer secret) {
            return Octets.join(
                    Tlv.u8(0x4B, 0xA0), Tlv.u8(0x61, secret.functions()), Tlv.u8(0x94, secret.derivations()));
        }
        FileContainer file = (FileContainer) object;
        Octets usage = Tlv.u8(0x21, file.usage());
        if (profile.has(Quirk.NO_FILE_SIZE)) {
            return usage;
        }
        return Octets.join(
                usage, Tlv.u16(0x20, ReadFile.contentOf(file, profile).size()));
    }

    private Octets signatureAlgorithms(int bitmap) {
        return profile.has(Quirk.TAG_92_DEFECT) ? Octets.of(0x92, 2, bitmap) : Tlv.u8(0x92, bitmap);
    }

    private static Octets join(List<Octets> parts) {
        return Octets.join(parts.toArray(Octets[]::new));
    }
}
