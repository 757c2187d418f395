package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.util.Map;

/** PUT PUBLIC KEY (interface reference 3.8). Blocks are joined, and the whole is read at the last one. */
final class PutPublicKey {
    private final ObjectStore objects;
    private final Sessions sessions;

    PutPublicKey(ObjectStore objects, Sessions sessions) {
        this.objects = objects;
        this.sessions = sessions;
    }

    private static final class Put extends Session {
        private Octets received = Octets.EMPTY;

        Put(KeyContainer key) {
            super(key);
        }
    }

    Answer init(Command command, int channel) throws Refusal {
        if (!Sessions.opens(command)) {
            sessions.close(channel, command.p2(), Put.class);
            return Answer.DONE;
        }
        Fields fields = Fields.read(command.body());
        KeyContainer key = objects.key(ObjectKind.PUBLIC, fields);
        fields.end();
        sessions.requireFree(channel, command.p2());
        ObjectStore.require(key.allows(Container.UPDATE) && key.algorithm().isCurve() && !sessions.use(key));
        sessions.open(channel, command.p2(), new Put(key));
        return Answer.DONE;
    }

    Answer update(Command command, int channel) throws Refusal {
        boolean last = Sessions.isLast(command);
        Put put = sessions.running(channel, command.p2(), Put.class);
        Octets received = Octets.join(put.received, command.body());
        if (received.isEmpty()) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        if (received.size() > PublicKeyData.SIZE) {
            throw new Refusal(Status.WRONG_DATA);
        }
        if (last) {
            Octets point = PublicKeyData.read(received, put.key().algorithm());
            objects.replace(Map.of(put.key(), put.key().withValue(point)));
            put.finish();
        }
        put.received = received;
        return Answer.DONE;
    }
}
