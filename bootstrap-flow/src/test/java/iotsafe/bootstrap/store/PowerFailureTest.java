package iotsafe.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.SavedState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power may fail between any two writes: the next start has the old state or the new one (design section 7; est.md E 47). */
class PowerFailureTest {
    private static final SavedState OLDEST = States.small("oldest");
    private static final SavedState OLD = States.small("old");
    private static final SavedState NEW = States.small("new");
    private static final SavedState NEWEST = States.small("newest");

    @TempDir
    private Path folder;

    private StateFile file;
    private byte[] coming;

    @BeforeEach
    void a_device_that_has_saved_before() throws Exception {
        file = new StateFile(folder);
        file.save(Memory.of(NEW));
        coming = Files.readAllBytes(file.path());
        file.delete();
        file.save(Memory.of(OLDEST));
        file.save(Memory.of(OLD));
    }

    /** The operations of a save: 1 the new file is written, 2 it becomes the state, 3 it is written again, 4 that becomes the copy. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void between_any_two_operations_of_a_save(int done) throws Exception {
        performSave(done);

        assertThat(file.load().managed()).contains(done >= 2 ? NEW : OLD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void and_the_next_save_works_from_there(int done) throws Exception {
        performSave(done);

        file.save(Memory.of(NEWEST));

        assertThat(file.load().managed()).contains(NEWEST);
        Files.write(file.path(), new byte[] {0});
        assertThat(file.load().managed()).contains(NEWEST);
    }

    @Test
    void in_the_middle_of_writing_the_new_file() throws Exception {
        Files.write(folder.resolve("state.new"), Arrays.copyOf(coming, coming.length / 2));

        assertThat(file.load().managed()).contains(OLD);
        file.save(Memory.of(NEW));
        assertThat(file.load().managed()).contains(NEW);
    }

    @Test
    void in_the_first_save_of_a_device() throws Exception {
        file.delete();
        Files.write(folder.resolve("state.new"), coming);

        assertThat(file.load().managed()).isEmpty();
    }

    @Test
    void in_setAside_the_state_is_still_the_old_one_or_gone_but_never_the_oldest() throws Exception {
        Files.delete(folder.resolve("state.copy"));
        assertThat(file.load().managed()).contains(OLD);

        Files.move(file.path(), folder.resolve("state.other-card"));
        assertThat(file.load().managed()).isEmpty();
    }

    @Test
    void a_file_cut_at_any_length_loses_nothing_and_is_kept() throws Exception {
        byte[] whole = Files.readAllBytes(file.path());
        int lastOfBody =
                new String(whole, StandardCharsets.UTF_8).stripTrailing().length();
        byte[] copy = Files.readAllBytes(folder.resolve("state.copy"));
        for (int length = 0; length < lastOfBody; length++) {
            put(Arrays.copyOf(whole, length), copy);

            assertThat(file.load().managed()).as("cut at %d", length).contains(OLD);

            assertThat(folder.resolve("state.damaged"))
                    .as("cut at %d", length)
                    .hasBinaryContent(Arrays.copyOf(whole, length));
            assertThat(file.path()).doesNotExist();
        }
    }

    /** The same of the copy: nobody looks at it while the file is whole. */
    @Test
    void a_copy_cut_at_any_length_loses_nothing_and_the_next_save_makes_it_whole() throws Exception {
        byte[] whole = Files.readAllBytes(file.path());
        for (int length = 0; length < whole.length; length += whole.length / 10) {
            put(whole, Arrays.copyOf(whole, length));

            assertThat(file.load().managed()).as("cut at %d", length).contains(OLD);
        }
        file.save(Memory.of(NEW));
        assertThat(folder.resolve("state.copy")).hasSameBinaryContentAs(file.path());
    }

    @Test
    void a_file_with_any_byte_changed_loses_nothing_and_is_kept() throws Exception {
        byte[] whole = Files.readAllBytes(file.path());
        byte[] copy = Files.readAllBytes(folder.resolve("state.copy"));
        for (int at = 0;
                at < new String(whole, StandardCharsets.UTF_8).stripTrailing().length();
                at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            put(changed, copy);

            assertThat(file.load().managed()).as("byte %d", at).contains(OLD);
            assertThat(folder.resolve("state.damaged")).as("byte %d", at).hasBinaryContent(changed);
        }
    }

    private void put(byte[] current, byte[] copy) throws IOException {
        Files.write(file.path(), current);
        Files.write(folder.resolve("state.copy"), copy);
        Files.deleteIfExists(folder.resolve("state.damaged"));
    }

    private void performSave(int operations) throws IOException {
        if (operations >= 1) {
            Files.write(folder.resolve("state.new"), coming);
        }
        if (operations >= 2) {
            Files.move(folder.resolve("state.new"), file.path(), StandardCopyOption.REPLACE_EXISTING);
        }
        if (operations >= 3) {
            Files.write(folder.resolve("state.new"), coming);
        }
        if (operations >= 4) {
            Files.move(folder.resolve("state.new"), folder.resolve("state.copy"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
