package iotsafe.bootstrap;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.SECOND_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.bootstrap.store.Disk;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.Pkcs10;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power is cut before each command to the card, each operation on the disk, each request to a server of a renewal, and once more in the
 * start after it: the device is managed again, under a certificate whose key is on the card, without a bootstrap (est.md E 47).
 */
@Timeout(120)
class RenewalPowerCutTest {
    private static final Duration TIME_TO_RENEW = Duration.ofDays(360);
    private static final Duration NEW_LIFETIME = Duration.ofDays(730);
    /** More than there is to cut in a renewal; a cut that never comes is the renewal as it should be. */
    private static final int MOST_CUTS = 200;

    @TempDir
    private Path parent;

    private static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    static List<List<CredentialUri.OnCard>> containers() {
        return List.of(List.of(ENROLMENT_KEY, SECOND_KEY), List.of(ENROLMENT_KEY));
    }

    /** One device, whose power fails after so many operations. */
    private static final class Device {
        private final World world;
        private final Path folder;
        private int left = Integer.MAX_VALUE;

        Device(List<CredentialUri.OnCard> containers, Path folder) {
            this.world = new World().withContainers(containers.toArray(CredentialUri.OnCard[]::new));
            this.folder = folder;
            world.events.beforeEach(this::spend);
            world.enrolment.est.always(body -> ScriptedEst.certificate(
                    world.ca.client("CN=dev1", Pkcs10.of(body).publicKey(), TestCa.Dates.lasting(NEW_LIFETIME))));
        }

        private void spend() {
            if (left-- <= 0) {
                left = 0;
                throw new PowerCut();
            }
        }

        /** A process from its start until it is told to end, or the power is cut. */
        boolean isCutIn(int operations, Class<? extends DeviceState> end) {
            left = operations;
            Outside all = world.outside();
            Outside outside = new Outside(
                    all.card(),
                    all.bootstrapServer(),
                    all.managementServer(),
                    Disk.stateFile(folder, this::spend),
                    all.settings(),
                    all.clock(),
                    all.pause(),
                    all.enrolmentServer(),
                    all.orders());
            world.told.whenReached(end, () -> {
                if (end != Managed.class || isRenewed()) {
                    left = Integer.MAX_VALUE;
                    Thread.currentThread().interrupt();
                }
            });
            try {
                assertThatThrownBy(new Flow(outside, world.told, Told.TINY)::run)
                        .isInstanceOfAny(InterruptedException.class, PowerCut.class);
                return left == 0;
            } finally {
                left = Integer.MAX_VALUE;
                Thread.interrupted();
                world.card.powerUp();
            }
        }

        private boolean isRenewed() {
            List<ScriptedManagement.Registered> all = world.management.registered;
            return !all.isEmpty()
                    && !all.get(all.size() - 1).identity().certificate().equals(first());
        }

        X509Certificate first() {
            return world.management.registered.get(0).identity().certificate();
        }
    }

    private Device due(List<CredentialUri.OnCard> containers, int number)
            throws IOException, FlowException, InterruptedException {
        Device device = new Device(containers, Files.createDirectory(parent.resolve("state" + number)));
        Outside all = device.world.outside();
        new Flow(
                        new Outside(
                                all.card(),
                                all.bootstrapServer(),
                                all.managementServer(),
                                Disk.stateFile(device.folder, () -> {}),
                                all.settings(),
                                all.clock(),
                                all.pause(),
                                all.enrolmentServer(),
                                all.orders()),
                        device.world.told)
                .onceUntilManaged();
        device.world.clock.advance(TIME_TO_RENEW);
        device.world.events.clear();
        return device;
    }

    @ParameterizedTest
    @MethodSource("containers")
    void at_any_operation_of_a_renewal(List<CredentialUri.OnCard> containers) throws Exception {
        int cut = 0;
        while (cut < MOST_CUTS) {
            Device device = due(containers, cut);
            boolean isCut = device.isCutIn(cut, Managed.class);

            device.isCutIn(Integer.MAX_VALUE, Managed.class);

            assertIntact(device, "cut before operation " + cut);
            if (!isCut) {
                break;
            }
            cut++;
        }
        assertThat(cut).as("operations of a renewal").isBetween(20, MOST_CUTS - 1);
    }

    @ParameterizedTest
    @MethodSource("containers")
    void and_again_in_the_start_after_it(List<CredentialUri.OnCard> containers) throws Exception {
        for (int cut = 5; cut < 60; cut += 9) {
            for (int second = 1; second < 60; second += 11) {
                Device device = due(containers, cut * 100 + second);
                device.isCutIn(cut, Managed.class);
                device.isCutIn(second, Managed.class);

                device.isCutIn(Integer.MAX_VALUE, Managed.class);

                assertIntact(device, "cut before operation %d, then %d".formatted(cut, second));
            }
        }
    }

    private static void assertIntact(Device device, String when) throws Exception {
        SavedState saved =
                Disk.stateFile(device.folder, () -> {}).load().managed().orElseThrow();
        assertThat(saved.certificate()).as(when).isNotEqualTo(device.first());
        assertThat(device.world.card.publicKey(saved.key()))
                .as(when)
                .isEqualTo(saved.certificate().getPublicKey());
        assertThat(device.world.events.count("bootstrap dev1")).as(when).isZero();
        assertThat(Disk.stateFile(device.folder, () -> {}).load()).as(when).isEqualTo(Memory.of(saved));
    }
}
