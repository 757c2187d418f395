package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bootstrap server writes the account, and another server has the certificates: EST over HTTPS (RFC 7030), all of it in processes. */
@Timeout(180)
@ExtendWith(SharedTestBed.class)
class EnrolElsewhereTest {
    private static final String ENDPOINT = "elsewhere";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final TestBed bed;
    private final int eventsBefore;

    EnrolElsewhereTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.bed = new TestBed(stage, shared.bed().folder());
        this.eventsBefore = bed.httpsEvents().size();
        shared.management().admit(ENDPOINT);
    }

    @Test
    void items_8_16_17_first_enrolment_and_renewal_go_over_HTTPS() throws Exception {
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, bed, ENDPOINT);
        Object server = bed.serve("est-server").addresses().get("est");
        Agent agent = Agent.configured(
                folder,
                sim.address(),
                shared.server().bootstrap(),
                "enrolment: {uri: \"%s\", trust: iotsafe:type=file;id=03}".formatted(server));

        assertThat(agent.runs("run", "--once").done().out()).contains("registered endpoint=" + ENDPOINT);

        assertThat(bed.events(ENDPOINT))
                .extracting(event -> event.get("event"))
                .containsExactly("bootstrap-started", "bootstrap-finished");
        assertThat(https()).containsSubsequence("https-cacerts", "https-csrattrs", "https-simpleenroll");

        assertThat(agent.runs("enrol", "--now").done().out()).contains("renewed: certificate serial ");

        assertThat(https()).containsSubsequence("https-simpleenroll", "https-cacerts", "https-simplereenroll");
        assertThat(bed.bootstraps(ENDPOINT)).isOne();
    }

    private List<String> https() throws IOException {
        return bed.httpsEvents().stream()
                .skip(eventsBefore)
                .map(event -> String.valueOf(event.get("event")))
                .toList();
    }
}
