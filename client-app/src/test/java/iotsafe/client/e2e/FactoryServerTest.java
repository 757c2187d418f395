package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The management server was known when the device was made: no bootstrap at all (OMA LwM2M Core 6.1.3.1). */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class FactoryServerTest {
    private static final int WARM_START = 4;
    private static final String KEY = "C1E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    FactoryServerTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    @Test
    void with_the_certificate_that_the_SIM_was_made_with() throws Exception {
        String endpoint = "factory-known-device";
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), endpoint);
        Agent agent = Agent.configured(
                folder,
                sim.address(),
                shared.server().bootstrap(),
                "management: {uri: \"%s\", lifetime: 1h}"
                        .formatted(shared.server().management()));

        assertThat(agent.runs("run", "--once").done().out())
                .contains("no bootstrap is needed")
                .contains("registered endpoint=" + endpoint)
                .contains(" key=iotsafe:type=private;id=01 ");
        assertThat(shared.bed().bootstraps(endpoint)).isZero();
        Steps again = Steps.in(agent.runs("run", "--once").done().out());
        assertThat(again.exchanges()).isLessThanOrEqualTo(WARM_START);
        assertThat(agent.runs("status").done().out()).contains("(short server id 1)");
    }

    @Test
    void with_a_pre_shared_key_that_stays_on_the_SIM() throws Exception {
        String endpoint = "factory-known-psk";
        shared.management().admit(endpoint, "factory-known-psk", KEY);
        Path folder = stage.newFolder();
        Sim sim = Sim.blank(folder).secret("0B", "management", KEY);
        Agent agent = Agent.configured(
                folder,
                Map.of(),
                sim.address(),
                shared.server().bootstrap(),
                "management: {uri: \"%s\", psk-identity: %s, key: iotsafe:type=secret;id=0B}"
                        .formatted(shared.server().management(), endpoint));

        assertThat(agent.runs("run", "--once").done().out())
                .contains("registered endpoint=" + endpoint + " psk=iotsafe:type=secret;id=0B ");
        assertThat(shared.bed().bootstraps(endpoint)).isZero();
    }
}
