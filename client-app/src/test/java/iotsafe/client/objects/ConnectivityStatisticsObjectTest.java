package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.WriteRequest;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, E.8: the Connectivity Statistics object. */
class ConnectivityStatisticsObjectTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ConnectivityStatisticsObject object = new ConnectivityStatisticsObject(nanos::get);
    private final Served statistics = new Served(7, object);

    @Test
    void counts_from_Start_to_Stop_and_keeps_what_it_counted() {
        object.passed(true, 5000);
        assertThat(statistics.value(2)).isEqualTo(0L);

        assertThat(statistics.execute(6).getCode()).isEqualTo(ResponseCode.CHANGED);
        object.passed(true, 1500);
        object.passed(true, 600);
        object.passed(false, 900);
        assertThat(statistics.execute(7).getCode()).isEqualTo(ResponseCode.CHANGED);
        object.passed(false, 9000);

        assertThat(statistics.value(2)).as("kB sent").isEqualTo(2L);
        assertThat(statistics.value(3)).as("kB received").isEqualTo(0L);
        assertThat(statistics.value(4)).as("largest").isEqualTo(1500L);
        assertThat(statistics.value(5)).as("average").isEqualTo(1000L);

        statistics.execute(6);
        assertThat(statistics.value(4)).isEqualTo(0L);
        assertThat(statistics.value(5)).isEqualTo(0L);
    }

    @Test
    void stops_by_itself_at_the_end_of_its_period() {
        assertThat(statistics
                        .enabler
                        .write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, 7, 0, 8, 60))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
        statistics.execute(6);
        object.passed(true, 1000);
        nanos.set(TimeUnit.SECONDS.toNanos(61));
        object.passed(true, 1000);
        assertThat(statistics.value(2)).isEqualTo(1L);
    }

    @Test
    void has_no_SMS_counters() {
        assertThat(statistics.enabler.getAvailableResourceIds(0)).containsExactly(2, 3, 4, 5, 6, 7, 8);
        assertThat(statistics.read(0).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }
}
