package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * A program that has ended.
 *
 * @param exit its exit code
 * @param out all of its standard output
 * @param err all of its standard error
 */
record Finished(int exit, String out, String err) {
    /** Asserts that it did what it was asked. */
    Finished done() {
        assertThat(exit).as(toString()).isZero();
        assertThat(err).doesNotContain("\tat ").doesNotContain("error: ");
        return this;
    }

    /** Asserts that it failed with this code and, as the last line of standard error, one sentence; and gives the sentence. */
    String failed(int code) {
        assertThat(exit).as(toString()).isEqualTo(code);
        assertThat(err.lines().filter(line -> line.startsWith("\tat ")))
                .as(toString())
                .isEmpty();
        List<String> errors =
                err.lines().filter(line -> line.startsWith("error: ")).toList();
        assertThat(errors).as(toString()).hasSize(1);
        assertThat(err.stripTrailing()).endsWith(errors.get(0));
        return errors.get(0).substring("error: ".length());
    }
}
