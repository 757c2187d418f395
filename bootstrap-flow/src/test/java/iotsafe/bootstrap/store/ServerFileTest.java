package iotsafe.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.ServerMemory;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers have asked for, at rest: as safe as the state, and no danger to it (design section 7). */
class ServerFileTest {
    private static final String TEXT = "{\"servers\":{}}";
    private static final CardIdentity CARD = new CardIdentity("iccid:8949020000000000001");

    @TempDir
    Path folder;

    private final SealCard card = new SealCard("8949020000000000001");

    private ServerMemory registrations(StateSeal seal) {
        return ServerFile.registrations(folder, seal, () -> Optional.of(CARD));
    }

    private ServerMemory attributes(StateSeal seal) {
        return ServerFile.attributes(folder, seal, () -> Optional.of(CARD));
    }

    private Path path() {
        return folder.resolve("registrations");
    }

    @Test
    void it_comes_back_and_is_its_owners_alone() throws Exception {
        assertThat(registrations(StateSeal.NONE).write(TEXT)).isTrue();

        assertThat(registrations(StateSeal.NONE).read()).contains(TEXT);
        assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void where_the_state_is_sealed_it_is_too() throws Exception {
        registrations(card.seal(SealPolicy.AUTO)).write(TEXT);

        assertThat(Files.readString(path()))
                .startsWith("iotsafe-agent-state-sealed ")
                .doesNotContain("servers");
        assertThat(registrations(card.seal(SealPolicy.AUTO)).read()).contains(TEXT);
        assertThat(registrations(StateSeal.NONE).read()).isEmpty();
    }

    @Test
    void another_card_cannot_read_it_and_writes_its_own() {
        registrations(card.seal(SealPolicy.AUTO)).write(TEXT);
        SealCard other = new SealCard("8949020000000000002");

        assertThat(registrations(other.seal(SealPolicy.AUTO)).read()).isEmpty();

        registrations(other.seal(SealPolicy.AUTO)).write("its own");
        assertThat(registrations(other.seal(SealPolicy.AUTO)).read()).contains("its own");
    }

    @Test
    void an_unsealed_one_is_not_believed_where_a_seal_is_required() {
        registrations(StateSeal.NONE).write(TEXT);

        assertThat(registrations(card.seal(SealPolicy.REQUIRED)).read()).isEmpty();
    }

    @Test
    void one_is_not_taken_for_the_other() throws Exception {
        registrations(card.seal(SealPolicy.AUTO)).write(TEXT);
        Files.copy(path(), folder.resolve("attributes"));

        assertThat(attributes(card.seal(SealPolicy.AUTO)).read()).isEmpty();
    }

    @Test
    void a_file_cut_or_changed_at_any_byte_is_as_if_it_were_not_there() throws Exception {
        registrations(StateSeal.NONE).write(TEXT);
        byte[] whole = Files.readAllBytes(path());
        int last = new String(whole, StandardCharsets.UTF_8).stripTrailing().length();
        for (int at = 0; at < last; at++) {
            Files.write(path(), Arrays.copyOf(whole, at));
            assertThat(registrations(StateSeal.NONE).read()).as("cut at %d", at).isEmpty();
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            Files.write(path(), changed);
            assertThat(registrations(StateSeal.NONE).read()).as("byte %d", at).isEmpty();
        }
    }

    @Test
    void that_of_a_newer_agent_is_left_alone() throws Exception {
        Files.writeString(path(), new DigestedText("2", TEXT).print("iotsafe-agent-registrations"));

        assertThat(registrations(StateSeal.NONE).read()).isEmpty();
        assertThat(path()).exists();
    }

    @Test
    void what_a_power_failure_left_of_a_write_is_overwritten() throws Exception {
        registrations(StateSeal.NONE).write(TEXT);
        Files.writeString(folder.resolve("registrations.new"), "half");

        assertThat(registrations(StateSeal.NONE).read()).contains(TEXT);
        assertThat(registrations(StateSeal.NONE).write("more")).isTrue();
        assertThat(registrations(StateSeal.NONE).read()).contains("more");
    }

    @Test
    void what_cannot_be_written_leaves_what_was_there() throws Exception {
        registrations(card.seal(SealPolicy.REQUIRED)).write(TEXT);
        card.fails(new CardException.Refused("the container is empty"));
        assertThat(registrations(card.seal(SealPolicy.REQUIRED)).write("more")).isFalse();
        card.works();
        assertThat(registrations(card.seal(SealPolicy.REQUIRED)).write("x".repeat(1 << 22)))
                .isFalse();

        assertThat(registrations(card.seal(SealPolicy.REQUIRED)).read()).contains(TEXT);
    }

    @Test
    void a_folder_that_is_not_there_is_no_reason_to_stop() {
        ServerMemory nowhere = ServerFile.attributes(folder.resolve("none"), StateSeal.NONE, Optional::empty);

        assertThat(nowhere.write(TEXT)).isFalse();
        assertThat(nowhere.read()).isEmpty();
        nowhere.delete();
    }

    @Test
    void reset_and_what_forgets_the_state_take_both_away() throws Exception {
        registrations(StateSeal.NONE).write(TEXT);
        attributes(StateSeal.NONE).write(TEXT);
        new StateFile(folder).delete();
        assertThat(folder).isEmptyDirectory();

        registrations(StateSeal.NONE).write(TEXT);
        attributes(StateSeal.NONE).write(TEXT);
        new StateFile(folder).forget();
        assertThat(folder).isEmptyDirectory();
    }
}
