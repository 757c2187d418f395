package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.SavedState;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another SIM is put in, whose containers have the same names: none of its keys is used, or destroyed, in the place of the first one's. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class OtherCardTest {
    private static final String FIRST = "first-card-device";
    private static final String SECOND = "second-card-device";
    private static final Octets ENROLLED = Octets.hex("05");

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Sim firstBlueprint;
    private final Sim secondBlueprint;

    OtherCardTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.firstBlueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), FIRST);
        this.secondBlueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), SECOND);
        shared.management().admit(FIRST);
        shared.management().admit(SECOND);
    }

    /** Two cards and the one reader that they share. */
    private static final class Cards {
        private final SimMemory first;
        private final SimMemory second;
        private final SoftwareSim firstCard;
        private final SoftwareSim secondCard;
        /** INS of what the second was sent. */
        private final Set<Integer> sentToSecond = new TreeSet<>();

        private boolean swapped;
        private int session;

        Cards(Sim first, Sim second) throws IOException {
            this.first = SimMemory.load(first.file());
            this.second = SimMemory.load(second.file()).generateKeyPair(ENROLLED);
            this.firstCard = SoftwareSim.inMemory(this.first);
            this.secondCard = SoftwareSim.inMemory(this.second);
        }

        /** Whatever session there is, is over. */
        void swap() {
            swapped = !swapped;
            session++;
            firstCard.reset();
            secondCard.reset();
        }

        CardConnection open() {
            int mine = session;
            return CardConnection.over("the reader", command -> {
                if (mine != session) {
                    throw new IOException("the card was pulled out");
                }
                if (swapped) {
                    sentToSecond.add(command[1] & 0xFF);
                }
                return swapped ? secondCard.process(command) : firstCard.process(command);
            });
        }

        PublicKey ofSecond() {
            return second.publicKey(ENROLLED).orElseThrow();
        }
    }

    private DeviceInMemory device(Cards cards, Path state) {
        return new DeviceInMemory(
                new IotSafeApplet(cards::open), state, shared.server().bootstrap());
    }

    @Test
    void put_in_before_the_bootstrap_it_is_simply_the_card() throws Exception {
        Cards cards = new Cards(firstBlueprint, secondBlueprint);
        try (DeviceInMemory device = device(cards, stage.newFolder())) {
            SavedState saved = device.untilManaged(
                    state -> {
                        if (isNamed(state, "CardReady") && !cards.swapped) {
                            cards.swap();
                        }
                    },
                    failure -> {});
            assertThat(saved.endpoint()).isEqualTo(SECOND);
            assertThat(saved.card().value()).isEqualTo("iccid:" + cards.second.iccid());
            assertThat(cards.first.publicKey(ENROLLED)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NeedTrustAnchors", "NeedKeyPair", "NeedCertificate", "NeedStorage", "Registering"})
    void put_in_during_a_session_it_is_told_by_its_number_left_alone_and_the_first_goes_on_when_it_is_back(String state)
            throws Exception {
        Cards cards = new Cards(firstBlueprint, secondBlueprint);
        PublicKey before = cards.ofSecond();
        boolean[] done = {false};
        try (DeviceInMemory device = device(cards, stage.newFolder())) {
            SavedState saved = device.untilManaged(
                    reached -> {
                        if (isNamed(reached, state) && !done[0]) {
                            done[0] = true;
                            cards.swap();
                        }
                    },
                    failure -> {
                        if (device.failures().size() == 3) {
                            cards.swap();
                        }
                    });
            assertThat(saved.endpoint()).isEqualTo(FIRST);
            assertThat(saved.card().value()).isEqualTo("iccid:" + cards.first.iccid());
            assertThat(cards.first.publicKey(ENROLLED))
                    .contains(saved.certificate().getPublicKey());
            assertThat(cards.ofSecond()).as("the other card's key").isEqualTo(before);
            assertThat(device.failures())
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(CardException.Unreachable.class));
            assertThat(device.sentences())
                    .contains(
                            "the card in the reader is now iccid:%s, it was iccid:%s; put the first one back, or restart the agent to use the new one"
                                    .formatted(cards.second.iccid(), cards.first.iccid()));
        }
    }

    /** The applet has seen the first card's number in this run: the second is asked for its own, and for nothing else. */
    @Test
    void put_in_while_the_device_is_managed_it_is_told_before_a_key_of_it_is_used() throws Exception {
        Cards cards = new Cards(firstBlueprint, secondBlueprint);
        try (DeviceInMemory device = device(cards, stage.newFolder())) {
            SavedState saved = device.untilManaged(failure -> {});
            cards.swap();
            assertThatThrownBy(() -> device.afterLosingItsAssociation(saved))
                    .isInstanceOf(CardException.Unreachable.class)
                    .hasMessageStartingWith("the card in the reader is now iccid:" + cards.second.iccid());
            assertThat(cards.sentToSecond)
                    .as("MANAGE CHANNEL, SELECT, READ BINARY")
                    .isSubsetOf(0x70, 0xA4, 0xB0);
            cards.swap();
            assertThat(device.afterLosingItsAssociation(saved)).isInstanceOf(Managed.class);
        }
    }

    /** After a warm start nobody has asked for a number yet (four exchanges); the handshake's signature does not fit, and is not sent. */
    @Test
    void put_in_while_the_device_is_managed_after_a_restart_it_bootstraps_as_what_it_is() throws Exception {
        Cards cards = new Cards(firstBlueprint, secondBlueprint);
        Path state = stage.newFolder();
        try (DeviceInMemory device = device(cards, state)) {
            device.untilManaged(failure -> {});
        }
        try (DeviceInMemory device = device(cards, state)) {
            SavedState saved = device.untilManaged(failure -> {});
            assertThat(saved.endpoint()).isEqualTo(FIRST);
            cards.swap();
            assertThat(isNamed(device.afterLosingItsAssociation(saved), "CardReady"))
                    .isTrue();
            SavedState anew = device.untilManaged(failure -> {});
            assertThat(anew.endpoint()).isEqualTo(SECOND);
            assertThat(anew.card().value()).isEqualTo("iccid:" + cards.second.iccid());
        }
    }

    /** A restart knows no session, but the state names its card, and no signature leaves that does not fit its certificate. */
    @Test
    void found_at_a_start_it_bootstraps_under_its_own_name_and_the_first_ones_state_is_put_aside() throws Exception {
        Cards cards = new Cards(firstBlueprint, secondBlueprint);
        Path state = stage.newFolder();
        Optional<PublicKey> firstKey;
        try (DeviceInMemory device = device(cards, state)) {
            device.untilManaged(failure -> {});
            firstKey = cards.first.publicKey(ENROLLED);
        }
        cards.swap();
        try (DeviceInMemory device = device(cards, state)) {
            SavedState saved = device.untilManaged(failure -> {});
            assertThat(saved.endpoint()).isEqualTo(SECOND);
            assertThat(saved.card().value()).isEqualTo("iccid:" + cards.second.iccid());
            assertThat(cards.first.publicKey(ENROLLED)).isEqualTo(firstKey);
        }
    }

    private static boolean isNamed(DeviceState state, String name) {
        return state.getClass().getSimpleName().equals(name);
    }
}
