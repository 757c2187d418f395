package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.data.DataSettings;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Write-Attributes (OMA LwM2M Core 1.1, 5.1.2; 1.2, 7.3): what belongs to whom, and for how long. */
@Timeout(60)
class WrittenAttributesTest {
    private DataBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = DataBench.ofTwoServers(DataSettings.USUAL);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private String write(String pathAndQuery) throws InterruptedException {
        return bench.writeAttributes(pathAndQuery);
    }

    @Test
    void Discover_shows_a_server_what_it_wrote_at_each_level() throws Exception {
        write("7777?pmax=100");
        write("7777/0?pmin=10");
        write("7777/0/1?gt=30.5&st=0.25");

        assertThat(bench.discover("7777"))
                .contains("</7777>;pmax=100", "</7777/0>;pmin=10", "</7777/0/1>;gt=30.5;st=0.25");
        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;gt=30.5;st=0.25");
    }

    @Test
    void another_server_sees_nothing_of_it_and_is_notified_without_it() throws Exception {
        write("7777/0/1?pmin=100");

        bench.online(DataBench.OTHER_SERVER);
        assertThat(bench.discover("7777")).doesNotContain("pmin");
        bench.observe("7777/0/1");
        bench.measure(21);

        assertThat(bench.notified(1)).containsExactly("21.0");
    }

    @Test
    void each_server_keeps_its_own_of_the_same_path() throws Exception {
        write("7777/0/1?pmin=100");
        bench.online(DataBench.OTHER_SERVER);
        write("7777/0/1?st=5");
        write("7777/0/1?pmin");

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;st=5");
        bench.online();
        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=100");
    }

    /** The library's own judgement: what is applicable where, who may write it, what fits together. */
    @Test
    void what_may_not_be_written_is_refused_and_changes_nothing() throws Exception {
        write("7777/0/1?pmin=10");

        assertThat(write("7777/0/1?dim=3")).isEqualTo("BAD_REQUEST");
        assertThat(write("7777/0?gt=3")).isEqualTo("BAD_REQUEST");
        assertThat(write("7777/0/2?gt=3")).isEqualTo("BAD_REQUEST");
        assertThat(write("7777/0/1?pmax=5")).isEqualTo("BAD_REQUEST");
        assertThat(write("7777/0/1?unheard=1")).isEqualTo("BAD_REQUEST");
        assertThat(write("7777/4?pmin=1")).isEqualTo("NOT_FOUND");

        assertThat(bench.discover("7777")).contains("</7777/0/1>;pmin=10,").doesNotContain("gt=", "pmax=");
    }

    @Test
    void they_are_kept_over_a_kill_with_all_their_digits() throws Exception {
        write("7777/0/1?gt=0.000001&lt=-12345678901234567890.5&con=1&hqmax=7");
        write("7777/0/2?edge=1");
        String before = bench.discover("7777");

        bench.kill();
        bench.online();

        assertThat(bench.discover("7777")).isEqualTo(before).contains("gt=0.000001", "edge=1");
    }

    @Test
    void what_was_taken_away_is_not_back_after_a_kill() throws Exception {
        write("7777/0/1?pmin=100&st=5");
        write("7777/0/1?pmin");
        write("7777/0/2?pmin=3");
        write("7777/0/2?pmin");

        bench.kill();
        bench.online();

        assertThat(bench.discover("7777")).contains("</7777/0/1>;st=5").doesNotContain("pmin");
    }

    @Test
    void they_stay_when_the_device_registers_anew() throws Exception {
        write("7777/0/1?pmin=100");

        bench.offline();
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=100");
    }

    @Test
    void they_go_with_their_instance() throws Exception {
        write("7777/0/1?pmin=100");
        write("7777?pmax=200");

        bench.deleteAndCreate("7777", "7777/0");

        assertThat(bench.discover("7777")).contains("pmax=200").doesNotContain("pmin");
        bench.kill();
        bench.online();
        assertThat(bench.discover("7777")).contains("pmax=200").doesNotContain("pmin");
    }

    @Test
    void they_go_with_the_servers_account() throws Exception {
        write("7777/0/1?pmin=100");
        bench.online(DataBench.OTHER_SERVER);
        write("7777/0/1?st=5");

        bench.removeAccount(1);
        bench.kill();

        bench.online();
        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=100");
        bench.online(DataBench.OTHER_SERVER);
        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>");
    }

    /** OMA LwM2M Core 6.1.7: the accounts are others then, even if they look the same. */
    @Test
    void they_go_with_a_new_bootstrap() throws Exception {
        write("7777/0/1?pmin=100");

        bench.data.bootstrapping();
        bench.bootstrapped(Instant.parse("2026-01-02T00:00:00Z"));
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>");
        bench.onDisk();
        assertThat(bench.attributes.text).isNull();
    }

    @Test
    void a_bootstrap_of_which_the_power_cut_left_only_the_new_accounts_ends_them_too() throws Exception {
        write("7777/0/1?pmin=100");

        bench.kill();
        bench.bootstrapped(Instant.parse("2026-01-02T00:00:00Z"));
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>");
    }

    /** It deletes instances and puts them back. */
    @Test
    void a_bootstrap_that_fails_takes_nothing() throws Exception {
        write("1/0/0?pmin=100");
        write("7777/0/1?pmin=100");

        bench.data.bootstrapping();
        bench.putAccountsBack();
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=100");
        assertThat(bench.discover("1/0/0")).isEqualTo("</1/0/0>;pmin=100");
    }

    @Test
    void accounts_that_are_put_back_before_a_registration_take_nothing_either() throws Exception {
        write("1/0/0?pmin=100");
        write("7777/0/1?pmin=100");

        bench.offline();
        bench.putAccountsBack();
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=100");
        assertThat(bench.discover("1/0/0")).isEqualTo("</1/0/0>;pmin=100");
    }

    /** A server may write as soon as it has answered Register, which the device may not have seen yet. */
    @Test
    void what_is_written_after_a_bootstrap_and_before_the_registration_is_known_stays() throws Exception {
        write("7777/0/1?st=5");

        bench.data.bootstrapping();
        bench.bootstrapped(Instant.parse("2026-01-02T00:00:00Z"));
        write("7777/0/1?pmin=100");
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=100");
    }

    @Test
    void another_device_has_none_of_them() throws Exception {
        write("7777/0/1?pmin=100");

        bench.data.forget();
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>");
        bench.onDisk();
        assertThat(bench.attributes.text).isNull();
    }

    /** What was 2.04 is on the disk: the answer comes after it. */
    @Test
    void the_answer_waits_until_they_are_saved() throws Exception {
        write("7777/0/1?pmin=100");

        assertThat(bench.attributes.text).contains("pmin=100");
    }

    /** CoAP repeats a request after two seconds (RFC 7252 4.8): the disk gets no more. */
    @Test
    void the_answer_waits_for_a_disk_that_hangs_no_longer_than_two_seconds() throws Exception {
        bench.attributes.hangs = true;
        long begin = System.nanoTime();

        assertThat(write("7777/0/1?pmin=100")).isEqualTo("CHANGED");

        assertThat(System.nanoTime() - begin).isBetween(1_900_000_000L, 9_000_000_000L);
        bench.attributes.comeBack();
        bench.onDisk();
        assertThat(bench.attributes.text).contains("pmin=100");
    }

    @Test
    void a_disk_that_is_full_costs_them_at_the_next_start_and_no_sooner() throws Exception {
        write("7777/0/1?pmin=100");
        bench.attributes.isFull = true;

        assertThat(write("7777/0/1?pmin=50")).isEqualTo("CHANGED");
        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=50");
        bench.kill();
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>;pmin=100");
    }

    @Test
    void a_server_cannot_fill_the_disk() throws Exception {
        bench.meter.has(201);
        for (int resource = 0; resource < 200; resource++) {
            assertThat(write("7777/0/" + resource + "?pmin=1")).isEqualTo("CHANGED");
        }

        assertThat(write("7777/0/200?pmin=1")).isEqualTo("INTERNAL_SERVER_ERROR");
        assertThat(write("7777/0/7?pmin=2")).isEqualTo("CHANGED");
        assertThat(write("7777/0/7?pmin")).isEqualTo("CHANGED");
        assertThat(write("7777/0/200?pmin=1")).isEqualTo("CHANGED");
    }

    @Test
    void what_is_not_theirs_is_as_if_it_were_not_there() throws Exception {
        bench.kill();
        bench.attributes.text = "{\"accounts\":[null]}";
        bench.online();

        assertThat(bench.discover("7777/0/1")).isEqualTo("</7777/0/1>");
        assertThat(write("7777/0/1?pmin=100")).isEqualTo("CHANGED");
    }
}
