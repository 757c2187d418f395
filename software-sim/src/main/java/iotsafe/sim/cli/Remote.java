package iotsafe.sim.cli;

import iotsafe.sim.Fault;
import iotsafe.sim.Fault.Effect;
import iotsafe.sim.Fault.Moment;
import iotsafe.sim.FaultyCard;
import iotsafe.sim.vpcd.VpcdFace;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** The lines that tell a card in a virtual reader what to do; each prints a line of its own when it is done or refused. */
final class Remote {
    static final String COMMANDS = "insert, remove, reset, delay MILLISECONDS, pull-before INS, pull-after INS,"
            + " cut-before INS, cut-after INS, pull-at N, cut-at N, garbage, quit";

    private final FaultyCard card;
    private final VpcdFace face;
    private final Consumer<String> print;

    Remote(FaultyCard card, VpcdFace face, Consumer<String> print) {
        this.card = card;
        this.face = face;
        this.print = print;
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
        String[] words = line.split("\\s+", -1);
        String argument = words.length == 2 ? words[1] : "";
        switch (words[0]) {
            case "insert" -> face.insert();
            case "remove" -> face.remove();
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
            default -> throw new IllegalArgumentException("\"" + line + "\" is not one of " + COMMANDS);
        }
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
