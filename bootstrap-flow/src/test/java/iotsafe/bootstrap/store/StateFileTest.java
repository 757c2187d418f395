package iotsafe.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.StateException;
import iotsafe.credentials.CardIdentity;
import iotsafe.est.TrustAnchors;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State at rest (design section 7). */
class StateFileTest {
    private static final SavedState ONE = States.of("one");
    private static final SavedState TWO = States.of("two");

    @TempDir
    private Path parent;

    private Path folder;
    private StateFile file;

    @BeforeEach
    void a_folder_that_is_not_there_yet() {
        folder = parent.resolve("var/lib/iotsafe-agent");
        file = new StateFile(folder);
    }

    @Test
    void a_new_device_has_no_state_and_loading_makes_no_folder() throws Exception {
        assertThat(file.load().managed()).isEmpty();
        assertThat(folder).doesNotExist();
    }

    @Test
    void what_was_saved_is_loaded() throws Exception {
        file.save(Memory.of(ONE));

        assertThat(new StateFile(folder).load().managed()).contains(ONE);
    }

    @Test
    void what_was_saved_of_an_account_with_a_PSK_is_loaded() throws Exception {
        SavedState withPsk = States.withPsk("one");

        file.save(Memory.of(withPsk));

        assertThat(new StateFile(folder).load().managed()).contains(withPsk);
    }

    /** A device in the field is updated with its state in place; version 1 knew neither a candidate nor kinds of anchors. */
    @Test
    void what_an_agent_of_version_1_saved_is_loaded_and_saved_again_in_the_version_of_today() throws Exception {
        Files.createDirectories(folder);
        try (InputStream written = StateFileTest.class.getResourceAsStream("state-of-version-1.txt")) {
            Files.copy(Objects.requireNonNull(written), file.path());
        }

        Memory memory = file.load();

        SavedState state = memory.managed().orElseThrow();
        assertThat(memory).isEqualTo(Memory.of(state));
        assertThat(state.card()).isEqualTo(new CardIdentity("iccid:8949000000000000001F"));
        assertThat(state.endpoint()).isEqualTo("dev1");
        assertThat(state.server())
                .isEqualTo(new ServerAccount(123, URI.create("coaps://lwm2m.example:5684"), ServerAccount.Mode.EST));
        assertThat(state.objects()).isEqualTo("{\"/0/1\":\"[{\\\"bn\\\":\\\"/0/1/\\\"}]\"}");
        assertThat(state.key()).hasToString("iotsafe:type=private;id=02");
        assertThat(state.chain())
                .extracting(each -> each.getSubjectX500Principal().getName())
                .containsExactly("CN=dev1", "CN=Operator CA");
        assertThat(state.certificate().getSerialNumber()).isEqualTo(0x1234);
        assertThat(state.trust().orElseThrow().kept())
                .containsExactly(new TrustAnchors.Kept(
                        TrustAnchors.Kind.EXPLICIT, state.chain().get(1)));

        file.save(memory);

        assertThat(Files.readString(file.path())).startsWith("iotsafe-agent-state 4 ");
        assertThat(file.load()).isEqualTo(memory);
    }

    @Test
    void the_file_is_its_owners_alone_and_so_is_the_folder() throws Exception {
        file.save(Memory.of(ONE));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_copy_is_beside_it_and_takes_its_place() throws Exception {
        file.save(Memory.of(ONE));
        file.save(Memory.of(TWO));

        assertThat(names()).containsExactly("state", "state.copy");
        Files.delete(file.path());
        assertThat(file.load().managed()).contains(TWO);
    }

    @Test
    void a_copy_that_cannot_be_written_is_no_reason_to_call_it_unsaved() throws Exception {
        Files.createDirectories(folder.resolve("state.copy/in the way"));

        file.save(Memory.of(ONE));

        assertThat(file.load().managed()).contains(ONE);
    }

    @Test
    void there_are_never_more_than_two_files() throws Exception {
        for (int i = 0; i < 5; i++) {
            file.save(Memory.of(States.of("dev" + i)));
        }

        assertThat(names()).containsExactly("state", "state.copy");
    }

    @Test
    void of_two_damaged_files_neither_is_lost() throws Exception {
        file.save(Memory.of(ONE));
        file.save(Memory.of(TWO));
        Files.writeString(file.path(), "newer and broken");
        Files.writeString(folder.resolve("state.copy"), "older and broken");

        assertThat(file.load().managed()).isEmpty();

        assertThat(folder.resolve("state.damaged")).hasContent("newer and broken");
        assertThat(folder.resolve("state.copy.damaged")).hasContent("older and broken");
        assertThat(names()).containsExactly("state.copy.damaged", "state.damaged");
    }

    @Test
    void after_a_damaged_file_it_can_be_saved_again() throws Exception {
        file.save(Memory.of(ONE));
        file.save(Memory.of(TWO));
        Files.writeString(file.path(), "");

        assertThat(file.load().managed()).contains(TWO);
        file.save(Memory.of(ONE));
        assertThat(file.load().managed()).contains(ONE);
    }

    @Test
    void a_file_of_a_newer_version_is_refused_with_a_sentence_and_not_touched() throws Exception {
        file.save(Memory.of(ONE));
        file.save(Memory.of(TWO));
        String newer = StateText.ofVersion(5, "{\"unheard\":\"of\"}");
        Files.writeString(file.path(), newer);

        assertThatThrownBy(file::load)
                .isInstanceOf(StateException.class)
                .hasMessageContaining(file.path().toString())
                .hasMessageContaining("its version is 5, this agent knows 4")
                .hasMessageContaining("no newer than this one");
        assertThat(file.path()).hasContent(newer.stripTrailing());
        assertThat(names()).containsExactly("state", "state.copy");
    }

    @Test
    void a_file_far_too_large_is_damaged_and_not_read() throws Exception {
        file.save(Memory.of(ONE));
        Files.write(file.path(), new byte[(1 << 20) + 1]);

        assertThat(file.load().managed()).contains(ONE);
        assertThat(names()).containsExactly("state.copy", "state.damaged");
    }

    @Test
    void a_path_that_is_no_file_is_a_sentence_with_that_path() throws Exception {
        Files.createDirectories(file.path());

        assertThatThrownBy(file::load)
                .isInstanceOf(StateException.class)
                .hasMessageContaining(file.path() + " cannot be read");
    }

    @Test
    void a_folder_that_cannot_be_written_is_a_sentence_with_the_path_and_what_to_do() throws Exception {
        Files.createDirectories(parent.resolve("var/lib"));
        Files.writeString(folder, "a file is in the way");

        assertThatThrownBy(() -> file.save(Memory.of(ONE)))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("state folder " + folder + " cannot be written")
                .hasMessageContaining("set state.dir");
    }

    @Test
    void a_save_that_fails_leaves_the_former_state() throws Exception {
        file.save(Memory.of(ONE));
        Files.createDirectories(folder.resolve("state.new/in the way"));

        assertThatThrownBy(() -> file.save(Memory.of(TWO))).isInstanceOf(StateException.class);

        assertThat(file.load().managed()).contains(ONE);
    }

    @Test
    void setAside_keeps_the_old_file_beside_and_nothing_is_loaded() throws Exception {
        file.save(Memory.of(ONE));
        file.save(Memory.of(TWO));
        String before = Files.readString(file.path());

        file.setAside();

        assertThat(file.load().managed()).isEmpty();
        assertThat(names()).containsExactly("state.other-card");
        assertThat(folder.resolve("state.other-card")).hasContent(before.stripTrailing());
    }

    @Test
    void setAside_keeps_the_copy_where_nothing_else_is_left() throws Exception {
        file.save(Memory.of(ONE));
        Files.delete(file.path());

        file.setAside();

        assertThat(file.load().managed()).isEmpty();
        assertThat(names()).containsExactly("state.other-card");
    }

    @Test
    void setAside_that_cannot_be_done_is_a_sentence_with_the_path() throws Exception {
        file.save(Memory.of(ONE));
        Files.createDirectories(folder.resolve("state.other-card/in the way"));

        assertThatThrownBy(file::setAside)
                .isInstanceOf(StateException.class)
                .hasMessageContaining(file.path() + " cannot be put aside");
    }

    @Test
    void delete_forgets_the_copy_too() throws Exception {
        file.save(Memory.of(ONE));
        file.save(Memory.of(TWO));

        file.delete();

        assertThat(file.load().managed()).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void delete_of_nothing_is_no_failure() throws Exception {
        file.delete();

        assertThat(folder).doesNotExist();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
