package iotsafe.client.cli;

import iotsafe.client.CardAccess;
import iotsafe.client.card.SelfTest;
import iotsafe.client.card.SelfTestReport;
import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code card selftest}. */
@Command(
        name = "selftest",
        description = {
            "Signs, verifies, derives, draws random bytes and takes the time; tells what the agent can do with this card.",
            "Writes nothing to the card, unless --write-peer names a container for it. Ends with 3 if the card fails."
        },
        mixinStandardHelpOptions = true)
final class CardSelfTestCommand implements Callable<Integer> {
    private static final int MOST_ROUNDS = 100;

    @Mixin
    private CardOption option = new CardOption();

    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many signatures each key makes, 1 to 100; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--write-peer",
            paramLabel = "URI",
            description =
                    "A public key container, iotsafe:type=public;id=…, whose content may be lost: a fresh key is written into it, to prove key agreement right.")
    private @Nullable String peer;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new ParameterException(spec.commandLine(), "--rounds %d: it can be 1 to 100".formatted(rounds));
        }
        Optional<CredentialUri.OnCard> container = peer == null ? Optional.empty() : Optional.of(container(peer));
        AgentConfig.Card address = option.read();
        SelfTestReport report;
        try (SecureElement card = CardAccess.secureElement(address)) {
            report = new SelfTest(address.reader().toString(), card, Clock.systemUTC(), rounds, container).run();
        }
        if (json) {
            System.out.println(Json.text(SelfTestJson.of(report)));
        } else {
            SelfTestText.lines(report).forEach(System.out::println);
        }
        return report.passed() ? ExitCode.DONE.code() : ExitCode.CARD.code();
    }

    private CredentialUri.OnCard container(String uri) {
        String reason = "it is no public key container: write iotsafe:type=public;id=05";
        try {
            if (CredentialUri.parse(uri) instanceof CredentialUri.OnCard named && named.type() == ObjectType.PUBLIC) {
                return named;
            }
        } catch (IllegalArgumentException e) {
            reason = String.valueOf(e.getMessage());
        }
        throw new ParameterException(spec.commandLine(), "--write-peer %s: %s".formatted(uri, reason));
    }
}
