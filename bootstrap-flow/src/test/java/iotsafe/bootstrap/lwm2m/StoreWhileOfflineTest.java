package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.data.DataSettings;
import iotsafe.bootstrap.lwm2m.data.WhenFull;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OMA LwM2M Core E.2, /1/x/6 Notification Storing When Disabled or Offline, 6.4.6 Send with /1/x/23 Mute Send, 6.5 queue mode. */
@Timeout(60)
class StoreWhileOfflineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final LwM2mPath VALUE = new LwM2mPath(7777, 0, 1);
    private static final DataSettings SENDING = new DataSettings(
            List.of(new DataSettings.Send(List.of("/7777/0/1"), Duration.ofMinutes(1), false)),
            100,
            WhenFull.DROP_OLDEST,
            Optional.empty());

    private DataBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new DataBench(DataSettings.USUAL);
    }

    private void start(DataSettings settings) throws Exception {
        bench.close();
        bench = new DataBench(settings);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static DataSettings storing(int most, WhenFull whenFull) {
        return new DataSettings(List.of(), most, whenFull, Optional.empty());
    }

    /** Time in seconds and value, in the order of time. */
    private static List<String> told(byte[] payload) {
        TimestampedLwM2mNodes nodes = DataBench.decoded(payload, ContentFormat.SENML_CBOR);
        List<String> told = new ArrayList<>();
        for (Instant at : new TreeSet<>(nodes.getTimestamps())) {
            if (nodes.getNodesAt(at).get(VALUE) instanceof LwM2mSingleResource resource) {
                told.add(Duration.between(START, at).toSeconds() + ":" + resource.getValue());
            }
        }
        return told;
    }

    private void measureEachSecond(double... values) {
        for (double value : values) {
            bench.pass(1);
            bench.measure(value);
        }
    }

    private Response observe() throws InterruptedException {
        return bench.observe("7777/0/1", CoAP.Type.NON, ContentFormat.SENML_CBOR);
    }

    @Test
    void what_happens_while_no_server_knows_the_device_is_told_with_its_time_when_the_server_asks_again()
            throws Exception {
        observe();

        bench.offline();
        measureEachSecond(21, 22, 23);
        bench.online();
        observe();

        Response first = bench.notification();
        assertThat(told(first.getPayload())).containsExactly("1:21.0", "2:22.0", "3:23.0");
        assertThat(first.getType()).isEqualTo(CoAP.Type.CON);
        measureEachSecond(24);
        assertThat(bench.notification().getOptions().getContentFormat()).isEqualTo(ContentFormat.SENML_CBOR_CODE);
    }

    @Test
    void if_the_account_says_no_nothing_is_stored() throws Exception {
        bench.account(LwM2mSingleResource.newBooleanResource(6, false));
        observe();

        bench.offline();
        measureEachSecond(21, 22);
        bench.online();
        bench.observe("7777/0/1");
        bench.measure(23);

        assertThat(bench.notified(1)).containsExactly("23.0");
    }

    @Test
    void the_bound_holds_and_the_oldest_goes() throws Exception {
        start(storing(3, WhenFull.DROP_OLDEST));
        observe();

        bench.offline();
        measureEachSecond(21, 22, 23, 24, 25);
        bench.online();
        observe();

        assertThat(told(bench.notification().getPayload())).containsExactly("3:23.0", "4:24.0", "5:25.0");
    }

    @Test
    void or_every_other_one_goes_and_the_whole_stretch_is_told() throws Exception {
        start(storing(4, WhenFull.THIN_OUT));
        observe();

        bench.offline();
        measureEachSecond(21, 22, 23, 24, 25, 26);
        bench.online();
        observe();

        assertThat(told(bench.notification().getPayload())).containsExactly("1:21.0", "3:23.0", "5:25.0", "6:26.0");
    }

    @Test
    void hqmax_bounds_what_is_stored_of_one_observation() throws Exception {
        bench.writeAttributes("7777/0/1?hqmax=2");
        observe();

        bench.offline();
        measureEachSecond(21, 22, 23);
        bench.online();
        observe();

        assertThat(told(bench.notification().getPayload())).containsExactly("2:22.0", "3:23.0");
    }

    @Test
    void attributes_hold_for_what_is_stored_too() throws Exception {
        bench.writeAttributes("7777/0/1?st=5");
        observe();

        bench.offline();
        measureEachSecond(21, 25, 26, 31);
        bench.online();
        observe();

        assertThat(told(bench.notification().getPayload())).containsExactly("2:25.0", "4:31.0");
    }

    @Test
    void what_the_server_does_not_ask_for_again_is_forgotten_after_another_registration() throws Exception {
        observe();
        bench.offline();
        measureEachSecond(21);
        bench.online();
        bench.offline();
        bench.online();

        bench.observe("7777/0/1");
        bench.measure(22);

        assertThat(bench.notified(1)).containsExactly("22.0");
    }

    @Test
    void a_confirmable_notification_that_nobody_acknowledges_is_stored_and_the_line_is_reported_lost()
            throws Exception {
        bench.writeAttributes("7777/0/1?con=1");
        observe();

        bench.goSilent();
        measureEachSecond(21);
        assertThat(bench.lost.poll(10, TimeUnit.SECONDS)).isEqualTo("lost");
        measureEachSecond(22);
        bench.comeBack();
        bench.offline();
        bench.online();
        observe();

        assertThat(told(bench.notification().getPayload())).containsExactly("1:21.0", "2:22.0");
    }

    @Test
    void Send_goes_out_by_its_schedule() throws Exception {
        start(SENDING);

        bench.pass(60);
        Request first = bench.send();
        bench.measure(21);
        bench.pass(60);

        assertThat(first.getOptions().getContentFormat()).isEqualTo(ContentFormat.SENML_CBOR_CODE);
        assertThat(told(first.getPayload())).containsExactly("60:20.0");
        assertThat(told(bench.send().getPayload())).containsExactly("120:21.0");
    }

    @Test
    void Mute_Send_is_obeyed_from_when_it_is_written_until_it_is_taken_back() throws Exception {
        start(SENDING);
        bench.account(LwM2mSingleResource.newBooleanResource(23, true));
        bench.pass(180);
        bench.account(LwM2mSingleResource.newBooleanResource(23, false));

        bench.pass(60);

        assertThat(told(bench.send().getPayload())).containsExactly("240:20.0");
    }

    @Test
    void Send_is_stored_while_no_server_knows_the_device() throws Exception {
        start(SENDING);
        bench.offline();
        bench.pass(120);

        bench.online();

        assertThat(told(bench.send().getPayload())).containsExactly("60:20.0", "120:20.0");
    }

    @Test
    void a_Send_that_the_server_refuses_is_not_repeated() throws Exception {
        start(SENDING);
        bench.answerToSend = ResponseCode.NOT_FOUND;
        bench.pass(60);
        bench.send();

        bench.pass(60);

        assertThat(told(bench.send().getPayload())).containsExactly("120:20.0");
    }

    @Test
    void a_Send_that_nobody_answers_is_stored_and_the_line_is_reported_lost() throws Exception {
        start(SENDING);
        bench.goSilent();
        bench.pass(60);
        assertThat(bench.lost.poll(10, TimeUnit.SECONDS)).isEqualTo("lost");
        bench.comeBack();

        bench.offline();
        bench.online();

        assertThat(told(bench.send().getPayload())).containsExactly("60:20.0");
    }

    @Test
    void in_queue_mode_Send_waits_until_the_device_is_awake_anyway() throws Exception {
        start(new DataSettings(
                List.of(new DataSettings.Send(List.of("/7777/0/1"), Duration.ofMinutes(5), false)),
                100,
                WhenFull.DROP_OLDEST,
                Optional.of(Duration.ofSeconds(93))));
        bench.observe("7777/0/2");
        bench.pass(600);
        assertThat(bench.sent).isEmpty();

        bench.alarm(true);

        assertThat(told(bench.send().getPayload())).containsExactly("300:20.0", "600:20.0");
    }
}
