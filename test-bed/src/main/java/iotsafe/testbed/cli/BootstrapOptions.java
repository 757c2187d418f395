package iotsafe.testbed.cli;

import iotsafe.testbed.bootstrap.ManagementAccount;
import iotsafe.testbed.bootstrap.ManagementAccount.Mode;
import iotsafe.testbed.bootstrap.ManagementAccount.Usage;
import iotsafe.testbed.bootstrap.Psk;
import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.weather.Forecast;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code bootstrap-server} and {@code up} let one choose of a bootstrap. */
final class BootstrapOptions {
    @Option(names = "--port", paramLabel = "PORT", description = "Bootstrap server's port; 0 (default): any free one.")
    int port;

    @Option(
            names = "--mode",
            paramLabel = "4|2|0",
            defaultValue = "4",
            description =
                    "Security Mode of the management account; 4 (default): enrol by EST, 2: certificate at hand, 0: PSK.")
    String mode = "4";

    @Option(
            names = "--usage",
            paramLabel = "2|3",
            defaultValue = "2",
            description = "Certificate Usage; 2 (default): the CA as trust anchor, 3: the management server's own.")
    String usage = "2";

    @Option(
            names = "--weather",
            paramLabel = "NAME[=NUMBER]",
            description = "Something to do wrong; may be repeated. \"weather\" lists all.")
    List<String> weather = new ArrayList<>();

    @Mixin
    CertificateLife certificateLife = new CertificateLife();

    @Option(
            names = "--psk",
            paramLabel = "ENDPOINT=HEX",
            description =
                    "Lets a device in by this pre-shared key, its identity being the endpoint name; may be repeated.")
    List<String> psks = new ArrayList<>();

    @Option(
            names = "--account-psk",
            paramLabel = "IDENTITY[=HEX]",
            description = "What --mode 0 writes into the account; without HEX, the device has to have the key.")
    @Nullable
    String accountPsk;

    @Option(
            names = "--second-uri",
            paramLabel = "URI",
            description =
                    "Another management server, which gets the same account under short server id 124 and may read the device.")
    @Nullable
    URI second;

    List<Psk> psks() {
        return psks.stream().map(Psk::parseWhole).toList();
    }

    Forecast forecast() {
        return Forecast.parse(weather);
    }

    ManagementAccount account(CaFolder folder, URI management) throws IOException {
        Usage chosen = usage();
        return new ManagementAccount(
                management,
                mode(),
                chosen,
                chosen == Usage.TRUST_ANCHOR
                        ? folder.authority().certificate()
                        : folder.managementServer().certificate(),
                accountPsk(),
                Optional.ofNullable(second));
    }

    /** The same choices as arguments for another process. */
    List<String> toArguments() {
        List<String> arguments =
                new ArrayList<>(List.of("--port", Integer.toString(port), "--mode", mode, "--usage", usage));
        psks.forEach(one -> arguments.addAll(List.of("--psk", one)));
        if (accountPsk != null) {
            arguments.addAll(List.of("--account-psk", accountPsk));
        }
        if (second != null) {
            arguments.addAll(List.of("--second-uri", second.toString()));
        }
        arguments.addAll(certificateLife.toArguments());
        weather.forEach(one -> arguments.addAll(List.of("--weather", one)));
        return arguments;
    }

    /** Refuses what {@link #account} and {@link #forecast} would. */
    void check() {
        Forecast unused = forecast();
        Mode unusedMode = mode();
        Usage unusedUsage = usage();
        List<Psk> unusedPsks = psks();
        if ((unusedMode == Mode.PSK) != accountPsk().isPresent()) {
            throw new IllegalArgumentException("--mode 0 and --account-psk go together");
        }
    }

    private Optional<Psk> accountPsk() {
        return Optional.ofNullable(accountPsk).map(Psk::parse);
    }

    private Mode mode() {
        return switch (mode) {
            case "4" -> Mode.EST;
            case "2" -> Mode.X509;
            case "0" -> Mode.PSK;
            default -> throw new IllegalArgumentException("--mode is \"" + mode + "\"; it can be 4, 2 or 0");
        };
    }

    private Usage usage() {
        return switch (usage) {
            case "2" -> Usage.TRUST_ANCHOR;
            case "3" -> Usage.DOMAIN_ISSUED;
            default -> throw new IllegalArgumentException("--usage is \"" + usage + "\"; it can be 2 or 3");
        };
    }
}
