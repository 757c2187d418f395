package iotsafe.client.cli;

import iotsafe.client.config.Printable;
import iotsafe.credentials.apdu.StatusWord;
import iotsafe.credentials.apdu.TracedExchange;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Lists exchanges with a card, as they come: so far as it got is seen even if the card then hangs. */
final class TracePrinter implements Consumer<TracedExchange> {
    private final PrintStream out;
    private final boolean namesOnly;
    private int count;
    private Duration total = Duration.ZERO;

    TracePrinter(PrintStream out, boolean namesOnly) {
        this.out = out;
        this.namesOnly = namesOnly;
    }

    @Override
    public synchronized void accept(TracedExchange exchange) {
        count++;
        total = total.plus(exchange.took());
        out.printf(
                "%4d %9s ms  %s: %s%n",
                count,
                Milliseconds.of(exchange.took()),
                // the specification's dash is more than some terminals in the field can show
                Printable.of(exchange.title()).replace('–', '-'),
                exchange.status().map(StatusWord::toString).orElse("no answer"));
        if (!namesOnly) {
            bytes(">", exchange.command(), exchange.commandFields());
            exchange.status().ifPresent(answered -> bytes("<", exchange.answer(), exchange.answerFields()));
        }
        out.flush();
    }

    synchronized void end() {
        out.printf("%d exchanges, %s ms%n", count, Milliseconds.of(total));
        out.flush();
    }

    private void bytes(String direction, String hex, List<String> fields) {
        out.printf("        %s %s%n", direction, hex);
        fields.forEach(field -> out.printf("            %s%n", Printable.of(field)));
    }
}
