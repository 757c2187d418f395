package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;

/** Answers that are nothing but a secret: no tag, and a length known before. */
final class Answers {
    private Answers() {}

    /** Refuses any other length, without showing a byte. */
    static Secret secret(String what, Bytes answer, int length) throws CardException.Unreadable {
        if (answer.length() != length) {
            throw new CardException.Unreadable(
                    what, 0, "%d bytes where %d were to come".formatted(answer.length(), length));
        }
        return Secret.of(answer.toArray());
    }
}
