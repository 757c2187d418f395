package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a SIM as it left the factory to a managed device, by AT commands on a real tty (3GPP TS 27.007 8.17, 8.43 to 8.46). */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "iotsafe.client.e2e.BootstrapOverModemTest#isInstalled", disabledReason = "apt install socat")
@Timeout(120)
class BootstrapOverModemTest {
    private static final String ENDPOINT = "modem-device";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Sim blueprint;
    private Path folder = Path.of("");

    BootstrapOverModemTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin/socat"));
    }

    @BeforeEach
    void takes_a_folder() throws IOException {
        folder = stage.newFolder();
    }

    /**
     * By either way into the card, with the same exchanges as through a reader (design, section 10), on a modem with as little room for a
     * command as any (interface reference 5.5).
     */
    @ParameterizedTest
    @CsvSource({"ccho, AT+CGLA", "csim, AT+CSIM"})
    void a_device_registers_under_its_enrolled_certificate_and_again_from_its_state_alone(String access, String command)
            throws Exception {
        Path tty = folder.resolve("ttyMODEM");
        Sim sim = blueprint.copy(folder);
        try (Program modem = Program.start(Programs.sim(
                List.of("modem", sim.file().toString(), "--tty", tty.toString(), "--quirk", "commands-up-to-127")))) {
            modem.awaitOut(Pattern.quote(tty.toString()), 1);
            Agent agent = Agent.configured(
                    folder,
                    "modem:%s?access=%s".formatted(tty, access),
                    shared.server().bootstrap(),
                    "log: {format: text, level: trace, card-trace: true}");
            long before = shared.bed().bootstraps(ENDPOINT);

            Finished first = agent.runs("run", "--once").done();
            assertThat(first.out()).contains("registered endpoint=" + ENDPOINT + " ", "key=iotsafe:type=private;id=05");
            assertThat(Steps.in(first.out()).exchanges()).isLessThanOrEqualTo(18);
            assertThat(first.err()).as("the line was traced").contains(command);
            assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(before + 1);

            Finished again = agent.runs("run", "--once").done();
            assertThat(Steps.in(again.out()).exchanges()).isLessThanOrEqualTo(4);
            assertThat(shared.bed().bootstraps(ENDPOINT)).as("no new bootstrap").isEqualTo(before + 1);
        }
    }
}
