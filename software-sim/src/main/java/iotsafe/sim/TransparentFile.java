package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.apdu.Tlv;

/**
 * A file that is a row of bytes (ETSI TS 102 221, 8.2.2.1).
 *
 * @param id two bytes
 * @param content what it holds, filling included
 */
record TransparentFile(int id, Octets content) {
    private static final int SHORT_IDENTIFIER = 0x80;

    /** TS 102 221, 11.1.1.3: descriptor, file id, life cycle "activated", security by reference, size. */
    Octets controlParameters() {
        return controlParameters(0x4121, id, Tlv.u16(0x80, content.size()));
    }

    /** The same of a directory, which has no size. */
    static Octets ofDirectory(int id) {
        return controlParameters(0x7821, id, Octets.EMPTY);
    }

    private static Octets controlParameters(int descriptor, int id, Octets size) {
        return Tlv.of(
                0x62,
                Octets.join(
                        Tlv.u16(0x82, descriptor),
                        Tlv.u16(0x83, id),
                        Tlv.u8(0x8A, 0x05),
                        Tlv.of(0x8B, Octets.of(0x2F, 0x06, 0x01)),
                        size));
    }

    /** READ BINARY (TS 102 221, 11.1.3); no file has a short identifier here. */
    Answer read(Command command) throws Refusal {
        command.requireNoBody();
        if (command.p1() >= SHORT_IDENTIFIER) {
            throw new Refusal(Status.NOT_FOUND);
        }
        int offset = command.p1p2();
        if (offset >= content.size()) {
            throw new Refusal(Status.WRONG_OFFSET);
        }
        return Answer.of(content.slice(offset, offset + command.atMost(content.size() - offset)));
    }
}
