package iotsafe.sim;

import iotsafe.sim.Profile.ListWrapper;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Tlv;
import java.util.ArrayList;
import java.util.List;

/** Writes information structures (interface reference 2.4), wrapped as the profile wants (3.2.3). */
final class Information {
    private static final int MOST_IN_WRAPPER = 0xFF;

    private final Profile profile;

    Information(Profile profile) {
        this.profile = profile;
    }

    /** One object, or all objects of one kind. */
    Octets of(ObjectKind kind, List<? extends Container> objects) {
        List<Octets> structures = new ArrayList<>();
        for (Container object : objects) {
            structures.add(fields(object));
        }
        if (profile.listWrapper() == ListWrapper.FLAT) {
            return join(structures);
        }
        List<Octets> wrapped = new ArrayList<>();
        Octets open = Octets.EMPTY;
        for (Octets structure : structures) {
            boolean full = open.size() + structure.size() > MOST_IN_WRAPPER;
            if (!open.isEmpty() && (full || profile.listWrapper() == ListWrapper.PER_OBJECT)) {
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
        Octets label =
                object.label().isEmpty() ? Octets.EMPTY : Tlv.of(object.kind().labelTag(), object.label());
        return Octets.join(
                label,
                Tlv.of(object.kind().idTag(), object.id()),
                Tlv.u8(0x60, object.access()),
                Tlv.u8(0x4A, object.activated() ? 1 : 0),
                attributes(object));
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
        return Octets.join(
                Tlv.u8(0x21, file.usage()), Tlv.u16(0x20, file.value().size()));
    }

    private Octets signatureAlgorithms(int bitmap) {
        return profile.tag92Defect() ? Octets.of(0x92, 2, bitmap) : Tlv.u8(0x92, bitmap);
    }

    private static Octets join(List<Octets> parts) {
        return Octets.join(parts.toArray(Octets[]::new));
    }
}
