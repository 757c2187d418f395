package iotsafe.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import iotsafe.bootstrap.Memory;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line with version and digest, then JSON; whoever edits it by hand gets a clean refusal. */
class StateTextTest {
    @Test
    void the_first_line_is_mark_version_and_digest() {
        assertThat(StateText.of(Memory.of(States.of("dev1"))))
                .matches("(?s)iotsafe-agent-state 4 [0-9a-f]{64}\n\\{.*}\n");
    }

    @Test
    void holds_no_private_key_only_its_name() {
        assertThat(StateText.of(Memory.of(States.of("dev1"))))
                .contains("iotsafe:type=private;label=")
                .doesNotContain("PRIVATE KEY");
    }

    @Test
    void version_2_had_neither_silence_nor_card_file_and_is_read() throws IOException {
        Memory memory = Memory.of(States.of("dev1"));
        String body = ofOneServer().replaceAll(",\\s*\"(cardFile|silentUntil)\" : \\[ ]", "");
        assertThat(body).doesNotContain("cardFile", "silentUntil");

        assertThat(StateText.read(StateText.ofVersion(2, body))).isEqualTo(memory);
        assertThatThrownBy(() -> StateText.read(StateText.ofVersion(3, body)))
                .isInstanceOf(DamagedStateException.class);
    }

    @Test
    void version_3_had_the_silence_of_one_server_and_is_read() throws IOException {
        String body = ofOneServer();

        assertThat(StateText.read(StateText.ofVersion(3, body))).isEqualTo(Memory.of(States.of("dev1")));
        assertThatThrownBy(() -> StateText.read(StateText.ofVersion(4, body)))
                .isInstanceOf(DamagedStateException.class);
    }

    private static String ofOneServer() {
        String body = body().replaceAll(",\\s*\"othersSilentUntil\" : \\{ }", "");
        assertThat(body).doesNotContain("othersSilentUntil");
        return body;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{}",
                "{\"card\":null}",
                "{\"a\":{\"b\":[[[[",
            })
    void a_body_that_is_no_state_is_damaged_although_its_digest_fits(String body) {
        assertThatThrownBy(() -> StateText.read(StateText.ofVersion(4, body)))
                .isInstanceOf(DamagedStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"key\" : \"iotsafe:type=private;label=K%20%C3%A9\" -> \"key\" : \"file:/etc/key.pem\"",
                "\"key\" : \"iotsafe:type=private;label=K%20%C3%A9\" -> \"key\" : \"nonsense\"",
                "\"mode\" : \"EST\" -> \"mode\" : \"RPK\"",
                "\"mode\" : \"EST\" -> \"mode\" : null",
                "\"shortServerId\" : 123 -> \"shortServerId\" : \"x\"",
                "\"uri\" : \"coaps://[2001:db8::1]:5684\" -> \"uri\" : \"no uri\"",
                "\"key\" : \"iotsafe:type=private;label=K%20%C3%A9\" -> \"key\" : \"\"",
                "\"chain\" : [ -> \"chain\" : [ null,",
                "\"chain\" : [ -> \"chain\" : [ \"MIIB\",",
                "\"chain\" : [ -> \"chain\" : [ \"%%%\",",
            })
    void a_field_that_cannot_be_is_damaged_although_the_digest_fits(String change) {
        String[] sides = change.split(" -> ", 2);
        String body = body();
        assertThat(body).contains(sides[0]);

        assertThatThrownBy(() -> StateText.read(StateText.ofVersion(4, body.replace(sides[0], sides[1]))))
                .isInstanceOf(DamagedStateException.class);
    }

    @Test
    void random_changes_under_a_fitting_digest_are_read_or_refused_cleanly() {
        long seed = 20261123;
        Random random = new Random(seed);
        String body = body();
        for (int round = 0; round < 1000; round++) {
            StringBuilder changed = new StringBuilder(body);
            for (int change = 0; change <= random.nextInt(4) && changed.length() > 0; change++) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.setCharAt(at, (char) (32 + random.nextInt(95)));
                    case 1 -> changed.deleteCharAt(at);
                    default -> changed.setLength(Math.max(1, at));
                }
            }

            Throwable thrown = catchThrowable(() -> StateText.read(StateText.ofVersion(3, changed.toString())));

            assertThat(thrown == null || thrown instanceof IOException)
                    .as("seed %d round %d: %s", seed, round, thrown)
                    .isTrue();
        }
    }

    private static String body() {
        return StateText.of(Memory.of(States.of("dev1"))).split("\n", 2)[1].stripTrailing();
    }
}
