package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.crypto.SimRandom;

/** The applet: its commands by INS (interface reference 3.1), each in a class of its own if it is more than a line. */
final class IotSafeApplet {
    private final SimMemory memory;
    private final Sessions sessions;
    private final GetData getData;
    private final ReadFile readFile;
    private final KeyPairs keyPairs;
    private final PutPublicKey putPublicKey;
    private final Signatures signatures;
    private final Derivations derivations;

    IotSafeApplet(SimMemory memory, Durability durability) {
        ObjectStore objects = new ObjectStore(memory, durability);
        this.memory = memory;
        this.sessions = new Sessions(memory.application().maxSessions());
        this.getData = new GetData(memory, objects);
        this.readFile = new ReadFile(memory.profile().readBlock(), objects);
        this.keyPairs = new KeyPairs(memory.profile(), objects, sessions);
        this.putPublicKey = new PutPublicKey(objects, sessions);
        this.signatures = new Signatures(memory.profile().signatureForm(), objects, sessions);
        this.derivations = new Derivations(objects);
    }

    /** Closes what a channel holds. */
    void leave(int channel) {
        sessions.closeAll(channel);
        getData.forget(channel);
    }

    /** Closes what all channels hold. */
    void reset() {
        sessions.closeAll();
        getData.forget();
    }

    Answer process(Command command, ClassByte cla) throws Refusal {
        if (!memory.profile().answeredClass().answers(cla.proprietary())) {
            throw new Refusal(Status.WRONG_CLASS);
        }
        int channel = cla.channel();
        return switch (command.ins()) {
            case 0x24 -> putPublicKey.init(command, channel);
            case 0xD8 -> putPublicKey.update(command, channel);
            case 0x2A -> signatures.computeInit(command, channel);
            case 0x2B -> signatures.computeUpdate(command, channel);
            case 0x2C -> signatures.verifyInit(command, channel);
            case 0x2D -> signatures.verifyUpdate(command, channel);
            case 0x46 -> derivations.diffieHellman(command);
            case 0x48 -> derivations.prf(command);
            case 0x4A -> derivations.hkdfExtract(command);
            case 0x84 -> getRandom(command);
            case 0xB0 -> readFile.read(command);
            case 0xB9 -> keyPairs.generate(command);
            case 0xCB -> getData.get(command, channel);
            case 0xCD -> keyPairs.readPublicKey(command);
            default -> throw new Refusal(Status.WRONG_INSTRUCTION);
        };
    }

    /** Interface reference 3.5. */
    private static Answer getRandom(Command command) throws Refusal {
        command.requireNoBody();
        command.requireP1P2(0, 0);
        if (command.le() == Command.NO_LE) {
            throw new Refusal(Status.WRONG_LENGTH); // Le is the only thing that says how much
        }
        return Answer.of(Octets.of(SimRandom.bytes(command.le())));
    }
}
