package iotsafe.bootstrap.lwm2m;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.SECOND_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.RenewalHistory;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.testbed.relay.Odds;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten renewals in a row over a path that loses 30 % of all datagrams (design sections 6 and 9), in simulated time: the clock jumps to each
 * moment at which the policy has the next attempt. The server is ours: Leshan's demo server is in {@code iotsafe.client.e2e.RenewalTest}, without
 * loss, because it can be told neither the time nor to repeat sooner than CoAP's 2 s, which makes minutes of one such run.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time
class RenewalUnderLossTest {
    private static final int RENEWALS = 10;
    private static final Duration OFTEN = Duration.ofMillis(700);

    /** A switch that takes longer than a request may is given up, and the certificate that was in force is registered again, in as long. */
    private static final Duration LONGEST_GAP = RelayedDevice.REQUEST_TIMEOUT.multipliedBy(2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {20_261_123, 1, 2})
    void the_server_reads_the_device_after_each_and_never_misses_it_for_longer_than_a_switch_may_take(long seed)
            throws Exception {
        ExecutorService reading = Executors.newSingleThreadExecutor();
        try (RelayedDevice device = new RelayedDevice(new Odds(seed, 30, 0, 0), ENROLMENT_KEY, SECOND_KEY)) {
            Story story = new Story(device);
            Future<Duration> gap = reading.submit(story::read);
            try {
                device.run(new StateFile(folder), story);
            } catch (InterruptedException e) {
                // ten renewals are done
            }
            story.over = true;

            assertThat(story.certificates).doesNotHaveDuplicates().hasSize(RENEWALS + 1);
            assertThat(gap.get(10, TimeUnit.SECONDS)).isLessThan(LONGEST_GAP);
            assertThat(device.events.count("POST bs")).as("bootstraps").isOne();
        } finally {
            reading.shutdownNow();
        }
    }

    /** Moves the clock, and is the management server's side of it. */
    private static final class Story implements FlowListener {
        final List<X509Certificate> certificates = new ArrayList<>();
        volatile boolean over;

        private final RelayedDevice device;
        private final Semaphore registered = new Semaphore(0);
        private final Semaphore successes = new Semaphore(0);

        Story(RelayedDevice device) {
            this.device = device;
        }

        /** The longest time between two answers of the device. */
        Duration read() throws InterruptedException {
            registered.acquire();
            long last = System.nanoTime();
            Duration longest = Duration.ZERO;
            while (!over) {
                if (device.peer.reads("3/0/0", OFTEN)) {
                    Duration gap = Duration.ofNanos(System.nanoTime() - last);
                    longest = gap.compareTo(longest) > 0 ? gap : longest;
                    last = System.nanoTime();
                    successes.release();
                }
            }
            return longest;
        }

        @Override
        public void reached(DeviceState state, Duration took, long exchanges) {
            if (!(state instanceof Managed managed)) {
                return;
            }
            X509Certificate certificate = managed.saved().certificate();
            if (!certificates.contains(certificate)) {
                certificates.stream()
                        .skip(Math.max(0, certificates.size() - 1))
                        .forEach(earlier -> assertThat(device.clock.instant())
                                .as("renewed before its end")
                                .isBefore(end(earlier)));
                certificates.add(certificate);
                assertThat(device.peer.registered()).isEqualTo(certificate);
                registered.release();
                isRead();
            }
            if (certificates.size() > RENEWALS) {
                Thread.currentThread().interrupt();
            } else {
                jump(managed);
            }
        }

        private void isRead() {
            successes.drainPermits();
            successes.acquireUninterruptibly(2); // the first may have been under way before
        }

        private void jump(Managed managed) {
            Instant next = RenewalPolicy.USUAL.nextTry(
                    managed.saved().certificate(), managed.history(), device.clock.instant());
            assertThat(next).isBefore(end(managed.saved().certificate()));
            if (next.isAfter(device.clock.instant())) {
                device.clock.set(next);
            }
        }

        private static Instant end(X509Certificate certificate) {
            return certificate.getNotAfter().toInstant();
        }

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {
            if (next instanceof Managed managed && !managed.history().equals(RenewalHistory.NONE)) {
                jump(managed);
            }
        }
    }
}
