package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.data.DataSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OMA LwM2M Core 6.3.8 Read-Composite, 6.3.9 Write-Composite, 6.4.4 Observe-Composite. */
@Timeout(60)
class CompositeTest {
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
    void Write_Composite_writes_all_of_it() throws Exception {
        assertThat(bench.writeComposite("[{\"n\":\"/7777/0/3\",\"v\":7},{\"n\":\"/7777/0/5\",\"vs\":\"good\"}]"))
                .isEqualTo("CHANGED");

        assertThat(bench.read("7777/0/3")).isEqualTo("7");
        assertThat(bench.read("7777/0/5")).isEqualTo("good");
    }

    @Test
    void Write_Composite_that_an_object_refuses_in_the_middle_leaves_all_as_it_was() throws Exception {
        for (String order : new String[] {
            "[{\"n\":\"/7777/0/3\",\"v\":7},{\"n\":\"/7777/0/4\",\"vs\":\"a\"},{\"n\":\"/7777/0/5\",\"vs\":\"bad\"}]",
            "[{\"n\":\"/7777/0/5\",\"vs\":\"bad\"},{\"n\":\"/7777/0/4\",\"vs\":\"a\"},{\"n\":\"/7777/0/3\",\"v\":7}]"
        }) {
            assertThat(bench.writeComposite(order)).isEqualTo("BAD_REQUEST");

            assertThat(bench.read("7777/0/3")).isEqualTo("3");
            assertThat(bench.read("7777/0/4")).isEqualTo("NOT_FOUND");
            assertThat(bench.read("7777/0/5")).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void Write_Composite_of_what_is_not_there_or_read_only_writes_nothing() throws Exception {
        assertThat(bench.writeComposite("[{\"n\":\"/7777/0/3\",\"v\":7},{\"n\":\"/7777/1/3\",\"v\":7}]"))
                .isEqualTo("NOT_FOUND");
        assertThat(bench.writeComposite("[{\"n\":\"/7777/0/3\",\"v\":7},{\"n\":\"/7777/0/1\",\"v\":7}]"))
                .isEqualTo("METHOD_NOT_ALLOWED");

        assertThat(bench.read("7777/0/3")).isEqualTo("3");
    }

    @Test
    void a_Write_Composite_that_was_undone_notifies_nobody() throws Exception {
        bench.observe("7777/0/3");

        bench.writeComposite("[{\"n\":\"/7777/0/3\",\"v\":7},{\"n\":\"/7777/0/5\",\"vs\":\"bad\"}]");
        bench.writeComposite("[{\"n\":\"/7777/0/3\",\"v\":8}]");

        assertThat(bench.notified(1)).containsExactly("8");
    }

    @Test
    void Read_Composite_leaves_out_what_has_no_value() throws Exception {
        assertThat(bench.readComposite("/7777/0/1", "/7777/0/4", "/9999"))
                .contains("/7777/0/1")
                .doesNotContain("/7777/0/4", "9999");
    }

    @Test
    void Observe_Composite_tells_all_its_paths_when_one_has_a_reason() throws Exception {
        bench.observeComposite("", "/7777/0/1", "/7777/0/2");

        bench.alarm(true);

        assertThat(bench.notified(1).get(0)).contains("/7777/0/1", "/7777/0/2", "\"vb\":true");
    }

    @Test
    void Observe_Composite_keeps_to_the_attributes_of_each_path() throws Exception {
        bench.writeAttributes("7777/0/1?st=5");
        bench.observeComposite("", "/7777/0/1", "/7777/0/2");

        bench.measure(22, 23);
        bench.measure(26);

        assertThat(bench.notified(1).get(0)).contains("\"v\":26");
    }

    @Test
    void Observe_Composite_takes_periods_with_the_request() throws Exception {
        bench.observeComposite("?pmin=10", "/7777/0/1", "/7777/0/2");

        bench.measure(22, 23);
        bench.pass(10);

        assertThat(bench.notified(1).get(0)).contains("\"v\":23");
        assertThat(bench.notifications).isEmpty();
    }
}
