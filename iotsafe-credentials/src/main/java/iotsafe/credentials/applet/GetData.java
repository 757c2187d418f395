package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;
import java.util.List;
import java.util.Optional;

/** GET DATA (GSMA IoT.05 2.12 to 2.14): what the applet is, what it holds, what one container is. */
final class GetData {
    private static final int APPLICATION = 0x00;
    private static final int OBJECT_LIST = 0x01;
    private static final int CONTINUED = 0x01;
    private static final int MORE_DATA_FOLLOWS = 0x6300;
    /** 64 parts of 256 bytes: more than three hundred objects. */
    private static final int MOST_PARTS = 64;

    private GetData() {}

    /** What the applet says of itself; empty if it does not, which some do not. */
    static Optional<ApplicationData> application(AppletSession session) throws CardException {
        ResponseApdu answer = session.send(
                "GET DATA – application", AppletSession.answering(Instruction.GET_DATA, APPLICATION, 0, Bytes.EMPTY));
        if (!answer.status().isSuccess() || answer.data().isEmpty()) {
            return Optional.empty();
        }
        ApplicationData data = ApplicationData.read(answer.data());
        session.memory().declare(data.capabilities());
        return Optional.of(data);
    }

    /** All containers, in the card's order. A part that ends in 6300 is continued, and may end in the middle of an object. */
    static List<CardObject> objectList(AppletSession session) throws CardException {
        String what = "GET DATA – object list";
        Bytes list = Bytes.EMPTY;
        for (int part = 0; part < MOST_PARTS; part++) {
            int p2 = part == 0 ? 0 : CONTINUED;
            ResponseApdu answer =
                    session.send(what, AppletSession.answering(Instruction.GET_DATA, OBJECT_LIST, p2, Bytes.EMPTY));
            boolean more = answer.status().value() == MORE_DATA_FOLLOWS;
            if (!more && !answer.status().isSuccess()) {
                throw Refusal.of(what, answer.status(), "the applet is not in use yet: ask the SIM's issuer");
            }
            list = Bytes.concat(list, answer.data());
            if (!more || answer.data().isEmpty()) {
                return ObjectList.read("object list", list);
            }
        }
        throw new CardException.Unreadable(
                "object list", list.length(), "the card announces more after %d parts".formatted(MOST_PARTS));
    }

    /** The attributes of one container. */
    static CardObject object(AppletSession session, CredentialUri.OnCard uri) throws CardException {
        String what = "GET DATA " + uri;
        int selector = Containers.of(uri.type()).wrapper();
        Bytes answer = session.ask(
                what,
                AppletSession.answering(Instruction.GET_DATA, selector, 0, Containers.name(uri)),
                "the container's attributes may not be read: ask the SIM's issuer");
        return ObjectList.read("answer of " + what, answer).stream()
                .findFirst()
                .orElseThrow(() -> new CardException.Unreadable("answer of " + what, 0, "it names no container"));
    }
}
