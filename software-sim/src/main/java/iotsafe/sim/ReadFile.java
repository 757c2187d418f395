package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;

/** READ FILE (interface reference 3.3): a block from an offset, shorter at the end; 6A86 from the end on, or as the profile says. */
final class ReadFile {
    private static final int LARGEST = 0xFFFF;

    private final Profile profile;
    private final ObjectStore objects;

    ReadFile(Profile profile, ObjectStore objects) {
        this.profile = profile;
        this.objects = objects;
    }

    /** What a file seems to hold: a container of some cards is larger than its content. */
    static Octets contentOf(Container file, Profile profile) {
        int room = LARGEST - file.value().size();
        int padding = file.activated() ? Math.min(room, profile.number(Quirk.FILE_PADDING)) : 0;
        return Octets.join(file.value(), Octets.of(new byte[padding]));
    }

    Answer read(Command command) throws Refusal {
        Fields fields = Fields.read(command.body());
        Container file = objects.named(ObjectKind.FILE, fields);
        fields.end();
        ObjectStore.require(file.activated() && file.allows(Container.READ));
        Octets content = contentOf(file, profile);
        int offset = command.p1p2();
        if (offset >= content.size()) {
            return atEnd();
        }
        int size = command.atMost(Math.min(profile.number(Quirk.READ_BLOCK), content.size() - offset));
        return Answer.of(content.slice(offset, offset + size));
    }

    private Answer atEnd() throws Refusal {
        if (profile.has(Quirk.EOF_EMPTY)) {
            return Answer.DONE;
        }
        throw new Refusal(profile.has(Quirk.EOF_6981) ? Status.WRONG_FILE : Status.WRONG_P1P2);
    }
}
