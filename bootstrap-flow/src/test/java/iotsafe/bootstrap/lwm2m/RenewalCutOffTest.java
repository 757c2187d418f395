package iotsafe.bootstrap.lwm2m;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.SECOND_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.store.Disk;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.credentials.CredentialUri;
import iotsafe.testbed.relay.Fate;
import iotsafe.testbed.relay.Fates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power is cut at each datagram of a renewal, whichever side sends it: nothing passes from then on, and neither card nor disk is reached
 * any more. The next start needs no bootstrap and ends under a new certificate (est.md E 47). {@code RenewalPowerCutTest} cuts at the card and
 * the disk.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time
class RenewalCutOffTest {
    /** More datagrams than there are in a start and a renewal. */
    private static final int MOST = 100;

    @TempDir
    private Path folder;

    private final Power power = new Power();

    static List<List<CredentialUri.OnCard>> containers() {
        return List.of(List.of(ENROLMENT_KEY, SECOND_KEY), List.of(ENROLMENT_KEY));
    }

    @ParameterizedTest
    @MethodSource("containers")
    void at_any_datagram_of_a_renewal(List<CredentialUri.OnCard> containers) throws Exception {
        try (RelayedDevice device = new RelayedDevice(power, containers.toArray(CredentialUri.OnCard[]::new))) {
            device.exchanges.beforeEach(power::require);
            assertThat(isCutIn(device, Integer.MAX_VALUE)).isFalse();
            int cut = 0;
            boolean isCut = true;
            while (isCut && cut < MOST) {
                X509Certificate before = saved().certificate();
                device.events.clear();
                device.clock.set(RenewalPolicy.USUAL.nextTry(before, memory().history(), device.clock.instant()));

                isCut = isCutIn(device, cut);
                assertThat(isCutIn(device, Integer.MAX_VALUE)).isFalse();

                assertIntact(device, before, "cut before datagram " + cut);
                cut++;
            }
            assertThat(cut).as("datagrams of a renewal").isBetween(20, MOST - 1);
        }
    }

    /** A process until it is managed under a certificate that is not due, or the power is cut. */
    private boolean isCutIn(RelayedDevice device, int datagrams) {
        power.on(datagrams, Thread.currentThread());
        try {
            device.run(Disk.stateFile(folder, power::require), new UntilRenewed(device));
            throw new AssertionError("the flow ended by itself");
        } catch (InterruptedException | Power.Cut end) {
            return power.isCut();
        } finally {
            power.on(Integer.MAX_VALUE, Thread.currentThread());
            Thread.interrupted(); // the cut may have come when the process was at its end already
        }
    }

    private Memory memory() throws Exception {
        return new StateFile(folder).load();
    }

    private SavedState saved() throws Exception {
        return memory().managed().orElseThrow();
    }

    private void assertIntact(RelayedDevice device, X509Certificate before, String when) throws Exception {
        SavedState saved = saved();
        assertThat(memory()).as(when).isEqualTo(Memory.of(saved));
        assertThat(saved.certificate()).as(when).isNotEqualTo(before);
        assertThat(device.card.publicKey(saved.key()))
                .as(when)
                .isEqualTo(saved.certificate().getPublicKey());
        assertThat(device.peer.registered()).as(when).isEqualTo(saved.certificate());
        assertThat(device.events.count("POST bs")).as(when).isZero();
    }

    /** Tells the process to end. */
    private record UntilRenewed(RelayedDevice device) implements FlowListener {
        @Override
        public void reached(DeviceState reached, Duration took, long exchanges) {
            if (reached instanceof Managed managed) {
                Instant next = RenewalPolicy.USUAL.nextTry(
                        managed.saved().certificate(), managed.history(), device.clock.instant());
                if (next.isAfter(device.clock.instant())) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {
            // the next try comes by itself
        }
    }

    /** Lasts for so many datagrams. */
    private static final class Power implements Fates {
        private int left = Integer.MAX_VALUE;
        private Thread device = Thread.currentThread();

        /** What a device without power does. */
        static final class Cut extends Error {
            private static final long serialVersionUID = 1L;
        }

        synchronized void on(int datagrams, Thread thread) {
            left = datagrams;
            device = thread;
        }

        synchronized boolean isCut() {
            return left < 0;
        }

        synchronized void require() {
            if (isCut()) {
                throw new Cut();
            }
        }

        @Override
        public synchronized Fate next() {
            if (left >= 0 && left-- == 0) {
                device.interrupt();
            }
            return isCut() ? Fate.LOSE : Fate.PASS;
        }
    }
}
