package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.AnswerCutException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.apdu.StatusWord;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * READ FILE (GSMA IoT.05 2.21). A certificate tells its own length, so its size is not asked for: 600 bytes take three exchanges.
 * Other files end where the card says so.
 */
final class ReadFile {
    /** The offset has two bytes. */
    private static final int LONGEST = 65_536;
    /** Cards give blocks of 128 bytes and more; one that gives a handful at a time is broken. */
    private static final int MOST_BLOCKS = 1024;

    private ReadFile() {}

    static Bytes read(AppletSession session, CredentialUri.OnCard file) throws CardException {
        Containers.require(file, ObjectType.FILE);
        String what = "READ FILE " + file;
        Bytes content = Bytes.EMPTY;
        for (int block = 0; block < MOST_BLOCKS && content.length() < LONGEST; block++) {
            ResponseApdu answer = readAt(session, what, file, content.length());
            if (!answer.status().isSuccess() && !isPastEnd(answer.status(), content)) {
                throw Refusal.of(
                        what,
                        answer.status(),
                        "the file is empty or may not be read: \"card inspect\" shows its state");
            }
            boolean ended = !answer.status().isSuccess() || answer.data().isEmpty();
            content = ended ? content : Bytes.concat(content, answer.data());
            OptionalInt whole = derLength(content);
            if (whole.isPresent() && whole.getAsInt() <= content.length()) {
                return content.slice(0, whole.getAsInt());
            }
            if (ended) {
                return requireWhole(what, content, whole);
            }
        }
        throw new CardException.Unreadable("answers of " + what, content.length(), "the file has no end");
    }

    /** One block. Some modems cut a long answer: from then on this card's files are read in blocks that fit. */
    private static ResponseApdu readAt(AppletSession session, String what, CredentialUri.OnCard file, int offset)
            throws CardException.Unreachable {
        CommandApdu whole =
                AppletSession.answering(Instruction.READ_FILE, offset >>> 8, offset & 0xFF, Containers.name(file));
        if (!session.memory().readsSmallBlocks()) {
            Optional<ResponseApdu> answer = unlessCut(session, what, whole);
            if (answer.isPresent()) {
                return answer.get();
            }
            session.memory().readSmallBlocks();
        }
        return session.send(what, whole.withLe(session.memory().readBlock()));
    }

    /** A modem that counts says itself that it cut; from one that does not, the middle of the file arrives where a status word should. */
    private static Optional<ResponseApdu> unlessCut(AppletSession session, String what, CommandApdu command)
            throws CardException.Unreachable {
        try {
            ResponseApdu answer = session.send(what, command);
            // an error has no data (ISO/IEC 7816-4, process aborted)
            boolean cut = !answer.status().isSuccess() && !answer.data().isEmpty();
            return cut ? Optional.empty() : Optional.of(answer);
        } catch (CardException.Unreachable e) {
            if (e.getCause() instanceof AnswerCutException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** An offset past the end is an end of file only after a first block. */
    private static boolean isPastEnd(StatusWord status, Bytes content) {
        return !content.isEmpty() && (status.value() == 0x6981 || status.value() == 0x6A86);
    }

    private static Bytes requireWhole(String what, Bytes content, OptionalInt whole) throws CardException {
        if (content.isEmpty()) {
            throw new CardException.Refused(what + ": the file is empty; have a certificate written to it");
        }
        if (whole.isPresent()) {
            throw new CardException.Unreadable(
                    "file " + what.substring("READ FILE ".length()),
                    content.length(),
                    "it ends here, but its first bytes announce %d".formatted(whole.getAsInt()));
        }
        return content;
    }

    /** The length that the header 30 81, 30 82 or 30 83 gives. The short form is not looked for: a text may begin with the same bytes. */
    private static OptionalInt derLength(Bytes content) {
        if (content.length() < 2 || content.u8(0) != 0x30) {
            return OptionalInt.empty();
        }
        int lengthBytes = content.u8(1) - 0x80;
        if (lengthBytes < 1 || lengthBytes > 3 || content.length() < 2 + lengthBytes) {
            return OptionalInt.empty();
        }
        int length = 0;
        for (int at = 0; at < lengthBytes; at++) {
            length = (length << 8) | content.u8(2 + at);
        }
        return OptionalInt.of(2 + lengthBytes + length);
    }
}
