package iotsafe.bootstrap.lwm2m;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newStringResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newUnsignedIntegerResource;

import iotsafe.bootstrap.ServerException;
import iotsafe.testbed.relay.Fate;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every alert that a DTLS 1.2 server can send (RFC 5246 7.2.2; 86 of RFC 7507, 109 and 116 of RFC 8446, 111 to 114 of RFC 6066, 115 of RFC 4279,
 * 120 of RFC 7301): in the handshake, in the association, and from somebody else. Each time the device is under management again.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time
class AlertsTest {
    private static final List<Integer> ALL = List.of(
            0, 10, 20, 21, 22, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 86, 90, 100, 109,
            110, 111, 112, 113, 114, 115, 116, 120);
    /** OMA LwM2M Transport, table of alerts. */
    private static final Set<Integer> LASTING = Set.of(42, 43, 44, 45, 46, 48, 49, 115);

    private static final List<Integer> NAMED = Stream.of(AlertDescription.values())
            .map(description -> description.getCode() & 0xFF)
            .toList();

    private static final int CLOSE_NOTIFY = 0;
    private static final int WARNING = 1;
    private static final int FATAL = 2;

    @TempDir
    private Path folder;

    private RelayedDevice device;
    private RelayedProcess process;

    @BeforeEach
    void registered() throws Exception {
        device = new RelayedDevice(() -> Fate.PASS, ENROLMENT_KEY);
        device.longestPause = Duration.ofMillis(20);
        device.peer.writes(
                1,
                0,
                newIntegerResource(0, 123),
                newIntegerResource(1, 86400),
                newBooleanResource(6, false),
                newStringResource(7, "U"),
                newUnsignedIntegerResource(18, ULong.valueOf(1)));
        process = new RelayedProcess(device, folder);
        process.awaitManaged();
    }

    @AfterEach
    void stop() throws Exception {
        process.close();
        device.close();
    }

    private void restart() throws InterruptedException {
        process.close();
        device.events.clear();
        process = new RelayedProcess(device, folder);
        process.awaitManaged();
    }

    private static byte[] plaintext(int level, int description) {
        return new byte[] {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 7, 0, 2, (byte) level, (byte) description
        };
    }

    private void isRead(String when) throws Exception {
        assertThat(device.peer.reads("3/0/0", RelayedProcess.PATIENCE)).as(when).isTrue();
    }

    /** What leads to the bootstrap server is a rejection; all else is tried again with what is there. */
    @Test
    void in_the_handshake_those_that_last_lead_to_the_bootstrap_server_and_all_others_to_another_attempt()
            throws Exception {
        for (int description : ALL) {
            String when = "alert " + description;
            boolean lasts = LASTING.contains(description);
            AtomicBoolean told = new AtomicBoolean();
            device.relay.rewrite(said -> told.getAndSet(true) ? said : plaintext(FATAL, description));
            restart();

            // what the library has no name for is as if it had been lost
            assertThat(process.failures()).as(when).hasSize(NAMED.contains(description) ? 1 : 0);
            assertThat(process.failures())
                    .as(when)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(lasts ? ServerException.Refused.class : ServerException.Unreachable.class));
            assertThat(device.events.count("POST bs")).as(when).isEqualTo(lasts ? 1 : 0);
            isRead(when);
        }
    }

    /** RFC 5246 7.2: the association is over; OMA LwM2M Core 1.1, /1/x/11. One that the library has no name for is met by silence. */
    @Test
    void in_the_association_they_end_it_and_the_device_comes_back_by_itself_on_a_new_one() throws Exception {
        Certificate before = device.peer.registered();
        for (int description : NAMED) {
            String when = "alert " + description;
            device.events.clear();
            device.peer.endAssociation(description == CLOSE_NOTIFY ? WARNING : FATAL, description);
            await().atMost(RelayedProcess.PATIENCE)
                    .until(() -> device.events.seen().contains("POST rd/1"));

            isRead(when);
            assertThat(device.peer.text("1/0/11")).as(when).isEqualTo(String.valueOf(description));
        }
        assertThat(device.peer.registered()).isEqualTo(before);
        assertThat(device.peer.text("1/0/1")).isEqualTo("86400");
        assertThat(process.registrations()).isOne();
        assertThat(process.failures()).isEmpty();
    }

    /** RFC 5246 7.2.2: the connection can go on, RFC 6066 3: after unrecognized_name, for one. */
    @Test
    void a_warning_in_the_handshake_changes_nothing() throws Exception {
        for (int description : new int[] {41, 90, 100, 112}) {
            AtomicBoolean told = new AtomicBoolean();
            device.relay.rewrite(said -> told.getAndSet(true) ? said : together(plaintext(WARNING, description), said));
            restart();

            assertThat(process.failures()).as("warning " + description).isEmpty();
            isRead("warning " + description);
        }
    }

    private static byte[] together(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** RFC 6347 4.1.2.7: what is not protected is not believed. */
    @Test
    void from_somebody_else_they_are_not_believed() throws Exception {
        long handshakes = device.exchanges.count("sign enrolled");
        for (int level : new int[] {WARNING, FATAL}) {
            for (int description : ALL) {
                device.relay.forge(plaintext(level, description));
            }
        }
        isRead("after them");
        assertThat(device.exchanges.count("sign enrolled")).isEqualTo(handshakes);
        assertThat(device.events.count("POST rd")).isOne();
        assertThat(process.failures()).isEmpty();
    }
}
