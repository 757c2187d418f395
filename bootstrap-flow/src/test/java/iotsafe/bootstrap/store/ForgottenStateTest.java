package iotsafe.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.SavedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account that came from a file on the card (OMA LwM2M Core 6.1.3.2): it goes with it. */
class ForgottenStateTest {
    private static final SavedState OTHER = States.withPsk("one");
    private static final SavedState FROM_CARD = new SavedState(
            OTHER.card(),
            OTHER.endpoint(),
            OTHER.server(),
            OTHER.objects(),
            OTHER.privateKey(),
            OTHER.chain(),
            OTHER.trust(),
            Optional.of("00ff"));

    @TempDir
    private Path folder;

    @Test
    void is_told_from_others_after_a_restart() throws Exception {
        new StateFile(folder).save(Memory.of(FROM_CARD));

        assertThat(new StateFile(folder).load().managed()).contains(FROM_CARD);
    }

    @Test
    void leaves_no_copy_of_itself_and_what_is_another_cards_stays() throws Exception {
        Files.writeString(folder.resolve("state.other-card"), "another's");
        Files.writeString(folder.resolve("state.damaged"), "was ours");
        StateFile file = new StateFile(folder);
        file.save(Memory.of(FROM_CARD));
        file.save(Memory.of(FROM_CARD));

        file.forget();

        assertThat(folder).isDirectoryContaining(left -> left.endsWith("state.other-card"));
        assertThat(folder.toFile().list()).hasSize(1);
        assertThat(file.load()).isEqualTo(Memory.EMPTY);
    }

    @Test
    void is_as_it_was_or_gone_when_the_power_fails_meanwhile() throws Exception {
        for (int writes = 0; writes < 6; writes++) {
            StateFile before = new StateFile(folder);
            before.save(Memory.of(OTHER));
            before.save(Memory.of(FROM_CARD));
            int[] left = {writes};
            StateFile failing = Disk.stateFile(folder, () -> {
                if (left[0]-- == 0) {
                    throw new IllegalStateException("power failure");
                }
            });

            assertThatThrownBy(failing::forget).hasMessage("power failure");

            assertThat(new StateFile(folder).load().managed())
                    .as("after %d writes", writes)
                    .isIn(Optional.empty(), Optional.of(FROM_CARD));
        }
    }
}
