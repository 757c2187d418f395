package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.SavedState;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.TroubledCard.Trouble;
import iotsafe.credentials.CardException;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.SimMemory;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something goes wrong between agent and card at every single exchange of a provisioning, from MANAGE CHANNEL to the signature of the
 * registration's handshake, with real servers: each time the device ends up registered, and no person does more than put the card back.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ProvisioningFaultsTest {
    private static final String ENDPOINT = "troubled-device";
    /** What the agent waits for a card here; more than the software SIM ever takes, on a busy machine too. */
    private static final Duration DEADLINE = Duration.ofMillis(250);

    private static final Duration LATE = DEADLINE.plusMillis(100);
    /** Of a provisioning without trouble; the design has 18, and three for the second block of two certificates. */
    private static final int MOST_EXCHANGES = 21;

    /** After these it is given up. */
    private static final int MOST_FAILURES = 40;

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Sim blueprint;

    ProvisioningFaultsTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Trouble.class)
    void the_device_is_registered_whatever_exchange_it_happens_at(Trouble trouble) throws Exception {
        long threads = cardThreads();
        int exchange = 1;
        while (isRegisteredInSpiteOf(trouble, exchange) && trouble != Trouble.NONE) {
            exchange++;
        }
        assertThat(exchange - 1).as("tried").isLessThanOrEqualTo(MOST_EXCHANGES);
        await().until(() -> cardThreads() <= threads);
    }

    /** False if the device was registered before it came to that exchange. */
    private boolean isRegisteredInSpiteOf(Trouble trouble, int exchange) throws IOException {
        SimMemory memory = SimMemory.load(blueprint.file());
        TroubledCard card = new TroubledCard(memory, LATE);
        card.plan(trouble, exchange);
        try (DeviceInMemory device = new DeviceInMemory(
                new IotSafeApplet(card, Optional.empty(), ins -> DEADLINE),
                stage.newFolder(),
                shared.server().bootstrap())) {
            SavedState saved = device.untilManaged(failure -> {
                if (device.failures().size() == 2) {
                    card.isPulledOut(); // one was that it is silent, one that it is so still
                }
                if (device.failures().size() > MOST_FAILURES) {
                    Thread.currentThread().interrupt();
                }
            });
            String what = "%s at exchange %d: %s".formatted(trouble, exchange, device.sentences());
            assertThat(memory.publicKey(Octets.hex("05")))
                    .as(what)
                    .contains(saved.certificate().getPublicKey());
            assertThat(card.keyPairs()).as("key pairs, " + what).isBetween(1, 2);
            assertThat(card.exchanges()).as("exchanges, " + what).isLessThanOrEqualTo(2 * MOST_EXCHANGES + 5);
            assertThat(device.failures()).as(what).hasSizeLessThanOrEqualTo(most(trouble));
            assertThat(device.failures())
                    .as(what)
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(CardException.class));
            return card.hadItsTrouble();
        } finally {
            card.isPulledOut(); // it may be silent at the very last, when the channel is closed
        }
    }

    /** Tries that may fail: while a call hangs each of them does. */
    private static int most(Trouble trouble) {
        return switch (trouble) {
            case NONE -> 0;
            case LATE, NEVER -> 20;
            case PULLED_FOR_LONG -> 4;
            default -> 2;
        };
    }

    private static long cardThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("iotsafe-card"))
                .count();
    }
}
