package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a PKCS#11 token as it left the factory to a managed device, the PIN in a file. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "iotsafe.client.e2e.Token#isInstalled", disabledReason = "no token: apt install softhsm2 opensc")
@Timeout(120)
class BootstrapOverTokenTest {
    private static final String ENDPOINT = "token-device";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Token token;

    BootstrapOverTokenTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.token = Token.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    @Test
    void a_device_registers_under_a_key_that_the_token_made_and_again_from_its_state_alone() throws Exception {
        Agent agent = Agent.configured(
                stage.newFolder(),
                token.environment(shared.bed()),
                token.address(),
                shared.server().bootstrap(),
                "log: {format: text, level: trace, card-trace: true}");
        long before = shared.bed().bootstraps(ENDPOINT);

        Finished first = agent.runs("run", "--once").done();
        assertThat(first.out()).contains("registered endpoint=" + ENDPOINT + " ", "key=iotsafe:type=private;id=05");
        assertThat(first.err()).as("the calls were traced").contains("C_Sign: CKR_OK");
        assertThat(token.lists("privkey")).as("seen by others").containsPattern("ID: +05");
        assertThat(token.lists("cert"))
                .as("seen by others: the factory's, and the enrolled one beside its key")
                .containsPattern("ID: +01")
                .containsPattern("ID: +05");
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(before + 1);

        Finished again = agent.runs("run", "--once").done();
        assertThat(again.out()).contains("registered endpoint=" + ENDPOINT + " ");
        assertThat(shared.bed().bootstraps(ENDPOINT)).as("no new bootstrap").isEqualTo(before + 1);
        assertThat(first.out() + first.err() + again.out() + again.err()).doesNotContain(token.pin());
    }
}
