package iotsafe.sim.vpcd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import iotsafe.sim.Fault;
import iotsafe.sim.Fault.Effect;
import iotsafe.sim.Fault.Moment;
import iotsafe.sim.FaultyCard;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.vpcd.FakeVpcd.Slot;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Test environment reference, section 1: the wire protocol of vpcd. */
class VpcdFaceTest {
    private static final String SELECT = "00A4040007A0000005590010";
    private static final String RANDOM = "8084000008";

    private final FakeVpcd vpcd = new FakeVpcd();
    private final FaultyCard card = new FaultyCard(SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD)));
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final VpcdFace face = new VpcdFace(card, "127.0.0.1", vpcd.port(), events::add);

    VpcdFaceTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        face.close();
        vpcd.close();
    }

    @Test
    void a_card_is_powered_asked_for_its_ATR_and_given_commands() throws Exception {
        face.insert();
        try (Slot slot = vpcd.accept()) {
            slot.send(FakeVpcd.POWER_ON);
            assertThat(slot.ask(FakeVpcd.GET_ATR))
                    .isEqualTo(Octets.of(card.atr()).toString());
            assertThat(slot.ask(SELECT)).isEqualTo("9000");
            assertThat(slot.ask(RANDOM)).hasSize(20);
            assertThat(next()).isEqualTo("inserted");
            assertThat(next()).isEqualTo("powered on");
        }
        assertThat(next()).isEqualTo("vpcd closed the connection");
    }

    @Test
    void power_off_and_reset_deselect() throws Exception {
        face.insert();
        try (Slot slot = vpcd.accept()) {
            for (String loss : new String[] {FakeVpcd.POWER_OFF, FakeVpcd.POWER_ON, FakeVpcd.RESET}) {
                slot.ask(SELECT);
                slot.send(loss);
                assertThat(slot.ask(RANDOM)).isEqualTo("6D00");
            }
        }
    }

    @Test
    void removed_is_disconnected_and_inserted_again_is_connected_again() throws Exception {
        face.insert();
        try (Slot slot = vpcd.accept()) {
            slot.ask(SELECT);
            face.remove();
            assertThat(slot.isEmpty()).isTrue();
        }
        assertThat(next()).isEqualTo("inserted");
        assertThat(next()).isEqualTo("removed");
        assertThat(face.isInserted()).isFalse();
        face.insert();
        try (Slot slot = vpcd.accept()) {
            assertThat(slot.ask(RANDOM)).isEqualTo("6D00");
        }
    }

    @Test
    void an_empty_message_and_an_answer_are_never_of_length_zero() throws Exception {
        face.insert();
        try (Slot slot = vpcd.accept()) {
            slot.send("");
            assertThat(slot.ask("0000")).isEqualTo("6700");
        }
    }

    @Test
    void pulled_before_an_instruction_the_slot_is_empty_without_an_answer() throws Exception {
        card.plan(Fault.at(0x84, Moment.BEFORE, Effect.PULL));
        face.insert();
        try (Slot slot = vpcd.accept()) {
            slot.ask(SELECT);
            slot.send(RANDOM);
            assertThat(slot.isEmpty()).isTrue();
        }
        assertThat(next()).isEqualTo("inserted");
        assertThat(next()).isEqualTo("pulled out");
        assertThat(face.isInserted()).isFalse();
    }

    @Test
    void a_loss_of_power_empties_the_slot_for_a_moment() throws Exception {
        card.plan(Fault.at(0x84, Moment.BEFORE, Effect.POWER_CUT));
        face.insert();
        try (Slot slot = vpcd.accept()) {
            slot.ask(SELECT);
            slot.send(RANDOM);
            assertThat(slot.isEmpty()).isTrue();
        }
        try (Slot slot = vpcd.accept()) {
            assertThat(slot.ask(RANDOM)).isEqualTo("6D00");
        }
    }

    @Test
    void removal_ends_a_slow_command() throws Exception {
        face.insert();
        try (Slot slot = vpcd.accept()) {
            slot.ask(SELECT);
            card.delayAnswers(Duration.ofHours(1));
            slot.send(RANDOM);
            face.remove();
            assertThat(slot.isEmpty()).isTrue();
        }
        card.delayAnswers(Duration.ZERO);
        face.insert();
        try (Slot slot = vpcd.accept()) {
            assertThat(slot.ask(SELECT)).isEqualTo("9000");
        }
    }

    @Test
    void no_vpcd_is_said_in_one_sentence() throws IOException {
        vpcd.close();
        assertThatIOException()
                .isThrownBy(face::insert)
                .withMessageStartingWith("no vpcd at 127.0.0.1:")
                .withMessageEndingWith("start pcscd with the vsmartcard-vpcd driver");
        assertThat(face.isInserted()).isFalse();
    }

    private String next() throws InterruptedException {
        String event = events.poll(10, SECONDS);
        return event == null ? "nothing happened" : event;
    }
}
