package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code kill -9}, part of the fault matrix ({@link FaultMatrixTest}); {@code bench/kills} does it two hundred times. */
@ExtendWith(SharedTestBed.class)
@Timeout(180)
class KillsTest {
    private static final int TIMES = 10;
    private static final long SEED = 20_261_128;

    private final Shared shared;

    KillsTest(Shared shared) {
        this.shared = shared;
    }

    @Test
    void an_agent_that_is_killed_at_any_moment_is_under_management_again_and_nothing_is_lost_that_was_acknowledged()
            throws Exception {
        List<String> said = new ArrayList<>();
        try (Stage stage = new Stage();
                Kills kills = new Kills(shared, stage, Programs::agent, said::add, SEED)) {
            assertThat(kills.run(TIMES)).as(String.join("\n", said)).isEmpty();
        }
    }
}
