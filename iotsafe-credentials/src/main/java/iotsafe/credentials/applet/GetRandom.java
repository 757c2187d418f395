package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;

/** GET RANDOM (INS 84). */
final class GetRandom {
    /** Some applets end a full answer with it. */
    private static final int MORE_DATA_FOLLOWS = 0x6300;

    private GetRandom() {}

    static Bytes read(AppletSession session, int length) throws CardException {
        String what = "GET RANDOM";
        CommandApdu command = AppletSession.answering(Instruction.GET_RANDOM, 0, 0, Bytes.EMPTY)
                .withLe(length);
        ResponseApdu answer = session.send(what, command);
        boolean done = answer.status().isSuccess() || answer.status().value() == MORE_DATA_FOLLOWS;
        if (!done) {
            throw Refusal.of(what, answer.status(), "the card's generator is not ready: take it out and put it back");
        }
        if (answer.data().length() != length) {
            throw new CardException.Unreadable(
                    "answer of GET RANDOM", answer.data().length(), "%d bytes were asked for".formatted(length));
        }
        return answer.data();
    }
}
