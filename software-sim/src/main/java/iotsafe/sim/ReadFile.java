package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;

/** READ FILE (interface reference 3.3): a block from an offset, shorter at the end; 6A86 from the end on. */
final class ReadFile {
    private final int most;
    private final ObjectStore objects;

    ReadFile(int most, ObjectStore objects) {
        this.most = most;
        this.objects = objects;
    }

    Answer read(Command command) throws Refusal {
        Fields fields = Fields.read(command.body());
        Container file = objects.named(ObjectKind.FILE, fields);
        fields.end();
        ObjectStore.require(file.activated() && file.allows(Container.READ));
        Octets content = file.value();
        int offset = command.p1p2();
        if (offset >= content.size()) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        int size = command.atMost(Math.min(most, content.size() - offset));
        return Answer.of(content.slice(offset, offset + size));
    }
}
