package iotsafe.sim.cli;

import iotsafe.sim.Fault;
import iotsafe.sim.Fault.Effect;
import iotsafe.sim.Fault.Moment;
import iotsafe.sim.FaultyCard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The lines that tell a card in a virtual reader or a modem what to do; each prints a line of its own when it is done or refused. */
final class Remote {
    static final String COMMANDS = "insert, remove, reset, delay MILLISECONDS, pull-before INS, pull-after INS,"
            + " cut-before INS, cut-after INS, pull-at N, cut-at N, garbage, quit";

    private final FaultyCard card;
    private final Slot slot;
    private final Map<String, Runnable> more;
    private final Consumer<String> print;

    /** Obeys the common lines and {@code more}, which are words of their own. */
    Remote(FaultyCard card, Slot slot, Map<String, Runnable> more, Consumer<String> print) {
        this.card = card;
        this.slot = slot;
        this.more = more;
        this.print = print;
    }

    /** Obeys line by line; false at the end of the input, true after "quit". */
    boolean obeyLines(InputStream input) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, Charset.defaultCharset()));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!obey(line.strip())) {
                return true;
            }
        }
        return false;
    }

    /** Does what a line says; false if it says to quit. */
    boolean obey(String line) {
        if (line.equals("quit")) {
            return false;
        }
        if (!line.isEmpty()) {
            try {
                act(line);
            } catch (IOException | IllegalArgumentException e) {
                print.accept("refused: " + e.getMessage());
            }
        }
        return true;
    }

    private void act(String line) throws IOException {
        Runnable other = more.get(line);
        if (other != null) {
            other.run();
            print.accept(line);
            return;
        }
        String[] words = line.split("\\s+", -1);
        String argument = words.length == 2 ? words[1] : "";
        switch (words[0]) {
            case "insert" -> slot.insert();
            case "remove" -> slot.remove();
            case "reset" -> {
                card.reset();
                print.accept("reset");
            }
            case "delay" -> {
                card.delayAnswers(Duration.ofMillis(number(argument, 10, 600_000)));
                print.accept("delay " + argument);
            }
            case "pull-before" -> planAt(line, argument, Moment.BEFORE, Effect.PULL);
            case "pull-after" -> planAt(line, argument, Moment.AFTER, Effect.PULL);
            case "cut-before" -> planAt(line, argument, Moment.BEFORE, Effect.POWER_CUT);
            case "cut-after" -> planAt(line, argument, Moment.AFTER, Effect.POWER_CUT);
            case "pull-at" -> planAtExchange(line, argument, Effect.PULL);
            case "cut-at" -> planAtExchange(line, argument, Effect.POWER_CUT);
            case "garbage" -> planAtExchange(line, "1", Effect.GARBAGE);
            default ->
                throw new IllegalArgumentException("\"" + line + "\" is not one of " + String.join(", ", commands()));
        }
    }

    private List<String> commands() {
        List<String> commands = new ArrayList<>(List.of(COMMANDS));
        commands.addAll(more.keySet());
        return commands;
    }

    private void planAt(String line, String instruction, Moment moment, Effect effect) {
        card.plan(Fault.at(number(instruction, 16, 0xFF), moment, effect));
        print.accept("planned " + line);
    }

    private void planAtExchange(String line, String n, Effect effect) {
        card.plan(Fault.atExchange(number(n, 10, Integer.MAX_VALUE), Moment.BEFORE, effect));
        print.accept("planned " + line);
    }

    private static int number(String text, int radix, int most) {
        int number;
        try {
            number = Integer.parseInt(text, radix);
        } catch (NumberFormatException e) {
            number = -1;
        }
        if (number < 0 || number > most) {
            throw new IllegalArgumentException("\"%s\" is not a number from 0 to %s%s"
                    .formatted(text, Integer.toString(most, radix), radix == 16 ? " (hex)" : ""));
        }
        return number;
    }
}
