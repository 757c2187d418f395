package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.crypto.SimRandom;
import java.util.Map;

/** The applet: its commands by INS (interface reference 3.1), each in a class of its own if it is more than a line. */
final class IotSafeApplet {
    /** Commands that an applet may lack altogether. */
    private static final Map<Integer, Quirk> OPTIONAL = Map.of(
            0x2C, Quirk.NO_VERIFY,
            0x2D, Quirk.NO_VERIFY,
            0x46, Quirk.NO_AGREEMENT,
            0x48, Quirk.NO_PRF,
            0x4A, Quirk.NO_HKDF);

    private final Profile profile;
    private final Administration administration;
    private final Sessions sessions;
    private final GetData getData;
    private final ReadFile readFile;
    private final KeyPairs keyPairs;
    private final PutPublicKey putPublicKey;
    private final Signatures signatures;
    private final Derivations derivations;

    IotSafeApplet(SimMemory memory, Durability durability) {
        this.profile = memory.profile();
        this.administration = new Administration(profile);
        ObjectStore objects = new ObjectStore(memory, durability, administration);
        this.sessions = new Sessions(memory.application().maxSessions(), profile);
        this.getData = new GetData(memory, objects, administration);
        this.readFile = new ReadFile(profile, objects);
        this.keyPairs = new KeyPairs(profile, objects, sessions);
        this.putPublicKey = new PutPublicKey(objects, sessions);
        this.signatures = new Signatures(profile, objects, sessions);
        this.derivations = new Derivations(profile, objects);
    }

    /** Closes what a channel holds. */
    void leave(int channel) {
        sessions.closeAll(channel);
        getData.forget(channel);
    }

    /** Closes what all channels hold. */
    void reset() {
        sessions.reset();
        getData.forget();
        administration.reset();
    }

    /** A remote server has changed objects. */
    void administered() {
        administration.happened();
    }

    Answer process(Command command, ClassByte cla) throws Refusal {
        if (profile.has(cla.proprietary() ? Quirk.CLASS_0C : Quirk.CLASS_8C)) {
            throw new Refusal(Status.WRONG_CLASS);
        }
        Quirk lacking = OPTIONAL.get(command.ins());
        if (lacking != null && profile.has(lacking)) {
            throw new Refusal(Status.WRONG_INSTRUCTION);
        }
        return administration.announced(dispatch(command, cla));
    }

    private Answer dispatch(Command command, ClassByte cla) throws Refusal {
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
    private Answer getRandom(Command command) throws Refusal {
        command.requireNoBody();
        command.requireP1P2(0, 0);
        if (command.le() == Command.NO_LE) {
            throw new Refusal(Status.WRONG_LENGTH); // Le is the only thing that says how much
        }
        byte[] random = SimRandom.bytes(command.le());
        if (profile.has(Quirk.RANDOM_61) && random.length > 1) {
            random[0] = 0x61;
            random[1] = 0x10;
        }
        return new Answer(Octets.of(random), profile.has(Quirk.RANDOM_6300) ? Status.MORE_DATA : Status.OK);
    }
}
