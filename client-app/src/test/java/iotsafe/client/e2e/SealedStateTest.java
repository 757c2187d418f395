package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** State sealed to the SIM (design section 7), where it matters most: a bootstrap server has written a pre-shared key into the account. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SealedStateTest {
    private static final String ENDPOINT = "sealed-device";
    private static final String BOOTSTRAP_KEY = "A1E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";
    private static final String WRITTEN_KEY = "A2E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF2";
    private static final String SEAL_KEY = "A3E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF3";
    private static final int WARM_START = 4;
    private static final int UNSEALING = 1;

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    SealedStateTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    private static Map<String, String> environment(String... more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "IOTSAFE_BOOTSTRAP_PSK_IDENTITY",
                ENDPOINT,
                "IOTSAFE_STATE_SEAL",
                "required",
                "IOTSAFE_STATE_SEAL_KEY",
                "iotsafe:type=secret;id=0C"));
        for (int at = 0; at < more.length; at += 2) {
            all.put(more[at], more[at + 1]);
        }
        return all;
    }

    @Test
    void the_account_and_its_key_are_of_use_with_this_SIM_only() throws Exception {
        shared.management().admit(ENDPOINT, "written-sealed", WRITTEN_KEY);
        URI server = new TestBed(stage, shared.bed().folder())
                .serve(
                        "bootstrap-server",
                        "--management-uri",
                        shared.server().management().toString(),
                        "--psk",
                        ENDPOINT + "=" + BOOTSTRAP_KEY,
                        "--mode",
                        "0",
                        "--account-psk",
                        "written-sealed=" + WRITTEN_KEY)
                .bootstrap();
        Path folder = stage.newFolder();
        Sim sim = Sim.blank(folder).secret("0A", "bootstrap", BOOTSTRAP_KEY).secret("0C", "seal", SEAL_KEY);
        Agent agent = Agent.configured(folder, environment(), sim.address(), server);

        agent.runs("run", "--once").done();

        byte[] state = Files.readAllBytes(agent.state().resolve("state"));
        assertThat(new String(state, StandardCharsets.US_ASCII)).startsWith("iotsafe-agent-state-sealed 1 ");
        assertThat(new PrivateKeySearch()
                        .lookingFor("written key", HexFormat.of().parseHex(WRITTEN_KEY))
                        .foundIn(state))
                .isEmpty();
        assertThat(new String(state, StandardCharsets.US_ASCII)).doesNotContain(ENDPOINT, "coaps");
        assertThat(agent.runs("status").done().out()).contains("endpoint     " + ENDPOINT);

        Steps again = Steps.in(agent.runs("run", "--once").done().out());
        assertThat(again.exchanges()).isLessThanOrEqualTo(WARM_START + UNSEALING);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(1);

        Agent withoutCard = new Agent(
                agent.folder(), environment("IOTSAFE_CARD_READER", "simulator:" + folder.resolve("no-such-card.json")));
        assertThat(withoutCard.runs("status").failed(3))
                .contains("it is sealed to a card that does not answer; put that card in, or run reset");
        assertThat(Files.readAllBytes(agent.state().resolve("state"))).isEqualTo(state);

        Path other = stage.newFolder();
        Sim otherSim = Sim.blank(other)
                .secret("0A", "bootstrap", BOOTSTRAP_KEY)
                .secret("0C", "seal", SEAL_KEY.replace("A3", "B3"));
        Agent withOther = new Agent(agent.folder(), environment("IOTSAFE_CARD_READER", otherSim.address()));
        assertThat(withOther.runs("status").done().out()).contains("not provisioned yet");
        withOther.runs("run", "--once").done();
        assertThat(shared.bed().bootstraps(ENDPOINT))
                .as("the other SIM begins anew")
                .isEqualTo(2);
        agent.runs("run", "--once").done();
        assertThat(shared.bed().bootstraps(ENDPOINT))
                .as("the first has its own state still")
                .isEqualTo(2);

        withoutCard.runs("reset", "--yes").done();
        assertThat(agent.state().resolve("state")).doesNotExist();
    }

    /** RFC 5246 7.3. The session is a secret, and rests sealed as the state does; this server does not resume it, and gets a full handshake. */
    @Test
    void the_DTLS_session_is_kept_sealed_and_a_server_that_does_not_resume_it_is_registered_with_all_the_same()
            throws Exception {
        String endpoint = "sealed-certified";
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), endpoint).secret("0C", "seal", SEAL_KEY);
        Agent agent = Agent.configured(
                folder,
                Map.of("IOTSAFE_STATE_SEAL_KEY", "iotsafe:type=secret;id=0C"),
                sim.address(),
                shared.server().bootstrap(),
                "management: {uri: \"%s\", lifetime: 1h}"
                        .formatted(shared.server().management()));
        agent.runs("run", "--once").done();
        assertThat(Files.readString(agent.state().resolve("dtls-session"))).startsWith("iotsafe-agent-state-sealed 1 ");

        Steps again = Steps.in(agent.runs("run", "--once").done().out());

        assertThat(again.exchanges()).isLessThanOrEqualTo(WARM_START + UNSEALING);
    }
}
