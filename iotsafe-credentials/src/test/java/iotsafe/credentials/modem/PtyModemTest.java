package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real tty with a modem in software at its other end (test environment reference 3). */
@Timeout(30)
class PtyModemTest {
    @TempDir
    private Path folder = Path.of("");

    private final TestCard card = new TestCard();

    @BeforeAll
    static void needs_socat() {
        assumeTrue(PtyModem.isInstalled(), "socat is not installed: apt install socat");
    }

    private Path port() {
        return folder.resolve("ttyUSB2");
    }

    private PtyModem plugged(AtModem.Quirk... quirks) throws IOException {
        return PtyModem.at(port(), new AtModem(card, quirks));
    }

    private ModemReader reader(String settings) {
        return ModemReader.at("modem:" + port() + settings);
    }

    @ParameterizedTest
    @EnumSource(ModemAccess.class)
    void the_applet_is_opened_a_file_read_and_a_hash_signed(ModemAccess access) throws Exception {
        String settings = "?baud=9600&access=" + access.name().toLowerCase(java.util.Locale.ROOT);
        try (PtyModem modem = plugged(AtModem.Quirk.ECHOES_DESPITE_ATE0, AtModem.Quirk.REPORTS_BETWEEN_LINES);
                IotSafeApplet applet = new IotSafeApplet(reader(settings))) {
            assertThat(modem.port()).exists();
            assertThat(applet.readFile((CredentialUri.OnCard) CredentialUri.parse("iotsafe:type=file;id=02")))
                    .isEqualTo(TestCard.FILE);
            assertThat(applet.sign(
                            (CredentialUri.OnCard) CredentialUri.parse("iotsafe:type=private;id=01"),
                            Bytes.ofHex("00".repeat(32))))
                    .isEqualTo(Bytes.ofHex(TestCard.SIGNATURE));
        }
        assertThat(card.open()).isEmpty();
    }

    @Test
    void a_modem_that_is_pulled_out_and_plugged_in_again_is_used_again() throws Exception {
        PtyModem first = plugged();
        try (IotSafeApplet applet = new IotSafeApplet(reader(""))) {
            applet.random(1);
            first.close();
            card.reset();
            assertThatThrownBy(() -> applet.random(1))
                    .isInstanceOf(CardException.Unreachable.class)
                    .hasMessage("modem %s is not there: plug it in and switch it on, or set card.reader to its port"
                            .formatted(port()));
            try (PtyModem second = plugged()) {
                assertThat(second.port()).exists();
                assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AB"));
            }
        }
    }

    @Test
    void a_port_that_vanishes_during_an_exchange_is_noticed_at_once() throws Exception {
        AtModem greeting = new AtModem(card);
        PtyModem[] plugged = new PtyModem[1];
        plugged[0] = PtyModem.at(port(), command -> {
            if (command.startsWith("AT+CSIM")) {
                close(plugged[0]);
                return "";
            }
            return greeting.apply(command);
        });
        try (CardConnection connection = reader("?access=csim").open()) {
            long start = System.nanoTime();
            assertThatThrownBy(
                            () -> connection.exchange(Bytes.ofHex("0070000001").toArray()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("modem %s went away: it was unplugged, switched off or restarted".formatted(port()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static void close(PtyModem modem) {
        try {
            modem.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_port_that_is_open_in_this_program_is_not_opened_twice() throws Exception {
        try (PtyModem modem = plugged();
                CardConnection connection = reader("").open()) {
            assertThat(connection.name()).isEqualTo("modem " + modem.port());
            assertThatThrownBy(() -> reader("").open())
                    .hasMessage("modem %s is already open in this program: close it there".formatted(port()));
        }
        try (PtyModem modem = plugged();
                CardConnection again = reader("").open()) {
            assertThat(again.name()).endsWith(modem.port().toString());
        }
    }

    @Test
    void a_port_that_another_program_has_locked_is_left_alone_and_the_program_named() throws Exception {
        try (PtyModem modem = plugged()) {
            Path locked = folder.resolve("locked");
            Process other = new ProcessBuilder(
                            "flock",
                            "--no-fork",
                            modem.port().toRealPath().toString(),
                            "sh",
                            "-c",
                            "touch \"$0\"; read end",
                            locked.toString())
                    .start();
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> Files.exists(locked));
            assertThatThrownBy(() -> reader("").open())
                    .hasMessageStartingWith("modem %s is held by ".formatted(port()))
                    .hasMessageContaining("sh (process %d)".formatted(other.pid()))
                    .hasMessageEndingWith(": stop it, or tell it to leave this port alone");
            other.getOutputStream().close();
            assertThat(other.waitFor(5, TimeUnit.SECONDS)).isTrue();
            reader("").open().close();
        }
    }

    @Test
    void a_modem_that_is_silent_is_given_up_within_the_time_to_open() throws Exception {
        try (PtyModem modem = PtyModem.at(port(), command -> "")) {
            assertThat(modem.port()).exists();
            assertThatThrownBy(() -> new IotSafeApplet(reader("")).connect())
                    .isInstanceOf(CardException.Unreachable.class)
                    .hasMessage(
                            "modem %s does not answer: see whether it is switched on, this is its AT port and the baud rate is right"
                                    .formatted(port()));
        }
    }

    @Test
    void a_file_is_no_serial_port() throws IOException {
        Files.writeString(port(), "");
        assertThatThrownBy(() -> reader("").open())
                .hasMessage("modem %s is no serial port: set card.reader to the modem's AT port".formatted(port()));
    }

    /** The library's own folder in {@code /tmp} is one that any user may have prepared. */
    @Test
    void nothing_is_loaded_from_or_deleted_through_a_folder_that_others_can_prepare() throws Exception {
        Path tmp = Files.createDirectory(folder.resolve("tmp"));
        Path victim = Files.createDirectory(folder.resolve("victim"));
        Files.writeString(victim.resolve("precious"), "");
        Path prepared = Files.createDirectories(tmp.resolve("jSerialComm/2.11.4"));
        Files.writeString(prepared.resolve("libjSerialComm.so"), "not a library");
        Files.createSymbolicLink(tmp.resolve("jSerialComm/trap"), victim);
        Process loading = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Java 24 and later warn otherwise
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + tmp,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadNativeLibrary.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(loading.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("log")))
                .startsWith(tmp + "/iotsafe-modem")
                .endsWith("/libjSerialComm.so (deleted)\n");
        assertThat(victim.resolve("precious")).exists();
        assertThat(tmp.toFile().list()).containsExactly("jSerialComm");
    }

    /** A program that loads the library and says from where. */
    static final class LoadNativeLibrary {
        private LoadNativeLibrary() {}

        public static void main(String[] args) throws IOException {
            NativeLibrary.load();
            try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
                mapped.filter(line -> line.contains("libjSerialComm"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .distinct()
                        .forEach(System.out::println);
            }
        }
    }
}
