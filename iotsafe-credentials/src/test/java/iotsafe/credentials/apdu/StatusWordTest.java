package iotsafe.credentials.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ISO/IEC 7816-4, status bytes; GSMA IoT.05 2.5.10. */
class StatusWordTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {0x9000, 0x9100, 0x910B, 0x63CF})
    void these_mean_done(int value) {
        assertThat(new StatusWord(value).isSuccess()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {0x6300, 0x63C0, 0x6110, 0x6C20, 0x6D01, 0x9F10, 0x9200})
    void these_do_not(int value) {
        assertThat(new StatusWord(value).isSuccess()).isFalse();
    }

    @Test
    void _00_after_61_and_6C_means_256() {
        assertThat(new StatusWord(0x6100).moreBytes()).hasValue(256);
        assertThat(new StatusWord(0x6C00).rightLength()).hasValue(256);
        assertThat(new StatusWord(0x9000).moreBytes()).isEmpty();
        assertThat(new StatusWord(0x6151).rightLength()).isEmpty();
    }

    @Test
    void is_taken_from_the_last_two_bytes_only() {
        assertThat(StatusWord.of(Bytes.ofHex("61 6D 90 9000").toArray())).isEqualTo(StatusWord.SUCCESS);
    }

    @Test
    void says_what_it_means() {
        assertThat(new StatusWord(0x6A82)).hasToString("6A82 (file or application not found)");
        assertThat(new StatusWord(0x910B)).hasToString("910B (success, a proactive command waits)");
        assertThat(new StatusWord(0x6143)).hasToString("6143 (67 bytes wait for GET RESPONSE)");
        assertThat(new StatusWord(0x6C00)).hasToString("6C00 (wrong length, 256 is right)");
        assertThat(new StatusWord(0x1234)).hasToString("1234 (unlisted)");
        assertThatIllegalArgumentException().isThrownBy(() -> new StatusWord(0x10000));
    }
}
