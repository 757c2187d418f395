package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.access.AccessControl;
import iotsafe.bootstrap.lwm2m.data.DataSettings;
import iotsafe.bootstrap.lwm2m.data.WhenFull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What access control (OMA LwM2M Core 1.1, 8) does to that which one of two servers reads, observes and is sent, over real CoAP. The server has
 * its own account, and of the meter what the test gives it.
 */
@Timeout(60)
class AccessOverCoapTest {
    private static final int OTHER = 124;
    private static final long NOTHING = 0;
    private static final long READ = 1;
    private static final long WRITE = 2;
    private static final String BOTH = "[{\"n\":\"/1/0/1\",\"v\":60},{\"n\":\"/7777/0/3\",\"v\":7}]";

    private DataBench bench;

    @BeforeEach
    void start() throws Exception {
        start(DataSettings.USUAL);
    }

    private void start(DataSettings settings) throws Exception {
        bench = new DataBench(settings);
        bench.share(OTHER);
        grant(READ);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private void grant(long rights) {
        bench.control(new AccessControl(1, Meter.OBJECT, 0, new TreeMap<>(Map.of(DataBench.SERVER, rights)), OTHER));
    }

    private Response refusal() throws InterruptedException {
        return bench.nextReceived(response -> response.getCode() == ResponseCode.UNAUTHORIZED);
    }

    @Test
    void what_a_server_may_not_read_is_4_01_and_what_it_may_is_there() throws Exception {
        assertThat(bench.read("7777/0/1")).isEqualTo("20.0");

        grant(NOTHING);

        assertThat(bench.read("7777/0/1")).isEqualTo("UNAUTHORIZED");
        assertThat(bench.read("7777")).isEqualTo("UNAUTHORIZED");
        assertThat(bench.read("1/0/0")).isEqualTo("123");
        assertThat(bench.read("1/1/0")).isEqualTo("UNAUTHORIZED");
        assertThat(bench.read("2/1/3")).isEqualTo("124");
    }

    @Test
    void Read_Composite_leaves_out_what_may_not_be_read_and_is_4_01_if_that_is_all() throws Exception {
        grant(NOTHING);

        assertThat(bench.readComposite("/7777/0/1", "/1/0/0"))
                .contains("/1/0/0")
                .doesNotContain("7777");
        assertThat(bench.readComposite("/7777/0/1", "/7777/0/2")).isEmpty();
        assertThat(refusal().getType()).isEqualTo(CoAP.Type.ACK);
    }

    @Test
    void a_Write_Composite_of_which_one_part_may_not_be_written_is_4_01_and_writes_and_tells_nothing()
            throws Exception {
        bench.observe("7777/0/3");

        assertThat(bench.writeComposite(BOTH)).isEqualTo("UNAUTHORIZED");

        assertThat(bench.read("1/0/1")).isEqualTo("NOT_FOUND");
        grant(READ | WRITE);
        assertThat(bench.writeComposite(BOTH)).isEqualTo("CHANGED");
        assertThat(bench.read("1/0/1")).isEqualTo("60");
        assertThat(bench.notified(1)).containsExactly("7");
    }

    /** RFC 7641 4.2: the notification of an error ends the observation. */
    @Test
    void an_observation_ends_with_4_01_when_the_right_is_taken_away_whatever_its_attributes_say() throws Exception {
        bench.writeAttributes("7777/0/1?pmin=3600&epmin=3600&st=100");
        bench.observe("7777/0/1");

        grant(NOTHING);

        Response last = bench.notification();
        assertThat(last.getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(last.getOptions().hasObserve()).isFalse();
        grant(READ);
        bench.measure(200);
        bench.pass(7200);
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void an_observation_goes_on_when_other_rights_change() throws Exception {
        bench.observe("7777/0/1");

        bench.control(new AccessControl(1, Meter.OBJECT, 0, new TreeMap<>(Map.of(DataBench.SERVER, 3L)), OTHER));
        bench.control(new AccessControl(2, 1, 1, new TreeMap<>(), OTHER));
        bench.measure(30);

        assertThat(bench.notified(1)).containsExactly("30.0");
    }

    @Test
    void Observe_Composite_goes_on_without_what_may_no_longer_be_read_and_ends_when_that_is_all() throws Exception {
        bench.observeComposite("", "/7777/0/1", "/1/1/0");
        bench.control(new AccessControl(2, 1, 1, new TreeMap<>(Map.of(DataBench.SERVER, READ)), OTHER));
        assertThat(bench.notified(1).get(0)).contains("/7777/0/1", "/1/1/0");

        grant(NOTHING);
        assertThat(bench.notified(1).get(0)).contains("/1/1/0").doesNotContain("7777");

        bench.control(new AccessControl(2, 1, 1, new TreeMap<>(), OTHER));
        assertThat(refusal().getOptions().hasObserve()).isFalse();
    }

    @Test
    void what_was_stored_for_a_server_that_has_lost_the_right_since_is_not_delivered() throws Exception {
        bench.observe("7777/0/1", CoAP.Type.NON, ContentFormat.SENML_JSON);
        bench.offline();
        bench.measure(21, 22);

        grant(NOTHING);
        grant(READ);
        bench.online();
        bench.observe("7777/0/1", CoAP.Type.NON, ContentFormat.SENML_JSON);
        bench.measure(23);

        assertThat(bench.notified(1).get(0)).contains("23").doesNotContain("21", "22");
    }

    @Test
    void what_was_stored_of_a_part_that_may_no_longer_be_read_is_left_out() throws Exception {
        bench.control(new AccessControl(2, 1, 1, new TreeMap<>(Map.of(DataBench.SERVER, READ)), OTHER));
        bench.observeComposite("", "/7777/0/1", "/1/1/0");
        bench.offline();
        bench.measure(21);
        bench.pass(1);

        grant(NOTHING);
        bench.online();
        bench.observeComposite("", "/7777/0/1", "/1/1/0");

        assertThat(bench.notified(1).get(0)).contains("/1/1/0").doesNotContain("7777");
    }

    private static DataSettings sending(String... paths) {
        return new DataSettings(
                List.of(new DataSettings.Send(List.of(paths), Duration.ofMinutes(1), true)),
                100,
                WhenFull.DROP_OLDEST,
                Optional.empty());
    }

    /** 6.4.6. */
    @Test
    void Send_leaves_out_what_the_server_may_not_read() throws Exception {
        bench.close();
        start(sending("/7777/0/1", "/1/0/0"));
        grant(NOTHING);

        bench.pass(60);

        assertThat(bench.send().getPayloadString()).contains("/1/0/0").doesNotContain("7777");
    }

    @Test
    void what_was_gathered_for_Send_before_the_right_was_taken_away_is_not_sent() throws Exception {
        bench.close();
        start(sending("/7777/0/1"));
        bench.offline();
        bench.pass(60);

        grant(NOTHING);
        bench.online();
        grant(READ);
        bench.measure(30);
        bench.pass(60);

        assertThat(bench.send().getPayloadString()).contains("\"v\":30").doesNotContain("\"v\":20");
    }
}
