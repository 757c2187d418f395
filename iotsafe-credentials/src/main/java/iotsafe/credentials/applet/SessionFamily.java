package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;

/** The commands that work in a session: INIT opens and closes it, UPDATE brings the data (GSMA IoT.05 2.9, 2.10 and their like). */
enum SessionFamily {
    COMPUTE_SIGNATURE(Instruction.COMPUTE_SIGNATURE_INIT, Instruction.COMPUTE_SIGNATURE_UPDATE),
    VERIFY_SIGNATURE(Instruction.VERIFY_SIGNATURE_INIT, Instruction.VERIFY_SIGNATURE_UPDATE),
    PUT_PUBLIC_KEY(Instruction.PUT_PUBLIC_KEY_INIT, Instruction.PUT_PUBLIC_KEY_UPDATE);

    private static final int OPEN = 0x00;
    private static final int CLOSE = 0x01;
    private static final int LAST_BLOCK = 0x80;

    private final Instruction init;
    private final Instruction update;

    SessionFamily(Instruction init, Instruction update) {
        this.init = init;
        this.update = update;
    }

    CommandApdu open(int number, Bytes body) {
        return AppletSession.silent(init, OPEN, number, body);
    }

    CommandApdu close(int number) {
        return AppletSession.silent(init, CLOSE, number, Bytes.EMPTY);
    }

    /** Only a computed signature is an answer; the others tell by the status word. */
    CommandApdu lastBlock(int number, Bytes body) {
        return this == COMPUTE_SIGNATURE
                ? AppletSession.answering(update, LAST_BLOCK, number, body)
                : AppletSession.silent(update, LAST_BLOCK, number, body);
    }
}
