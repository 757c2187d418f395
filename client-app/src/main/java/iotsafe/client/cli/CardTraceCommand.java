package iotsafe.client.cli;

import iotsafe.client.CardAccess;
import iotsafe.client.card.Inspection;
import iotsafe.client.card.SelfTest;
import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.CardException;
import iotsafe.credentials.applet.IotSafeApplet;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code card trace}. There is no way to send commands of one's own: one digit away from GET DATA a key is lost. */
@Command(
        name = "trace",
        description = {
            "Does an inspection or a self-test and lists each exchange with the card: names, fields, status, time.",
            "What can be secret is counted, not shown: random bytes, derived and agreed secrets, the SIM's own files.",
            "What the daemon says to its card, log.card-trace writes in the same words."
        },
        mixinStandardHelpOptions = true)
final class CardTraceCommand implements Callable<Integer> {
    /** What is done while the exchanges are listed. */
    enum Operation {
        INSPECT,
        SELFTEST
    }

    @Mixin
    private CardOption option = new CardOption();

    @Parameters(
            index = "0",
            paramLabel = "OPERATION",
            defaultValue = "inspect",
            description = "What is done: inspect (default) or selftest.")
    private String operation = "inspect";

    @Option(names = "--names", description = "Names, status and time alone: a line for each exchange.")
    private boolean namesOnly;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Operation wanted = wanted();
        AgentConfig.Card address = option.read();
        TracePrinter printer = new TracePrinter(System.out, namesOnly);
        Optional<IotSafeApplet> traced = CardAccess.traced(address, printer);
        if (traced.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a PKCS#11 token is not spoken to in commands of a card; log.level: debug shows the calls of its library");
        }
        try (IotSafeApplet card = traced.get()) {
            run(wanted, address.reader().toString(), card);
        } finally {
            printer.end();
        }
        return ExitCode.DONE.code();
    }

    private static void run(Operation wanted, String reader, IotSafeApplet card) throws CardException {
        switch (wanted) {
            case INSPECT -> Inspection.of(reader, card, Clock.systemUTC());
            case SELFTEST -> new SelfTest(reader, card, Clock.systemUTC(), 1, Optional.empty()).run();
        }
    }

    private Operation wanted() {
        for (Operation known : Operation.values()) {
            if (known.name().equalsIgnoreCase(operation)) {
                return known;
            }
        }
        throw new ParameterException(
                spec.commandLine(), "\"%s\" cannot be traced; there are inspect and selftest".formatted(operation));
    }
}
