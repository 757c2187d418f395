package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;

/**
 * The default application of every channel: the UICC's file system, as far as MF and EF_ICCID (ETSI TS 102 221, 11.1.1,
 * 11.1.3 and 13.2). It answers commands meant for the applet as a real UICC does when SELECT failed: 6D00, 6A86 or 6700
 * (interface reference 1.4).
 */
final class UiccFiles {
    static final int MASTER_FILE = 0x3F00;
    /** How a USIM's name begins (ETSI TS 101 220, annex E): to select it is to select these files. */
    static final Octets USIM = Octets.hex("A0000000871002");

    private static final int EF_ICCID = 0x2FE2;

    private static final int SELECT = 0xA4;
    private static final int READ_BINARY = 0xB0;
    private static final int RETRIEVE_DATA = 0xCB;
    private static final int BY_FILE_ID = 0x00;
    private static final int BY_PATH_FROM_MF = 0x08;
    private static final int RETURN_FCP = 0x04;
    private static final int RETURN_NOTHING = 0x0C;

    private final TransparentFile iccid;

    UiccFiles(String iccid) {
        this.iccid = new TransparentFile(EF_ICCID, Iccid.encoded(iccid));
    }

    Answer process(Command command, ClassByte cla, Channel channel) throws Refusal {
        if (command.ins() == RETRIEVE_DATA) {
            throw new Refusal(Status.WRONG_P1P2); // a command of TS 102 221 (11.3.1), for files this card does not have
        }
        if (cla.proprietary()) {
            throw new Refusal(Status.WRONG_INSTRUCTION);
        }
        return switch (command.ins()) {
            case SELECT -> select(command, channel);
            case READ_BINARY -> readBinary(command, channel);
            default -> throw new Refusal(Status.WRONG_INSTRUCTION);
        };
    }

    private Answer select(Command command, Channel channel) throws Refusal {
        if (command.p2() != RETURN_FCP && command.p2() != RETURN_NOTHING) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        Octets path = command.body();
        if (command.p1() != BY_FILE_ID && command.p1() != BY_PATH_FROM_MF) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        if (path.size() != 2) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        int file = (int) path.number();
        if (file != MASTER_FILE && file != EF_ICCID) {
            throw new Refusal(Status.NOT_FOUND);
        }
        channel.currentFile(file);
        if (command.p2() == RETURN_NOTHING) {
            return Answer.DONE;
        }
        return Answer.of(file == EF_ICCID ? iccid.controlParameters() : TransparentFile.ofDirectory(file));
    }

    private Answer readBinary(Command command, Channel channel) throws Refusal {
        command.requireNoBody();
        if (channel.currentFile() != EF_ICCID) {
            throw new Refusal(Status.NO_CURRENT_FILE);
        }
        return iccid.read(command);
    }
}
