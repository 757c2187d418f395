package iotsafe.client.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives a restart. */
class UpdateRecordTest {
    private static final UpdateRecord UPDATING = new UpdateRecord(
            UpdateState.UPDATING,
            UpdateResult.INITIAL,
            "coaps://files.example/fw?a=b",
            "\"e=1\"",
            UpdateRecord.Phase.RESTARTING,
            "0ac3",
            "gate",
            "2.1");

    @Test
    void is_read_as_it_was_written() {
        assertThat(UpdateRecord.of(UPDATING.text())).contains(UPDATING);
    }

    @Test
    void is_not_read_when_cut_at_any_length_or_changed() {
        String text = UPDATING.text();
        for (int length = 0; length < text.length(); length++) {
            assertThat(UpdateRecord.of(text.substring(0, length))).isEmpty();
            char other = text.charAt(length) == 'A' ? 'B' : 'A';
            assertThat(UpdateRecord.of(text.substring(0, length) + other + text.substring(length + 1)))
                    .isEmpty();
        }
    }

    @Test
    void a_text_from_outside_cannot_forge_a_line() {
        UpdateRecord forged = UPDATING.downloaded("x\nstate=IDLE", "1");
        assertThat(UpdateRecord.of(forged.text()).orElseThrow().state()).isEqualTo(UpdateState.DOWNLOADED);
    }

    @Test
    void is_kept_in_a_file_for_its_owner_alone(@TempDir Path folder) throws Exception {
        PackageStore store = new PackageStore(folder.resolve("firmware"));
        assertThat(store.load()).isEqualTo(UpdateRecord.NONE);
        store.save(UPDATING);
        assertThat(store.load()).isEqualTo(UPDATING);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("firmware/update"))))
                .isEqualTo("rw-------");
        Files.writeString(folder.resolve("firmware/update"), "nonsense");
        assertThat(store.load()).isEqualTo(UpdateRecord.NONE);
    }
}
