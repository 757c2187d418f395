package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.est.EstAnswer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A CA that needs time: 5.03 with Max-Age (RFC 9148 4.7; est.md E 25 to 28). */
class PutOffTest {
    private final World world = new World();

    @Test
    void the_identical_request_is_repeated_after_the_servers_pause() throws Exception {
        world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofSeconds(30)));
        world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofMinutes(5)));

        world.flow().onceUntilManaged();

        assertThat(world.bootstrap.est.requests).hasSize(3).containsOnly(world.bootstrap.est.requests.get(0));
        assertThat(world.pauses).containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(5));
        assertThat(world.events.seen()).containsSubsequence("sen", "pause", "sen", "pause", "sen", "save");
        assertThat(world.events.count("generate")).isOne();
    }

    @Test
    void the_state_stays_and_the_session_stays_open() throws Exception {
        world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofSeconds(30)));

        world.flow().onceUntilManaged();

        assertThat(world.told.names()).containsSubsequence("NeedCertificate", "NeedCertificate", "NeedStorage");
        assertThat(world.events.count("bootstrap dev1")).isOne();
        assertThat(world.events.seen()).doesNotContain("rollback");
    }

    @Test
    void gives_up_with_a_sentence_when_patience_would_end_before_the_next_try() {
        for (int i = 0; i < 3; i++) {
            world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofMinutes(25)));
        }

        assertThatThrownBy(world.flow()::onceUntilManaged)
                .isInstanceOf(FlowException.class)
                .hasMessageContaining("still put off after PT50M")
                .hasMessageContaining("enrolment.wait-at-most (PT1H)")
                .hasCauseInstanceOf(ServerException.Refused.class);
        assertThat(world.pauses).hasSize(2);
        assertThat(world.events.seen()).endsWith("sen", "rollback");
        assertThat(world.store.load().managed()).isEmpty();
    }

    @Test
    void a_pause_that_just_fits_the_patience_is_made() throws Exception {
        world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofHours(1)));

        world.flow().onceUntilManaged();

        assertThat(world.pauses).containsExactly(Duration.ofHours(1));
    }

    @Test
    void a_server_that_says_in_a_second_for_ever_is_waited_for_200_times_in_a_session() {
        world.bootstrap.est.always(body -> new EstAnswer.Pending(ScriptedEst.SOURCE, Duration.ofSeconds(1)));

        assertThatThrownBy(world.flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Refused.class)
                .hasMessageContaining("still put off after PT3M20S and 201 requests");
        assertThat(world.pauses).hasSize(200).containsOnly(Duration.ofSeconds(1));
        assertThat(world.events.count("sen")).isEqualTo(201);
        assertThat(world.events.seen()).endsWith("sen", "rollback");
    }

    @Test
    void a_certificate_that_comes_after_the_200th_wait_is_in_time() throws Exception {
        for (int i = 0; i < 200; i++) {
            world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofSeconds(1)));
        }

        world.flow().onceUntilManaged();

        assertThat(world.pauses).hasSize(200);
    }

    @Test
    void one_pause_longer_than_the_patience_is_not_even_begun() {
        world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofHours(1).plusSeconds(1)));

        assertThatThrownBy(world.flow()::onceUntilManaged).hasCauseInstanceOf(ServerException.Refused.class);
        assertThat(world.pauses).isEmpty();
    }
}
