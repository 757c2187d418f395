package iotsafe.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.StateException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State sealed to the SIM (design section 7): useless without that card. */
class SealedStateTest {
    private static final String OURS = "iccid:8949000000000000001F";
    private static final String THEIRS = "iccid:8949000000000000002F";
    private static final int LONGEST_HEAD = 180;
    private static final SavedState OLD = States.withPsk("old");
    private static final SavedState NEW = States.withPsk("new");
    private static final SavedState OTHER = new SavedState(
            new CardIdentity(THEIRS), "other", OLD.server(), OLD.objects(), OLD.privateKey(), OLD.chain(), OLD.trust());

    private final SealCard card = new SealCard(OURS);
    private final SealCard another = new SealCard(THEIRS);

    @TempDir
    private Path folder;

    private StateFile file(SealCard in) {
        return file(in, SealPolicy.AUTO);
    }

    private StateFile file(SealCard in, SealPolicy policy) {
        return new StateFile(folder, in.seal(policy));
    }

    @Test
    void a_restart_with_its_card_finds_the_state_for_one_exchange() throws Exception {
        file(card).save(Memory.of(OLD));
        card.derivations = 0;

        StateFile restarted = file(card);
        assertThat(restarted.load().managed()).contains(OLD);
        assertThat(restarted.load().managed()).contains(OLD);
        restarted.save(Memory.of(NEW));

        assertThat(card.derivations).isEqualTo(1);
        assertThat(card.identities).isZero();
    }

    @Test
    void the_file_tells_that_it_is_sealed_but_neither_what_is_in_it_nor_the_cards_number() throws Exception {
        file(card).save(Memory.of(OLD));

        assertThat(Files.readString(folder.resolve("state")))
                .startsWith("iotsafe-agent-state-sealed 1 ")
                .doesNotContain(OURS, OURS.substring(6), "lwm2m", "coaps");
        assertThat(file(card).isSealed()).isTrue();
    }

    @Test
    void the_same_state_is_never_written_the_same_way_twice() throws Exception {
        file(card).save(Memory.of(OLD));
        String once = Files.readString(folder.resolve("state"));
        file(card).save(Memory.of(OLD));

        List<String> first = List.of(once.split("\\s"));
        List<String> second = List.of(Files.readString(folder.resolve("state")).split("\\s"));
        assertThat(second.subList(0, 2)).isEqualTo(first.subList(0, 2));
        assertThat(second.subList(2, 6)).doesNotContainAnyElementsOf(first.subList(2, 6));
    }

    @Test
    void a_key_agreed_by_two_keys_of_the_card_seals_as_well() throws Exception {
        SealKey agreed = SealKey.of(List.of(SealCard.PRIVATE, SealCard.PUBLIC));
        new StateFile(folder, new CardSeal(card, agreed, SealPolicy.REQUIRED)).save(Memory.of(OLD));

        assertThat(new StateFile(folder, new CardSeal(card, agreed, SealPolicy.AUTO))
                        .load()
                        .managed())
                .contains(OLD);
    }

    @Test
    void a_key_is_a_secret_or_two_halves() {
        assertThatIllegalArgumentException().isThrownBy(() -> SealKey.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> SealKey.of(List.of(SealCard.PRIVATE)));
        assertThatIllegalArgumentException().isThrownBy(() -> SealKey.of(List.of(SealCard.PUBLIC, SealCard.PRIVATE)));
    }

    @Test
    void with_another_card_the_device_is_new_and_nothing_of_the_former_is_lost() throws Exception {
        file(card).save(Memory.of(OLD));
        file(card).save(Memory.of(NEW));

        assertThat(file(another).load()).isEqualTo(Memory.EMPTY);
        assertThat(folder.resolve("state")).doesNotExist();
        file(another).save(Memory.of(OTHER));
        file(another).save(Memory.of(OTHER));

        assertThat(file(card).load().managed()).contains(NEW);
        assertThat(file(another).load().managed()).contains(OTHER);
        assertThat(file(card).load().managed()).contains(NEW);
    }

    @Test
    void a_power_failure_while_two_cards_states_change_places_loses_neither() throws Exception {
        int operations = operationsOfBringingBack(Integer.MAX_VALUE);
        assertThat(operations).isEqualTo(3);
        for (int done = 0; done < operations; done++) {
            operationsOfBringingBack(done);

            assertThat(file(card).load().managed()).as("cut after %d", done).contains(NEW);
            assertThat(file(another).load().managed()).as("cut after %d", done).contains(OTHER);
        }
    }

    private int operationsOfBringingBack(int until) throws Exception {
        new StateFile(folder).delete();
        file(card).save(Memory.of(OLD));
        file(card).save(Memory.of(NEW));
        assertThat(file(another).load()).isEqualTo(Memory.EMPTY);
        file(another).save(Memory.of(OTHER));
        List<Integer> operations = new ArrayList<>();
        StateFile cut = new StateFile(folder, card.seal(SealPolicy.AUTO), () -> {
            if (operations.size() == until) {
                throw new IllegalStateException("power is gone");
            }
            operations.add(operations.size());
        });
        try {
            assertThat(cut.load().managed()).contains(NEW);
        } catch (IllegalStateException gone) {
            assertThat(operations).hasSize(until);
        }
        return operations.size();
    }

    @Test
    void a_copy_that_is_all_another_card_has_left_outlives_what_this_one_saves() throws Exception {
        file(card).save(Memory.of(NEW));
        assertThat(file(another).load()).isEqualTo(Memory.EMPTY);
        file(another).save(Memory.of(OTHER));
        Files.writeString(folder.resolve("state"), "damaged");

        assertThat(file(card).load().managed()).contains(NEW);
        file(card).save(Memory.of(NEW));

        assertThat(file(another).load().managed()).contains(OTHER);
    }

    @Test
    void another_card_without_any_such_key_is_another_card_all_the_same() throws Exception {
        file(card).save(Memory.of(OLD));
        another.fails(new CardException.Refused("there is no such container"));

        assertThat(file(another).load()).isEqualTo(Memory.EMPTY);
        assertThat(folder.resolve("state.other-card")).exists();
    }

    @Test
    void a_file_that_is_cut_loses_nothing_and_is_kept() throws Exception {
        file(card).save(Memory.of(OLD));
        file(card).save(Memory.of(NEW));
        byte[] whole = Files.readAllBytes(folder.resolve("state"));
        byte[] copy = Files.readAllBytes(folder.resolve("state.copy"));
        StateFile restarted = file(card);
        for (int length = 0; length < whole.length - 1; length += step(length)) {
            put(Arrays.copyOf(whole, length), copy);

            assertThat(restarted.load().managed()).as("cut at %d", length).contains(NEW);
            assertThat(folder.resolve("state.damaged")).exists();
        }
    }

    @Test
    void a_file_with_a_byte_changed_loses_nothing_and_is_kept() throws Exception {
        file(card).save(Memory.of(OLD));
        file(card).save(Memory.of(NEW));
        byte[] whole = Files.readAllBytes(folder.resolve("state"));
        byte[] copy = Files.readAllBytes(folder.resolve("state.copy"));
        StateFile restarted = file(card);
        for (int at = 0; at < whole.length - 1; at += step(at)) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            put(changed, copy);

            assertThat(restarted.load().managed()).as("byte %d", at).contains(NEW);
            assertThat(folder.resolve("state.damaged")).hasBinaryContent(changed);
        }
    }

    /** Whoever changes the file also corrects the digest, which is no secret; the seal is what stops him. */
    @Test
    void a_change_with_a_digest_that_fits_breaks_the_seal_and_the_copy_is_used() throws Exception {
        file(card).save(Memory.of(OLD));
        file(card).save(Memory.of(NEW));
        SealedText whole = SealedText.read(Files.readString(folder.resolve("state")));
        byte[] copy = Files.readAllBytes(folder.resolve("state.copy"));
        Random random = new Random(20261123);
        for (int i = 0; i < 500; i++) {
            byte[] content = whole.content().toArray();
            content[random.nextInt(content.length)] ^= (byte) (1 + random.nextInt(255));
            SealedText changed = new SealedText(whole.salt(), whole.card(), Bytes.of(content));
            put(changed.print().getBytes(StandardCharsets.US_ASCII), copy);

            assertThat(file(card).load().managed()).as("mutation %d", i).contains(NEW);
        }
    }

    @Test
    void what_is_said_of_the_card_is_authentic_too() throws Exception {
        file(card).save(Memory.of(NEW));
        SealedText whole = SealedText.read(Files.readString(folder.resolve("state")));
        Files.writeString(folder.resolve("state"), new SealedText(whole.salt(), "00000000", whole.content()).print());
        Files.delete(folder.resolve("state.copy"));

        assertThat(file(card).load()).isEqualTo(Memory.EMPTY);
        assertThat(folder.resolve("state.other-card")).exists();
    }

    @Test
    void an_absent_card_is_waited_for_with_a_sentence_and_nothing_is_touched() throws Exception {
        file(card).save(Memory.of(OLD));
        card.fails(new CardException.Unreachable("there is no card in the reader"));

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> file(card).load())
                .withMessage(
                        "%s: it is sealed to a card that does not answer; put that card in, or run reset to begin"
                                + " anew: there is no card in the reader",
                        folder.resolve("state"));
        card.works();
        assertThat(file(card).load().managed()).contains(OLD);
    }

    @Test
    void its_own_card_that_refuses_the_key_is_a_sentence_and_nothing_is_touched() throws Exception {
        file(card).save(Memory.of(OLD));
        card.fails(new CardException.Refused("the container is empty"));

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> file(card).load())
                .withMessageContaining("correct state.seal-key")
                .withMessageContaining("the container is empty");
        assertThat(folder.resolve("state")).exists();
    }

    @Test
    void without_a_key_in_the_configuration_a_sealed_state_is_recognised_and_kept() throws Exception {
        file(card).save(Memory.of(OLD));

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> new StateFile(folder).load())
                .withMessageContaining("state.seal-key");
        assertThat(folder.resolve("state")).exists();
    }

    @Test
    void a_card_that_cannot_leaves_the_state_unsealed_where_that_is_allowed() throws Exception {
        card.fails(new CardException.Refused("COMPUTE PRF is not offered"));

        file(card).save(Memory.of(OLD));

        assertThat(file(card).isSealed()).isFalse();
        assertThat(new StateFile(folder).load().managed()).contains(OLD);
    }

    @Test
    void a_card_that_cannot_is_refused_where_a_seal_is_required_before_anything_is_asked_of_a_server() {
        card.fails(new CardException.Refused("COMPUTE PRF is not offered"));

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> file(card, SealPolicy.REQUIRED).requireWritable())
                .withMessageContaining("the card gives no key to seal the state with")
                .withMessageContaining("COMPUTE PRF is not offered");
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> file(card, SealPolicy.REQUIRED).save(Memory.of(OLD)));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_unsealed_state_of_this_card_is_sealed_at_the_first_start_and_no_copy_stays() throws Exception {
        StateFile unsealed = new StateFile(folder);
        unsealed.save(Memory.of(OLD));
        unsealed.save(Memory.of(NEW));

        assertThat(file(card).load().managed()).isPresent();

        assertThat(file(card).isSealed()).isTrue();
        assertThat(names()).containsExactly("state", "state.copy");
        assertThat(folder.resolve("state.copy")).hasSameBinaryContentAs(folder.resolve("state"));
        assertThat(file(card).load().managed()).contains(NEW);
    }

    @Test
    void an_unsealed_state_of_another_card_is_not_sealed_to_this_one() throws Exception {
        new StateFile(folder).save(Memory.of(OLD));

        file(another).load();

        assertThat(file(another).isSealed()).isFalse();
    }

    @Test
    void an_unsealed_state_is_not_believed_where_a_seal_is_required() throws Exception {
        new StateFile(folder).save(Memory.of(OLD));

        assertThat(file(card, SealPolicy.REQUIRED).load()).isEqualTo(Memory.EMPTY);
        assertThat(names()).containsExactly("state.copy.damaged", "state.damaged");
    }

    @Test
    void off_reads_what_is_sealed_and_seals_no_more() throws Exception {
        file(card).save(Memory.of(OLD));

        StateFile off = file(card, SealPolicy.OFF);
        assertThat(off.load().managed()).contains(OLD);
        off.save(Memory.of(NEW));

        assertThat(off.isSealed()).isFalse();
        assertThat(off.load().managed()).contains(NEW);
    }

    @Test
    void a_look_moves_nothing_and_reset_needs_no_card() throws Exception {
        file(card).save(Memory.of(OLD));

        assertThat(file(another).peek()).isEqualTo(Memory.EMPTY);
        assertThat(names()).containsExactly("state", "state.copy");
        new StateFile(folder).delete();
        assertThat(names()).isEmpty();
    }

    @Test
    void a_newer_seal_is_refused_with_a_sentence_and_not_touched() throws Exception {
        file(card).save(Memory.of(OLD));
        String[] lines = Files.readString(folder.resolve("state")).split("\n", -1);
        String head = lines[0].substring(0, lines[0].lastIndexOf(' ')).replace("sealed 1 ", "sealed 2 ");
        String newer = head + " " + sha256(head + "\n" + lines[1]) + "\n" + lines[1] + "\n";
        Files.writeString(folder.resolve("state"), newer);

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> file(card).load())
                .withMessageContaining("its seal is of version 2, this agent knows 1");
        assertThat(names()).containsExactly("state", "state.copy");
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Each byte of the first line, which is judged field by field; the ciphertext after it is all of one kind. */
    private static int step(int at) {
        return at < LONGEST_HEAD ? 1 : 17;
    }

    private void put(byte[] current, byte[] copy) throws IOException {
        Files.write(folder.resolve("state"), current);
        Files.write(folder.resolve("state.copy"), copy);
        Files.deleteIfExists(folder.resolve("state.damaged"));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
