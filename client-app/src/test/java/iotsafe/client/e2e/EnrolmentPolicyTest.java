package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A bootstrap server that writes Security Mode 2 (OMA LwM2M Core, /0/x/2): the configuration says whether the device enrols. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EnrolmentPolicyTest {
    private static final String ENDPOINT = "mode-2-device";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final URI bootstrapServer;
    private final Sim blueprint;

    EnrolmentPolicyTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.bootstrapServer = new TestBed(stage, shared.bed().folder())
                .serve(
                        "bootstrap-server",
                        "--management-uri",
                        shared.server().management().toString(),
                        "--mode",
                        "2")
                .bootstrap();
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    private String registeredWith(String... moreYaml) throws IOException, InterruptedException {
        int before = shared.bed().events(ENDPOINT).size();
        var folder = stage.newFolder();
        String out = Agent.configured(folder, blueprint.copy(folder).address(), bootstrapServer, moreYaml)
                .runs("run", "--once")
                .done()
                .out();
        List<Map<String, Object>> all = shared.bed().events(ENDPOINT);
        String events = all.subList(before, all.size()).stream()
                .map(event -> String.valueOf(event.get("event")))
                .toList()
                .toString();
        return out.lines()
                        .filter(line -> line.startsWith("registered endpoint="))
                        .toList()
                + events;
    }

    @Test
    void by_default_it_registers_with_the_factory_key() throws Exception {
        assertThat(registeredWith())
                .contains(" key=iotsafe:type=private;id=01 ")
                .endsWith("[bootstrap-started, bootstrap-finished]");
    }

    @Test
    void with_accounts_all_it_enrols_first() throws Exception {
        assertThat(registeredWith("enrolment: {accounts: all}"))
                .contains(" key=iotsafe:type=private;id=05 ")
                .endsWith("[bootstrap-started, bootstrap-finished, est-crts, est-att, est-sen]");
    }
}
