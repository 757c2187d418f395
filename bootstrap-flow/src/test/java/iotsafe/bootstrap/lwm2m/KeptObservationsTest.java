package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.lwm2m.data.DataSettings;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Observations over a restart of the device: with its registration, which an Update goes on with (OMA LwM2M Core 6.2.2, 6.4; RFC 7641). */
@Timeout(60)
class KeptObservationsTest {
    private DataBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new DataBench(DataSettings.USUAL);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Response observe(String path) throws InterruptedException {
        return bench.observe(path, CoAP.Type.NON, ContentFormat.TEXT);
    }

    /** RFC 7641 3.4 and 4.4: the numbers go on rising; 4.5: a server that may have forgotten is asked. */
    @Test
    void after_a_kill_the_server_is_told_the_value_once_and_from_there_on_as_before() throws Exception {
        Response observed = observe("7777/0/1");
        bench.measure(21);
        Response before = bench.notification();

        bench.kill();
        bench.resume();

        Response first = bench.notification();
        assertThat(DataBench.text(first)).isEqualTo("21.0");
        assertThat(first.getToken()).isEqualTo(observed.getToken());
        assertThat(first.getType()).isEqualTo(CoAP.Type.CON);
        assertThat(first.getOptions().getObserve())
                .isGreaterThan(before.getOptions().getObserve());
        bench.measure(22, 22);
        Response second = bench.notification();
        assertThat(DataBench.text(second)).isEqualTo("22.0");
        assertThat(second.getType()).isEqualTo(CoAP.Type.NON);
        assertThat(second.getOptions().getObserve())
                .isGreaterThan(first.getOptions().getObserve());
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void after_a_stop_in_order_what_the_server_knows_is_not_told_again() throws Exception {
        observe("7777/0/1");
        bench.measure(21);
        bench.notification();

        bench.stop();
        bench.resume();
        bench.measure(22);

        assertThat(bench.notified(1)).containsExactly("22.0");
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void what_changed_between_stop_and_start_is_told_at_once() throws Exception {
        observe("7777/0/1");

        bench.stop();
        bench.meter.measure(25);
        bench.resume();

        assertThat(bench.notified(1)).containsExactly("25.0");
    }

    @Test
    void a_kill_after_a_stop_in_order_does_not_bring_back_what_was_told_before_the_stop() throws Exception {
        observe("7777/0/1");
        bench.stop();
        bench.resume();
        bench.measure(22);
        bench.notification();

        bench.kill();
        bench.meter.measure(20);
        bench.resume();

        assertThat(bench.notified(1)).containsExactly("20.0");
    }

    /** OMA LwM2M Core 7.3.2: st is counted from the value notified last, whichever process notified. */
    @Test
    void written_attributes_hold_and_are_measured_from_what_was_told_last() throws Exception {
        bench.writeAttributes("7777/0/1?st=5");
        observe("7777/0/1");

        bench.stop();
        bench.meter.measure(23);
        bench.resume();
        bench.measure(24.5, 26);

        assertThat(bench.notified(1)).containsExactly("26.0");
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void attributes_of_the_request_hold_and_the_time_of_the_stop_counts() throws Exception {
        bench.observe("7777/0/1?pmin=10&pmax=60");

        bench.pass(4);
        bench.stop();
        bench.resume();
        bench.measure(21);
        bench.pass(5);
        assertThat(bench.notifications).isEmpty();
        bench.measure(22);
        bench.pass(1);
        assertThat(bench.notified(1)).containsExactly("22.0");
        bench.pass(59);
        bench.measure(23);
        bench.pass(1);

        assertThat(bench.notified(1)).containsExactly("23.0");
    }

    @Test
    void pmin_holds_for_the_value_that_is_told_once_more_too() throws Exception {
        bench.observe("7777/0/1?pmin=10");

        bench.kill();
        bench.resume();
        bench.pass(9);
        assertThat(bench.notifications).isEmpty();
        bench.pass(1);

        assertThat(bench.notified(1)).containsExactly("20.0");
    }

    @Test
    void the_format_that_the_server_asked_for_is_kept() throws Exception {
        bench.observe("7777/0/1", CoAP.Type.NON, ContentFormat.SENML_JSON);

        bench.kill();
        bench.resume();

        Response first = bench.notification();
        assertThat(first.getOptions().getContentFormat()).isEqualTo(ContentFormat.SENML_JSON_CODE);
        assertThat(DataBench.text(first)).contains("\"v\":20");
    }

    /** OMA LwM2M Core 6.4.4. */
    @Test
    void Observe_Composite_goes_on_with_all_its_paths() throws Exception {
        bench.observeComposite("?pmin=1", "/7777/0/1", "/7777/0/2", "/7777/0/4");

        bench.stop();
        bench.resume();
        bench.pass(1);
        assertThat(bench.notifications).isEmpty();
        bench.alarm(true);

        assertThat(bench.notified(1).get(0)).contains("/7777/0/1", "/7777/0/2", "\"vb\":true");
    }

    @Test
    void a_confirmable_observation_stays_one() throws Exception {
        bench.observe("7777/0/1", CoAP.Type.CON, ContentFormat.TEXT);

        bench.stop();
        bench.resume();
        bench.measure(21);
        bench.notification();
        bench.measure(22);

        assertThat(bench.notification().getType()).isEqualTo(CoAP.Type.CON);
    }

    /** RFC 7959 2.4: the rest of the body is fetched by the server. */
    @Test
    void a_notification_of_more_than_one_block_arrives_whole() throws Exception {
        String text = "a long value;".repeat(300);
        bench.writeComposite("[{\"n\":\"/7777/0/4\",\"vs\":\"short\"}]");
        observe("7777/0/4");

        bench.stop();
        bench.resume();
        bench.writeComposite("[{\"n\":\"/7777/0/4\",\"vs\":\"%s\"}]".formatted(text));

        assertThat(bench.notified(1)).containsExactly(text);
    }

    /** RFC 7641 3.6: Reset ends the observation. */
    @Test
    void a_server_that_resets_is_told_nothing_more_not_even_by_the_next_process() throws Exception {
        Response observed = observe("7777/0/1");
        observe("7777/0/2");
        bench.kill();
        bench.forgetObservation(observed);

        bench.resume();
        assertThat(bench.notified(1)).containsExactly("0");
        await().until(() -> bench.observationsLeft() == 1);
        bench.measure(21);
        bench.kill();
        bench.resume();
        bench.alarm(true);

        assertThat(bench.notified(2)).containsExactly("0", "1");
        assertThat(bench.notifications).isEmpty();
        assertThat(bench.lost).isEmpty();
    }

    @Test
    void a_server_that_does_not_answer_the_first_notification_has_lost_the_line() throws Exception {
        observe("7777/0/1");
        bench.kill();

        bench.resumeAfter(bench::goSilent);

        assertThat(bench.lost.poll(10, TimeUnit.SECONDS)).isEqualTo("lost");
    }

    @Test
    void what_the_server_has_cancelled_is_not_taken_up_again() throws Exception {
        Response observed = observe("7777/0/1");
        observe("7777/0/2");
        bench.cancel(observed, "7777/0/1");

        bench.kill();
        bench.resume();

        assertThat(bench.notified(1)).containsExactly("0");
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void what_the_server_cancels_afterwards_is_over_too() throws Exception {
        Response observed = observe("7777/0/1");
        bench.stop();
        bench.resume();

        bench.cancel(observed, "7777/0/1");
        bench.measure(21);

        assertThat(bench.observationsLeft()).isZero();
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void the_server_may_observe_the_same_again_under_the_same_token() throws Exception {
        Response observed = observe("7777/0/1");
        bench.stop();
        bench.resume();

        bench.observeAgain(observed, "7777/0/1");
        bench.measure(21);

        assertThat(bench.notified(1)).containsExactly("21.0");
        assertThat(bench.observationsLeft()).isOne();
    }

    /** RFC 7641 4.2: a server that waits for what is no longer there is told so. */
    @Test
    void an_object_that_the_device_no_longer_has_is_told_as_the_last_notification() throws Exception {
        bench.hasMeter = false;
        isToldThatItIsGone();
    }

    @Test
    void so_is_an_instance() throws Exception {
        bench.hasInstance = false;
        isToldThatItIsGone();
    }

    private void isToldThatItIsGone() throws Exception {
        Response observed = observe("7777/0/1");
        bench.kill();

        bench.resume();

        Response last = bench.nextReceived(response ->
                response.getToken().equals(observed.getToken()) && response.getCode() == CoAP.ResponseCode.NOT_FOUND);
        assertThat(last.getType()).isEqualTo(CoAP.Type.CON);
        assertThat(bench.observationsLeft()).isZero();
    }

    @Test
    void a_new_registration_ends_it_and_nothing_is_left_of_it() throws Exception {
        observe("7777/0/1");
        bench.offline();
        bench.online();

        bench.kill();
        bench.resume();
        bench.measure(21);

        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void a_bootstrap_ends_the_registration_for_the_next_process_too() throws Exception {
        observe("7777/0/1");
        bench.data.bootstrapping();

        bench.kill();

        assertThat(bench.data.kept().left(DataBench.SERVER)).isEmpty();
        assertThat(bench.registrations.text).isNull();
    }

    @Test
    void after_a_deregistration_nothing_is_left() throws Exception {
        observe("7777/0/1");
        bench.offline();

        bench.kill();

        assertThat(bench.data.kept().left(DataBench.SERVER)).isEmpty();
    }

    /** What was taken away while the process ran, by Factory Reset say, does not come back with its end. */
    @Test
    void what_was_deleted_is_not_written_again_at_the_end() throws Exception {
        observe("7777/0/1");
        bench.onDisk();
        bench.registrations.delete();

        bench.stop();

        assertThat(bench.registrations.text).isNull();
    }

    @Test
    void an_observation_that_cannot_be_saved_makes_the_next_process_register_anew() throws Exception {
        observe("7777/0/1");
        bench.registrations.isFull = true;

        observe("7777/0/2");
        bench.kill();

        assertThat(bench.data.kept().left(DataBench.SERVER)).isEmpty();
    }

    @Test
    void an_observation_begun_before_the_answer_to_the_Update_stays_beside_the_old_ones() throws Exception {
        observe("7777/0/1");
        bench.kill();

        bench.resumeAfter(() -> observe("7777/0/2"));
        bench.alarm(true);

        assertThat(bench.notified(2)).containsExactly("20.0", "1");
    }
}
