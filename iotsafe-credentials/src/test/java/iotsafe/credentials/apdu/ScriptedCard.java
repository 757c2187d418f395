package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.function.Supplier;

/** A card that expects exactly the commands of its script, in their order, and gives the answers written beside them. */
public final class ScriptedCard implements ApduTransport {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Deque<Step> script = new ArrayDeque<>();

    private record Step(String command, Answer answer) {}

    @FunctionalInterface
    private interface Answer {
        byte[] give() throws IOException;
    }

    /** Expects a command and gives an answer, both in hexadecimal. */
    public ScriptedCard on(String command, String answer) {
        byte[] bytes = Bytes.ofHex(answer).toArray();
        script.add(new Step(Bytes.ofHex(command).toHex(), () -> bytes));
        return this;
    }

    /** Expects a command and gives no answer, as a card that was pulled out. */
    public ScriptedCard pulledOutAt(String command) {
        script.add(new Step(Bytes.ofHex(command).toHex(), () -> {
            throw new IOException("pulled out");
        }));
        return this;
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        Step step = script.poll();
        String got = HEX.formatHex(command);
        if (step == null || !step.command().equals(got)) {
            throw new AssertionError(
                    "the card got " + got + ", the script says " + (step == null ? "nothing more" : step.command()));
        }
        return step.answer().give();
    }

    /** Fails unless every step was played. */
    public void isFinished() {
        if (!script.isEmpty()) {
            throw new AssertionError(
                    "never sent: " + script.getFirst().command() + " and " + (script.size() - 1) + " more");
        }
    }

    /** A reader that gives these cards, one for each time it is opened. */
    public static CardReader reader(ScriptedCard... cards) {
        Deque<ScriptedCard> left = new ArrayDeque<>(java.util.List.of(cards));
        Supplier<ScriptedCard> next = left::poll;
        return () -> {
            ScriptedCard card = next.get();
            if (card == null) {
                throw new IOException("no card in the scripted reader: insert one");
            }
            return CardConnection.over("the scripted reader", card);
        };
    }

    /** Sends a command in hexadecimal through {@code transport} and gives the answer so. */
    public static String ask(ApduTransport transport, String command) throws IOException {
        return HEX.formatHex(transport.exchange(Bytes.ofHex(command).toArray()));
    }
}
