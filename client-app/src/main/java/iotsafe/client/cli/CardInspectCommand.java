package iotsafe.client.cli;

import iotsafe.client.CardAccess;
import iotsafe.client.card.CardReport;
import iotsafe.client.card.Inspection;
import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.SecureElement;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code card inspect}. */
@Command(
        name = "inspect",
        description = "Shows what the applet of one card, or a token in its place, is and holds.",
        mixinStandardHelpOptions = true)
final class CardInspectCommand implements Callable<Integer> {
    @Mixin
    private CardOption option = new CardOption();

    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Option(
            names = "--show-iccid",
            description = "Shows the whole ICCID; without it the middle is masked, for a report may be passed on.")
    private boolean wholeIccid;

    @Override
    public Integer call() throws Exception {
        AgentConfig.Card address = option.read();
        CardReport report;
        try (SecureElement card = CardAccess.secureElement(address)) {
            report = Inspection.of(address.reader().toString(), card, Clock.systemUTC());
        }
        if (json) {
            System.out.println(Json.text(ReportJson.of(report, wholeIccid)));
        } else {
            ReportText.lines(report, wholeIccid).forEach(System.out::println);
        }
        return ExitCode.DONE.code();
    }
}
