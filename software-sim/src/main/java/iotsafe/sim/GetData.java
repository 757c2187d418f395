package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** GET DATA (interface reference 3.2): the application, the object list, one object. Attributes may always be read. */
final class GetData {
    private static final int APPLICATION = 0x00;
    private static final int OBJECT_LIST = 0x01;
    private static final int FIRST = 0x00;
    private static final int CONTINUE = 0x01;
    /** The order of kinds in the list of a published trace. */
    private static final List<ObjectKind> ORDER =
            List.of(ObjectKind.PRIVATE, ObjectKind.PUBLIC, ObjectKind.FILE, ObjectKind.SECRET);
    /** The order that a published client expects. */
    private static final List<ObjectKind> SECRETS_FIRST =
            List.of(ObjectKind.PRIVATE, ObjectKind.PUBLIC, ObjectKind.SECRET, ObjectKind.FILE);
    /** No known client needs any order, so a card may have this one. */
    private static final List<ObjectKind> REVERSED =
            List.of(ObjectKind.SECRET, ObjectKind.FILE, ObjectKind.PUBLIC, ObjectKind.PRIVATE);

    private final SimMemory memory;
    private final ObjectStore objects;
    private final Information information;
    /** The part of the list that was not yet given, by channel. */
    private final Map<Integer, Octets> rests = new HashMap<>();

    GetData(SimMemory memory, ObjectStore objects, Administration administration) {
        this.memory = memory;
        this.objects = objects;
        this.information = new Information(memory.profile(), administration);
    }

    void forget() {
        rests.clear();
    }

    void forget(int channel) {
        rests.remove(channel);
    }

    Answer get(Command command, int channel) throws Refusal {
        boolean p3 = command.body().isEmpty() && !command.isBareHeader();
        if (p3 && memory.protocol() == Protocol.T1 && memory.profile().has(Quirk.BARE_HEADER)) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        if (command.p1() == OBJECT_LIST) {
            command.requireNoBody();
            return list(command, channel);
        }
        command.requireP1P2(command.p1(), FIRST);
        if (command.p1() == APPLICATION) {
            command.requireNoBody();
            return application();
        }
        for (ObjectKind kind : ORDER) {
            if (kind.wrapper() == command.p1()) {
                Fields fields = Fields.read(command.body());
                Container object = objects.named(kind, fields);
                fields.end();
                return Answer.of(information.of(kind, List.of(object)));
            }
        }
        throw new Refusal(Status.WRONG_P1P2);
    }

    private Answer application() throws Refusal {
        if (memory.profile().has(Quirk.NO_APPLICATION_DATA)) {
            throw new Refusal(Status.WRONG_INSTRUCTION);
        }
        return Answer.of(memory.application().encoded(memory.profile()));
    }

    private Answer list(Command command, int channel) throws Refusal {
        Octets left = switch (command.p2()) {
            case FIRST -> wholeList();
            case CONTINUE -> rest(channel);
            default -> throw new Refusal(Status.WRONG_P1P2);
        };
        int size = Math.min(left.size(), memory.profile().number(Quirk.LIST_PART));
        AnswerFitting.requireLength(memory, command, size); // before the list moves on
        Octets rest = left.slice(size, left.size());
        if (rest.isEmpty()) {
            forget(channel);
            return Answer.of(left.slice(0, size));
        }
        rests.put(channel, rest);
        return new Answer(left.slice(0, size), Status.MORE_DATA);
    }

    private Octets rest(int channel) throws Refusal {
        Octets rest = rests.get(channel);
        if (rest == null) {
            throw new Refusal(Status.CONDITIONS);
        }
        return rest;
    }

    private Octets wholeList() {
        return Octets.join(order().stream()
                .map(kind -> information.of(
                        kind,
                        memory.objects().stream().filter(o -> o.kind() == kind).toList()))
                .toArray(Octets[]::new));
    }

    private List<ObjectKind> order() {
        if (memory.profile().has(Quirk.LIST_REVERSED)) {
            return REVERSED;
        }
        return memory.profile().has(Quirk.SECRETS_BEFORE_FILES) ? SECRETS_FIRST : ORDER;
    }
}
