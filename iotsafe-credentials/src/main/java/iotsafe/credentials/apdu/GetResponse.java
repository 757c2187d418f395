package iotsafe.credentials.apdu;

import iotsafe.credentials.apdu.Dialect.Habit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Fetches what 61xx and 9Fxx announce, and repeats a command with the length that 6Cxx asks for, so that the layers above see one
 * command and its whole answer (ISO/IEC 7816-4, GET RESPONSE; ETSI TS 102 221, T=0 procedures). Answers above this layer can be longer
 * than 258 bytes.
 */
public final class GetResponse implements ApduTransport {
    /** A card that is still not done by then is broken: 4 KB need 16 rounds of 256 bytes. */
    private static final int MOST_ROUNDS = 300;
    /** The longest thing a card gives, a file, is read in blocks; only an object list can come in one piece. */
    private static final int MOST_BYTES = 65_536;

    /** 60xx during GET RESPONSE: the same again. */
    private static final int NOT_READY = 0x60;

    /**
     * What somebody leaves behind who closed the channel or selected something else on it meanwhile. The command at hand was done, so these
     * words must not reach those above, who would take it for not done.
     */
    private static final Set<Integer> BETWEEN = Set.of(0x6881, 0x6D00, 0x6E00);

    private static final int INTERINDUSTRY = 0x00;
    private static final int PROPRIETARY = 0x80;

    private final ApduTransport lower;
    private final DialectMemory memory;

    /** A layer above {@code lower}, for commands that are not an applet's. */
    public GetResponse(ApduTransport lower) {
        this(lower, new DialectMemory());
    }

    /**
     * A layer above {@code lower}, which may be a logical channel.
     *
     * @param memory what is known of the card, and where what is learnt goes
     */
    public GetResponse(ApduTransport lower, DialectMemory memory) {
        this.lower = lower;
        this.memory = memory;
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        ResponseApdu answer = withRightLength(CommandApdu.of(command));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(answer.data().toArray());
        OptionalInt waiting = waiting(answer.status());
        for (int round = 0; waiting.isPresent(); round++) {
            if (round == MOST_ROUNDS || data.size() > MOST_BYTES) {
                throw new IOException(
                        "the card announces more data without end (%d bytes so far)".formatted(data.size()));
            }
            answer = next(waiting.getAsInt());
            data.writeBytes(answer.data().toArray());
            if (BETWEEN.contains(answer.status().value())) {
                throw new IOException("the rest of the card's answer is lost, GET RESPONSE gave " + answer.status()
                        + ": another program may be using this card, stop it if this stays so");
            }
            boolean notReady = answer.status().sw1() == NOT_READY;
            waiting = notReady ? waiting : waiting(answer.status());
        }
        return joined(data.toByteArray(), answer.status());
    }

    private ResponseApdu next(int length) throws IOException {
        ResponseApdu answer = getResponse(length);
        if (answer.status().value() == 0x6E00) {
            Habit other = isProprietary() ? Habit.NO : Habit.YES;
            memory.learn(before -> before.withProprietaryGetResponse(other));
            answer = getResponse(length);
        }
        return answer;
    }

    private ResponseApdu getResponse(int length) throws IOException {
        int family = isProprietary() ? PROPRIETARY : INTERINDUSTRY;
        return withRightLength(
                new CommandApdu(family, Instruction.GET_RESPONSE.code(), 0, 0, Bytes.EMPTY, OptionalInt.of(length)));
    }

    /** Most applets take the interindustry class here even when their own commands are proprietary. */
    private boolean isProprietary() {
        return memory.dialect().proprietaryGetResponse() == Habit.YES;
    }

    /** 6Cxx: the same command again, only Le replaced. A command without Le has no byte that could be replaced. */
    private ResponseApdu withRightLength(CommandApdu command) throws IOException {
        ResponseApdu answer = ResponseApdu.of(lower.exchange(command.toBytes()));
        OptionalInt right = answer.status().rightLength();
        if (right.isEmpty() || command.le().isEmpty()) {
            return answer;
        }
        return ResponseApdu.of(lower.exchange(command.withLe(right.getAsInt()).toBytes()));
    }

    /** 61xx, and its equal 9Fxx of second-generation SIMs. */
    private static OptionalInt waiting(StatusWord status) {
        return status.sw1() == 0x9F
                ? OptionalInt.of(status.sw2() == 0 ? CommandApdu.MOST : status.sw2())
                : status.moreBytes();
    }

    private static byte[] joined(byte[] data, StatusWord status) {
        byte[] answer = Arrays.copyOf(data, data.length + 2);
        answer[data.length] = (byte) status.sw1();
        answer[data.length + 1] = (byte) status.sw2();
        return answer;
    }
}
