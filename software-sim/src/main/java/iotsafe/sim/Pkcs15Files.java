package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.apdu.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A PKCS#15 application with one data object, the LwM2M bootstrap file (OMA LwM2M Core, G.2 and G.3; ISO/IEC 7816-15). A card has it as soon
 * as it has that file.
 */
final class Pkcs15Files {
    static final Octets AID = Octets.hex("A000000063504B43532D3135");

    private static final int EF_ODF = 0x5031;
    private static final int EF_DODF = 0x6430;
    private static final int EF_BOOTSTRAP = 0x6432;
    /** 2.23.43.9.1, as LwM2M 1.2.1 writes it. */
    private static final Octets BOOTSTRAP_OID = Octets.hex("672B0901");
    /** What of a file is not used yet. */
    private static final Octets FILLING = Octets.hex("FFFF");

    private static final int SELECT = 0xA4;
    private static final int READ_BINARY = 0xB0;
    private static final int BY_FILE_ID = 0x00;
    private static final int BY_PATH_FROM_MF = 0x08;
    private static final int RETURN_FCP = 0x04;
    private static final int RETURN_NOTHING = 0x0C;
    private static final Octets THIS_APPLICATION = Octets.hex("7FFF");

    private final SimMemory memory;

    Pkcs15Files(SimMemory memory) {
        this.memory = memory;
    }

    boolean isNamed(Octets name) {
        return !memory.bootstrapFile().isEmpty() && name.equals(AID);
    }

    Answer selectApplication(Command command) throws Refusal {
        requireWish(command);
        return command.p2() == RETURN_FCP
                ? Answer.of(Tlv.of(0x62, Octets.join(Tlv.u16(0x82, 0x7821), Tlv.of(0x84, AID))))
                : Answer.DONE;
    }

    Answer process(Command command, ClassByte cla, Channel channel) throws Refusal {
        if (cla.proprietary()) {
            throw new Refusal(Status.WRONG_INSTRUCTION);
        }
        return switch (command.ins()) {
            case SELECT -> select(command, channel);
            case READ_BINARY -> current(channel).read(command);
            default -> throw new Refusal(Status.WRONG_INSTRUCTION);
        };
    }

    private Answer select(Command command, Channel channel) throws Refusal {
        requireWish(command);
        Octets path = command.body();
        boolean known = (command.p1() == BY_FILE_ID && path.size() == 2)
                || (command.p1() == BY_PATH_FROM_MF && path.size() == 4 && path.startsWith(THIS_APPLICATION));
        if (!known) {
            throw new Refusal(Status.NOT_FOUND);
        }
        int id = (int) path.slice(path.size() - 2, path.size()).number();
        TransparentFile file = files().stream()
                .filter(each -> each.id() == id)
                .findFirst()
                .orElseThrow(() -> new Refusal(Status.NOT_FOUND));
        channel.currentFile(id);
        return command.p2() == RETURN_FCP ? Answer.of(file.controlParameters()) : Answer.DONE;
    }

    private static void requireWish(Command command) throws Refusal {
        if (command.p2() != 0 && command.p2() != RETURN_FCP && command.p2() != RETURN_NOTHING) {
            throw new Refusal(Status.WRONG_P1P2);
        }
    }

    private TransparentFile current(Channel channel) throws Refusal {
        return files().stream()
                .filter(each -> each.id() == channel.currentFile())
                .findFirst()
                .orElseThrow(() -> new Refusal(Status.NO_CURRENT_FILE));
    }

    private List<TransparentFile> files() {
        Octets dataObjects = Tlv.of(0xA7, path(EF_DODF));
        Octets name = Tlv.of(0x0C, Octets.of("LwM2M Bootstrap".getBytes(StandardCharsets.US_ASCII)));
        Octets type = Tlv.of(0x30, Octets.join(Tlv.of(0x06, BOOTSTRAP_OID), path(EF_BOOTSTRAP)));
        Octets entry = Tlv.of(0xA1, Octets.join(Tlv.of(0x30, Octets.EMPTY), Tlv.of(0x30, name), Tlv.of(0xA1, type)));
        return List.of(
                new TransparentFile(EF_ODF, Octets.join(dataObjects, FILLING)),
                new TransparentFile(EF_DODF, Octets.join(entry, FILLING)),
                new TransparentFile(EF_BOOTSTRAP, Octets.join(memory.bootstrapFile(), FILLING)));
    }

    private static Octets path(int file) {
        return Tlv.of(0x30, Tlv.u16(0x04, file));
    }
}
