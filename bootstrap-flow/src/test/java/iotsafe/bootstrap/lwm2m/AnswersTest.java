package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.response.RegisterResponse;
import org.junit.jupiter.api.Test;

/** A stranger's words in our log: bounded and without control characters (est.md E 32). */
class AnswersTest {
    private static String reason(String text) {
        return Answers.reason(new RegisterResponse(ResponseCode.FORBIDDEN, null, text));
    }

    @Test
    void the_servers_words_are_quoted() {
        assertThat(reason("unknown endpoint")).isEqualTo(", \"unknown endpoint\"");
    }

    @Test
    void no_words_are_nothing() {
        assertThat(reason(" ")).isEmpty();
        assertThat(Answers.reason(RegisterResponse.forbidden(null))).isEmpty();
    }

    @Test
    void line_breaks_and_escapes_cannot_forge_a_log_line() {
        assertThat(reason("a\nb\u001b[31mc")).isEqualTo(", \"a b [31mc\"");
        assertThat(reason("a\u0085b\u2028c\u202ed")).isEqualTo(", \"a b c d\"");
    }

    @Test
    void more_than_200_characters_are_cut() {
        assertThat(reason("x".repeat(5000))).isEqualTo(", \"" + "x".repeat(200) + "…\"");
    }
}
