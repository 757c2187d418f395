package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.data.DataSettings;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OMA LwM2M Core 7.3.2 (5.1.2 in 1.1): the NOTIFICATION class attributes, as a server sees them, each by what is notified and what is not. */
@Timeout(60)
class NotificationAttributesTest {
    private DataBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new DataBench(DataSettings.USUAL);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void without_attributes_each_change_is_notified_and_a_value_that_stays_is_not() throws Exception {
        assertThat(bench.observe("7777/0/1")).isEqualTo("20.0");

        bench.measure(21, 21, 22);

        assertThat(bench.notified(2)).containsExactly("21.0", "22.0");
    }

    @Test
    void pmin_holds_a_change_back_and_tells_the_value_of_its_end() throws Exception {
        bench.writeAttributes("7777/0/1?pmin=10");
        bench.observe("7777/0/1");

        bench.measure(21, 22);
        bench.pass(9);
        bench.measure(23);
        bench.pass(1);
        bench.pass(30);
        bench.measure(24);

        assertThat(bench.notified(2)).containsExactly("23.0", "24.0");
    }

    @Test
    void pmax_notifies_though_nothing_changed_and_begins_anew_with_each_notification() throws Exception {
        bench.writeAttributes("7777/0/1?pmax=60");
        bench.observe("7777/0/1");

        bench.pass(59);
        bench.measure(21);
        bench.pass(59);
        bench.measure(22);
        bench.pass(60);
        bench.measure(23);

        assertThat(bench.notified(4)).containsExactly("21.0", "22.0", "22.0", "23.0");
    }

    @Test
    void pmin_that_equals_pmax_makes_a_report_each_period_and_no_other() throws Exception {
        bench.writeAttributes("7777/0/1?pmin=10&pmax=10");
        bench.observe("7777/0/1");

        bench.measure(21);
        bench.pass(10);
        bench.pass(10);
        bench.measure(22);
        bench.pass(10);

        assertThat(bench.notified(3)).containsExactly("21.0", "21.0", "22.0");
    }

    @Test
    void gt_and_lt_notify_when_the_value_crosses_them_either_way_and_not_between() throws Exception {
        bench.writeAttributes("7777/0/1?lt=10&gt=30");
        bench.observe("7777/0/1");

        bench.measure(30, 31, 32, 29, 11, 9, 8, 12);

        assertThat(bench.notified(4)).containsExactly("31.0", "29.0", "9.0", "12.0");
    }

    @Test
    void st_notifies_when_the_value_has_moved_that_far_from_the_one_notified_last() throws Exception {
        bench.writeAttributes("7777/0/1?st=5");
        bench.observe("7777/0/1");

        bench.measure(22, 24.9, 25, 29, 20);

        assertThat(bench.notified(2)).containsExactly("25.0", "20.0");
    }

    @Test
    void a_crossing_within_pmin_is_told_at_its_end() throws Exception {
        bench.writeAttributes("7777/0/1?gt=30&pmin=10");
        bench.observe("7777/0/1");

        bench.measure(31, 20);
        bench.pass(10);
        bench.measure(21);
        bench.pass(20);
        bench.measure(40);

        assertThat(bench.notified(2)).containsExactly("20.0", "40.0");
    }

    @Test
    void edge_1_notifies_of_a_Boolean_that_becomes_true_and_not_of_one_that_becomes_false() throws Exception {
        assertThat(bench.writeAttributes("7777/0/2?edge=1")).isEqualTo("CHANGED");
        bench.observe("7777/0/2");

        bench.alarm(true);
        assertThat(bench.notified(1)).containsExactly("1");
        bench.writeAttributes("7777/0/2?edge=0");
        bench.alarm(false);

        assertThat(bench.notified(1)).containsExactly("0");
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void edge_notifies_of_each_such_edge_though_its_end_is_what_was_told_last() throws Exception {
        bench.writeAttributes("7777/0/2?edge=0");
        assertThat(bench.observe("7777/0/2")).isEqualTo("0");

        bench.alarm(true, false, true, false);

        assertThat(bench.notified(2)).containsExactly("0", "0");
        assertThat(bench.notifications).isEmpty();
    }

    @Test
    void epmax_finds_a_change_that_nobody_told_and_epmin_delays_the_look_at_one() throws Exception {
        bench.writeAttributes("7777/0/6?epmax=30");
        bench.writeAttributes("7777/0/1?epmin=20");
        bench.observe("7777/0/6");
        bench.observe("7777/0/1");

        bench.meter.measureSilently(7);
        bench.measure(99, 21);
        bench.pass(20);
        bench.pass(10);

        assertThat(bench.notified(2)).containsExactly("21.0", "7.0");
    }

    @Test
    void con_1_makes_notifications_confirmable_and_con_0_does_not() throws Exception {
        bench.writeAttributes("7777/0/1?con=1");
        bench.writeAttributes("7777/0/2?con=0");
        bench.observe("7777/0/1", CoAP.Type.NON, ContentFormat.TEXT);
        bench.observe("7777/0/2", CoAP.Type.CON, ContentFormat.TEXT);

        bench.measure(21);
        assertThat(bench.notification().getType()).isEqualTo(CoAP.Type.CON);
        bench.alarm(true);
        assertThat(bench.notification().getType()).isEqualTo(CoAP.Type.NON);
    }

    @Test
    void attributes_are_inherited_from_instance_and_object_and_the_nearest_one_counts() throws Exception {
        bench.writeAttributes("7777?pmin=100");
        bench.writeAttributes("7777/0?pmin=10");
        bench.writeAttributes("7777/0/1?st=5");
        bench.observe("7777/0/1");

        bench.measure(24, 26);
        bench.pass(9);
        bench.measure(27);
        bench.pass(1);

        assertThat(bench.notified(1)).containsExactly("27.0");
    }

    @Test
    void an_attribute_without_a_value_is_taken_away_and_that_holds_at_once() throws Exception {
        bench.writeAttributes("7777/0/1?pmin=100");
        bench.observe("7777/0/1");
        bench.measure(21);

        bench.writeAttributes("7777/0/1?pmin");

        assertThat(bench.notified(1)).containsExactly("21.0");
    }

    @Test
    void E_2_the_default_periods_of_the_servers_account_stand_for_absent_ones() throws Exception {
        bench.account(LwM2mSingleResource.newIntegerResource(2, 10));
        bench.account(LwM2mSingleResource.newIntegerResource(3, 60));
        bench.writeAttributes("7777/0/2?pmin=0");
        bench.observe("7777/0/1");
        bench.observe("7777/0/2");

        bench.alarm(true);
        bench.measure(21);
        bench.pass(10);
        bench.writeAttributes("7777/0/2?pmax=1000");
        bench.pass(60);

        assertThat(bench.notified(3)).containsExactly("1", "21.0", "21.0");
    }

    @Test
    void a_1_2_server_can_give_attributes_with_the_Observe_itself_before_written_ones() throws Exception {
        bench.writeAttributes("7777/0/1?st=1");
        bench.observe("7777/0/1?st=5");

        bench.measure(22, 26);

        assertThat(bench.notified(1)).containsExactly("26.0");
    }

    @Test
    void attributes_that_make_no_sense_are_refused_with_4_00() throws Exception {
        assertThat(bench.writeAttributes("7777/0/1?edge=1")).isEqualTo("BAD_REQUEST");
        assertThat(bench.writeAttributes("7777/0/2?edge=2")).isEqualTo("BAD_REQUEST");
        assertThat(bench.writeAttributes("7777/0?gt=2")).isEqualTo("BAD_REQUEST");
        assertThat(bench.writeAttributes("7777/0/1?pmin=20&pmax=10")).isEqualTo("BAD_REQUEST");
        assertThat(bench.writeAttributes("7777/0/1?con=7")).isEqualTo("BAD_REQUEST");
    }

    @Test
    void Cancel_Observation_ends_it() throws Exception {
        Response observed = bench.observe("7777/0/1", CoAP.Type.NON, ContentFormat.TEXT);
        bench.observe("7777/0/2");

        bench.cancel(observed, "7777/0/1");
        bench.measure(21);
        bench.alarm(true);

        assertThat(bench.notified(1)).containsExactly("1");
    }

    @Test
    void an_observation_of_what_is_gone_ends_with_an_error() throws Exception {
        bench.writeComposite("[{\"n\":\"/7777/0/4\",\"vs\":\"a\"}]");
        bench.observe("7777/0/4");

        bench.meter.reset(4);
        bench.pass(0);
        bench.writeAttributes("7777/0/4?pmax=10");
        bench.pass(10);

        assertThat(bench.nextReceived(Response::isError).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }
}
