package iotsafe.client.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the host: bounded in time, in what they say, and in what they leave behind. */
class HostCommandTest {
    @TempDir
    private Path folder;

    @Test
    void gives_what_it_says() throws Exception {
        assertThat(text(shell("echo one; echo two >&2").run())).isEqualTo("one\n");
    }

    @Test
    void gets_its_input_and_its_last_argument() throws Exception {
        byte[] input = "x".repeat(200).getBytes(StandardCharsets.UTF_8);
        assertThat(text(shell("cat; echo \"$0\"").with("a b;$HOME").run(input)))
                .isEqualTo("x".repeat(200) + "a b;$HOME\n");
    }

    @Test
    void one_that_does_not_read_its_input_is_not_waited_for() throws Exception {
        assertThat(shell("exec 0<&-; echo done").run(new byte[1 << 20])).hasSize(5);
    }

    @Test
    void another_status_than_0_is_a_failure() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> shell("exit 3").run())
                .withMessage("/bin/sh ended with status 3");
    }

    @Test
    void one_that_is_not_there_is_a_failure() {
        HostCommand none = new HostCommand(List.of(folder.resolve("none").toString()), Duration.ofSeconds(1));
        assertThat(none.isExecutable()).isFalse();
        assertThatExceptionOfType(CommandException.class).isThrownBy(none::run);
    }

    @Test
    void one_that_says_too_much_is_a_failure() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> shell("head -c 100000 /dev/zero").run())
                .withMessageContaining("more than 65536 bytes");
    }

    @Test
    void one_that_takes_too_long_is_killed_with_its_children() throws Exception {
        Path pid = folder.resolve("pid");
        HostCommand slow = new HostCommand(
                List.of("/bin/sh", "-c", "sleep 60 & echo $! > \"$0\"; wait", pid.toString()), Duration.ofMillis(700));
        assertThatExceptionOfType(CommandException.class).isThrownBy(slow::run).withMessageContaining("longer than");
        long child = Long.parseLong(Files.readString(pid).strip());
        Awaitility.await()
                .until(() -> ProcessHandle.of(child)
                        .map(process -> !process.isAlive())
                        .orElse(true));
    }

    @Test
    void a_program_is_named_by_its_whole_path() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostCommand(List.of("reboot"), Duration.ofSeconds(1)));
    }

    private static HostCommand shell(String script) {
        return new HostCommand(List.of("/bin/sh", "-c", script), Duration.ofSeconds(10));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
