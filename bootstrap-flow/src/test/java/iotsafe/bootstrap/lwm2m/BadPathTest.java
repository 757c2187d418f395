package iotsafe.bootstrap.lwm2m;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.SECOND_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.SavedState;
import iotsafe.testbed.relay.Odds;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A path that loses 40 % of all datagrams, and one that repeats and reorders them as well (est.md E 41): a new device is bootstrapped, enrolled and
 * registered over it, and what its server then writes is still so after a restart. {@code RenewalUnderLossTest} renews.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time
class BadPathTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}: {1} % lost, {2} % repeated, {3} % overtaken")
    @CsvSource({"1, 40, 0, 0", "3, 0, 40, 40", "4, 40, 20, 20"})
    void a_device_comes_under_management_and_stays_so(long seed, int lose, int repeat, int overtake) throws Exception {
        try (RelayedDevice device =
                new RelayedDevice(new Odds(seed, lose, repeat, overtake), ENROLMENT_KEY, SECOND_KEY)) {
            device.longestPause = Duration.ofMillis(100);
            SavedState before;
            try (RelayedProcess process = new RelayedProcess(device, folder)) {
                before = process.awaitManaged();
                isRead(device);
                assertThat(writeLifetime(device)).isEqualTo("CHANGED");
            }
            try (RelayedProcess process = new RelayedProcess(device, folder)) {
                assertThat(process.awaitManaged().certificate()).isEqualTo(before.certificate());
                isRead(device);
                assertThat(device.peer.text("1/0/1")).isEqualTo("3600");
            }
        }
    }

    private static void isRead(RelayedDevice device) throws InterruptedException {
        assertThat(device.peer.reads("3/0/0", RelayedProcess.PATIENCE)).isTrue();
    }

    private static String writeLifetime(RelayedDevice device) throws InterruptedException {
        Request write = Request.newPut();
        write.getOptions().setContentFormat(ContentFormat.TEXT_CODE);
        write.setPayload("3600");
        return device.peer.send(write, "1/0/1");
    }
}
