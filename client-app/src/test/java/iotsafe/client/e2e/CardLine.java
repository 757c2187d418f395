package iotsafe.client.e2e;

import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import java.io.ByteArrayOutputStream;

/** A reader with a card in software in it, which counts and keeps all that passes: what it has seen is all that ever left the card. */
final class CardLine implements CardReader, ApduTransport {
    private final SimMemory memory;
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private SoftwareSim card;
    private Cost cost = new Cost(0, 0, 0);

    /**
     * What passed.
     *
     * @param exchanges commands, each with its answer
     * @param commandBytes of the commands
     * @param answerBytes of the answers, status words included
     */
    record Cost(int exchanges, int commandBytes, int answerBytes) {
        Cost plus(Cost more) {
            return new Cost(
                    exchanges + more.exchanges, commandBytes + more.commandBytes, answerBytes + more.answerBytes);
        }

        Cost times(int factor) {
            return new Cost(exchanges * factor, commandBytes * factor, answerBytes * factor);
        }

        /** In exchanges and in bytes. */
        boolean isAtMost(Cost other) {
            return exchanges <= other.exchanges
                    && commandBytes <= other.commandBytes
                    && answerBytes <= other.answerBytes;
        }

        Cost minus(Cost earlier) {
            return new Cost(
                    exchanges - earlier.exchanges,
                    commandBytes - earlier.commandBytes,
                    answerBytes - earlier.answerBytes);
        }
    }

    CardLine(SimMemory memory) {
        this.memory = memory;
        this.card = SoftwareSim.inMemory(memory);
    }

    /** Takes the card out and puts it back: what it had in mind is gone, what it remembers is not. */
    synchronized void reset() {
        card = SoftwareSim.inMemory(memory);
    }

    /** So far. */
    synchronized Cost cost() {
        return cost;
    }

    /** All bytes, commands and answers, in their order. */
    synchronized byte[] passed() {
        return passed.toByteArray();
    }

    @Override
    public CardConnection open() {
        return CardConnection.over("the software SIM", this);
    }

    @Override
    public synchronized byte[] exchange(byte[] command) {
        byte[] answer = card.process(command);
        passed.writeBytes(command);
        passed.writeBytes(answer);
        cost = new Cost(cost.exchanges + 1, cost.commandBytes + command.length, cost.answerBytes + answer.length);
        return answer;
    }
}
