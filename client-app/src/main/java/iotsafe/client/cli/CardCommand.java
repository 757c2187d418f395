package iotsafe.client.cli;

import iotsafe.client.CardAccess;
import iotsafe.client.Logging;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ReaderAddress;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.pcsc.PcscReaders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code card}: what there is to work with. */
@Command(
        name = "card",
        description = "Looks at readers and cards; changes nothing.",
        mixinStandardHelpOptions = true,
        subcommands = {CardCommand.ListReaders.class, CardCommand.Inspect.class})
final class CardCommand {
    /** {@code card list}. */
    @Command(
            name = "list",
            description = "Lists the PC/SC readers, by the names that card.reader takes.",
            mixinStandardHelpOptions = true)
    static final class ListReaders implements Callable<Integer> {
        @Override
        public Integer call() throws CardException {
            List<PcscReaders.Slot> slots;
            try {
                slots = PcscReaders.list();
            } catch (IOException e) {
                throw new CardException.Unreachable(String.valueOf(e.getMessage()));
            }
            if (slots.isEmpty()) {
                throw new CardException.Unreachable("no PC/SC reader is connected: plug one in");
            }
            for (PcscReaders.Slot slot : slots) {
                String card = slot.atr()
                        .map(atr -> "ATR " + atr)
                        .orElse(slot.cardPresent() ? "a card without ATR" : "no card");
                System.out.printf("pcsc:%s  %s%n", slot.name(), card);
            }
            return ExitCode.DONE.code();
        }
    }

    /** {@code card inspect}. */
    @Command(
            name = "inspect",
            description = "Shows what the applet of one card, or a token in its place, holds.",
            mixinStandardHelpOptions = true)
    static final class Inspect implements Callable<Integer> {
        @Mixin
        private ConfigOption config = new ConfigOption();

        @Option(
                names = "--reader",
                paramLabel = "ADDRESS",
                description = "The card's address; default: card.reader of the configuration.")
        private @Nullable String reader;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            AgentConfig.Card address = reader == null ? config.read().card() : addressed(reader);
            try (SecureElement card = CardAccess.secureElement(address)) {
                card.connect();
                show(address, card, System.out);
            }
            return ExitCode.DONE.code();
        }

        private AgentConfig.Card addressed(String reader) {
            Logging.quiet();
            try {
                return new AgentConfig.Card(ReaderAddress.parse(reader), Optional.empty());
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--reader %s: %s".formatted(ReaderAddress.withoutPin(reader), e.getMessage()),
                        e);
            }
        }

        private static void show(AgentConfig.Card address, SecureElement card, PrintStream out) throws CardException {
            out.printf("reader    %s%n", address.reader());
            out.printf("card      %s%n", card.identity().value());
            for (CardObject object : card.objects()) {
                out.printf(
                        "%-9s id %-8s %-16s %s%n",
                        object.uri().type().word(),
                        object.id().map(Bytes::toHex).orElse("-"),
                        object.label().map(Inspect::printable).orElse(""),
                        content(card, object));
            }
            out.printf("%d exchanges%n", card.exchanges());
        }

        private static String content(SecureElement card, CardObject object) {
            if (!object.filled().orElse(true)) {
                return "empty";
            }
            return object.uri().type() == ObjectType.FILE ? fileContent(card, object.uri()) : keyContent(object);
        }

        private static String keyContent(CardObject object) {
            return object.keyType().isPresent()
                    ? "key type %02X".formatted(object.keyType().getAsInt())
                    : "filled";
        }

        private static String fileContent(SecureElement card, CredentialUri.OnCard file) {
            try {
                Bytes content = card.readFile(file);
                try {
                    X509Certificate first = CertificateSource.parse(file.toString(), content.toArray())
                            .get(0);
                    return "certificate \"%s\" until %s"
                            .formatted(
                                    first.getSubjectX500Principal().getName(),
                                    first.getNotAfter().toInstant());
                } catch (CardException.Unreadable e) {
                    return "%d bytes, no certificate".formatted(content.length());
                }
            } catch (CardException e) {
                return String.valueOf(e.getMessage());
            }
        }

        /** Labels are opaque bytes: shown as text only if they are text. */
        private static String printable(Bytes label) {
            String text = new String(label.toArray(), StandardCharsets.US_ASCII);
            return text.chars().allMatch(c -> c >= ' ' && c < 0x7F) ? "\"" + text + "\"" : label.toHex();
        }
    }
}
