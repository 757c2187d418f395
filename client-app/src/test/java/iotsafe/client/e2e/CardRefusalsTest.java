package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A SIM that was made wrongly: one sentence, exit code 3, and the server hears of no device. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CardRefusalsTest {
    private static final String ENDPOINT = "badly-made-device";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private Path folder = Path.of("");

    CardRefusalsTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    @BeforeEach
    void takes_a_folder() throws IOException {
        folder = stage.newFolder();
    }

    private String refusalWith(Sim sim) throws IOException, InterruptedException {
        Agent agent = Agent.configured(folder, sim.address(), shared.server().bootstrap());
        String sentence = agent.runs("run", "--once").failed(3);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isZero();
        assertThat(agent.state().resolve("state")).doesNotExist();
        assertThat(agent.runs("check").failed(3)).as("the doctor").isNotEmpty();
        return sentence;
    }

    @Test
    void a_card_without_the_applet_is_named_with_what_to_do() throws Exception {
        Sim sim = Sim.blank(folder, "--aid", "A000000999000001");
        assertThat(refusalWith(sim))
                .startsWith("no IoT SAFE applet on the card in simulator ")
                .endsWith(
                        "; insert a SIM that has one, or set its application identifier (card.applet) if the issuer uses another");
    }

    @Test
    void a_missing_certificate_file_is_named() throws Exception {
        Sim sim = Sim.blank(folder).keyPair("01", "factory", "--generate").keyPair("05", "operational");
        assertThat(refusalWith(sim)).contains("iotsafe:type=file;id=02").contains("6A82");
    }

    @Test
    void an_empty_key_container_is_named() throws Exception {
        Sim sim = Sim.blank(folder)
                .keyPair("01", "factory")
                .keyPair("05", "operational")
                .keyPair("09", "another", "--generate")
                .certified("09", shared.bed(), ENDPOINT)
                .anchoredIn(shared.bed());
        assertThat(refusalWith(sim)).contains("iotsafe:type=private;id=01").contains("the container is empty");
    }

    @Test
    void a_certificate_over_another_key_is_found_out_before_the_server_sees_a_signature() throws Exception {
        Sim sim = Sim.blank(folder)
                .keyPair("01", "factory", "--generate")
                .keyPair("05", "operational")
                .keyPair("09", "another", "--generate")
                .certified("09", shared.bed(), ENDPOINT)
                .anchoredIn(shared.bed());
        assertThat(refusalWith(sim))
                .startsWith("iotsafe:type=private;id=01 is not the key of the certificate CN=" + ENDPOINT + ": ");
    }
}
