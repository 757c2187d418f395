package iotsafe.sim.modem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iotsafe.sim.FaultyCard;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Test environment reference, section 3: a modem on a terminal device. */
@Timeout(value = 30, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocatTtyTest {
    @TempDir
    private Path directory = Path.of("");

    private final FaultyCard card = new FaultyCard(SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD)));

    @BeforeEach
    void socat_is_there() {
        String path = System.getenv().getOrDefault("PATH", "");
        assumeTrue(Arrays.stream(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "socat"))));
    }

    @Test
    void a_terminal_is_there_gone_with_the_modem_and_there_again() throws Exception {
        Path link = directory.resolve("modem");
        try (ModemFace face = new ModemFace(card, 0, ModemProfile.STANDARD);
                SocatTty tty = new SocatTty(link, face.port())) {
            assertThat(ask(tty.link(), "ATE0")).isEqualTo("ATE0\r\r\nOK\r\n");
            assertThat(ask(link, "AT+CSIM=10,\"0070000001\"")).isEqualTo("\r\n+CSIM: 6,\"019000\"\r\n\r\nOK\r\n");
            face.vanish();
            await().atMost(10, SECONDS).until(() -> !Files.exists(link));
            await().atMost(10, SECONDS).until(() -> Files.exists(link));
            assertThat(ask(link, "AT")).isEqualTo("\r\nOK\r\n");
        }
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void where_no_terminal_can_be_made_is_said_in_one_sentence() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        try (ModemFace face = new ModemFace(card, 0, ModemProfile.STANDARD)) {
            assertThatIOException()
                    .isThrownBy(() -> new SocatTty(file, face.port()))
                    .withMessageContaining("is there already and is no link");
            assertThatIOException()
                    .isThrownBy(() -> new SocatTty(directory.resolve("no").resolve("folder"), face.port()))
                    .withMessageContaining("socat made no terminal there");
        }
        assertThat(file).hasContent("precious");
    }

    /** The terminal is opened and closed again for each question, as a restarted program does. */
    private static String ask(Path terminal, String command) throws IOException {
        try (FileOutputStream out = new FileOutputStream(terminal.toFile());
                FileInputStream in = new FileInputStream(terminal.toFile())) {
            out.write((command + "\r").getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder read = new StringBuilder();
            while (!read.toString().endsWith("OK\r\n")) {
                read.append((char) in.read());
            }
            return read.toString();
        }
    }
}
