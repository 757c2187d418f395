package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a port open (interface reference 5.5: another process shares the port). */
class PortHoldersTest {
    private static final Path PORT = Path.of("/dev/ttyUSB2");

    @TempDir
    private Path proc = Path.of("");

    private void process(long id, String name, String... files) throws IOException {
        Path process = Files.createDirectories(proc.resolve(String.valueOf(id)).resolve("fd"))
                .resolveSibling(".");
        Files.writeString(process.resolve("comm"), name + "\n");
        for (int file = 0; file < files.length; file++) {
            Files.createSymbolicLink(process.resolve("fd").resolve(String.valueOf(file)), Path.of(files[file]));
        }
    }

    @Test
    void other_programs_are_named_and_this_one_is_not() throws IOException {
        process(812, "ModemManager", "/dev/null", "/dev/ttyUSB2");
        process(900, "cat", "/dev/ttyUSB3", "socket:[1]");
        process(ProcessHandle.current().pid(), "java", "/dev/ttyUSB2");
        Files.createDirectories(proc.resolve("901"));
        Files.writeString(proc.resolve("locks"), "");
        assertThat(PortHolders.of(proc, PORT)).containsExactly("ModemManager (process 812)");
    }

    @Test
    void where_there_is_no_such_folder_nobody_is_named() {
        assertThat(PortHolders.of(proc.resolve("none"), PORT)).isEmpty();
    }
}
