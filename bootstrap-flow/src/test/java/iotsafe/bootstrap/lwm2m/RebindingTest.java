package iotsafe.bootstrap.lwm2m;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.testbed.relay.Fate;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A NAT that gives the device another port in the middle of a session (est.md E 43, first half; RFC 9146; RFC 9148 section 3). */
@Timeout(60)
class RebindingTest {
    @TempDir
    private Path folder;

    @Test
    void item_43_an_enrolment_goes_on_over_the_same_association_without_a_new_handshake() throws Exception {
        try (RelayedDevice device = new RelayedDevice(() -> Fate.PASS, ENROLMENT_KEY)) {
            device.exchanges.at("generate", device.relay::rebind); // between crts and sen

            assertThatThrownBy(() -> device.run(new StateFile(folder), new UntilManaged()))
                    .isInstanceOf(InterruptedException.class);

            EndpointContext before = device.peer.seen("GET .well-known/est/crts");
            EndpointContext after = device.peer.seen("POST .well-known/est/sen");
            assertThat(after.getPeerAddress()).isNotEqualTo(before.getPeerAddress());
            assertThat(association(after)).isEqualTo(association(before));
            assertThat(device.exchanges.count("sign factory")).as("handshakes").isOne();
            assertThat(device.events.count("POST .well-known/est/sen")).isOne();
            assertThat(new StateFile(folder).load().managed()).isPresent();
        }
    }

    private static Object association(EndpointContext context) {
        return context.get(DtlsEndpointContext.KEY_SESSION_ID);
    }

    /** Ends the process. */
    private static final class UntilManaged implements FlowListener {
        @Override
        public void reached(DeviceState reached, Duration took, long exchanges) {
            if (reached instanceof Managed) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {
            throw new AssertionError("nothing needs a second try", failure);
        }
    }
}
