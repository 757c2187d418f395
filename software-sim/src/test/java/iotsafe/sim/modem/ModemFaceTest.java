package iotsafe.sim.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import iotsafe.sim.FaultyCard;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interface reference 5.5: the line itself. */
class ModemFaceTest {
    private static final String OPEN = "AT+CSIM=10,\"0070000001\"";
    private static final String OPENED = "/+CSIM: 6,\"019000\"//OK/";

    private final FaultyCard card = new FaultyCard(SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD)));
    private final List<ModemFace> faces = new ArrayList<>();

    private ModemFace face(String profile) throws IOException {
        ModemFace face = new ModemFace(card, 0, ModemProfile.named(profile).withPause(Duration.ofMillis(20)));
        faces.add(face);
        return face;
    }

    @AfterEach
    void close() {
        faces.forEach(ModemFace::close);
    }

    @Test
    void the_echo_is_on_until_it_is_turned_off() throws IOException {
        try (Line line = new Line(face("standard").port())) {
            assertThat(line.ask("AT")).isEqualTo("AT</OK/");
            assertThat(line.ask("ATE0")).isEqualTo("ATE0</OK/");
            assertThat(line.ask(OPEN)).isEqualTo(OPENED);
            assertThat(line.ask("ATE1")).isEqualTo("/OK/");
            assertThat(line.ask("AT")).isEqualTo("AT</OK/");
        }
    }

    @Test
    void the_echo_stays_5_5() throws IOException {
        try (Line line = new Line(face("echo-always").port())) {
            line.ask("ATE0");
            assertThat(line.ask(OPEN)).isEqualTo(OPEN + "<" + OPENED);
        }
    }

    @Test
    void what_does_not_begin_with_AT_is_not_for_the_modem() throws IOException {
        try (Line line = new Line(face("standard").port())) {
            line.ask("ATE0");
            line.send("\r\nHello\r\n\r\n");
            assertThat(line.ask("AT")).isEqualTo("/OK/");
        }
    }

    @Test
    void a_line_without_end_is_an_error_and_does_no_harm() throws IOException {
        try (Line line = new Line(face("standard").port())) {
            line.send("AT" + "x".repeat(100_000) + "\r");
            assertThat(line.readTo("ERROR\r\n")).hasSizeLessThan(1100).endsWith("x</ERROR/"); // what was kept is echoed
            assertThat(line.ask("ATE0")).isEqualTo("ATE0</OK/");
        }
    }

    @Test
    void a_closed_port_leaves_the_modem_as_it_was_and_can_be_opened_again() throws IOException {
        ModemFace face = face("standard");
        try (Line line = new Line(face.port())) {
            line.ask("ATE0");
            line.ask(OPEN);
        }
        try (Line line = new Line(face.port())) {
            assertThat(line.ask(OPEN)).isEqualTo("/+CSIM: 6,\"029000\"//OK/");
        }
    }

    @Test
    void a_lost_command_is_not_answered_and_the_next_one_is_5_5() throws IOException {
        ModemFace face = face("standard");
        try (Line line = new Line(face.port())) {
            line.ask("ATE0");
            face.loseNext();
            line.send(OPEN + "\r");
            assertThat(line.ask(OPEN)).isEqualTo(OPENED);
        }
    }

    @Test
    void a_modem_that_restarts_says_so_and_has_forgotten_5_5() throws IOException {
        ModemFace face = face("standard");
        try (Line line = new Line(face.port())) {
            line.ask("ATE0");
            line.ask(OPEN);
            line.send("AT+CFUN=1,1\r");
            assertThat(line.readTo("READY\r\n")).isEqualTo("/OK//RDY//+CFUN: 1//+CPIN: READY/");
            assertThat(line.ask("ATE0")).isEqualTo("ATE0</OK/");
            assertThat(line.ask(OPEN)).isEqualTo(OPENED);
            face.restartModem();
            assertThat(line.readTo("READY\r\n")).isEqualTo("/RDY//+CFUN: 1//+CPIN: READY/");
            line.ask("ATE0");
            assertThat(line.ask(OPEN)).isEqualTo(OPENED);
        }
    }

    @Test
    void a_modem_restarts_in_the_middle_5_5() throws IOException {
        try (Line line = new Line(face("modem-resets").port())) {
            line.ask("ATE0");
            for (int i = 1; i <= 4; i++) {
                line.ask(OPEN);
            }
            line.send(OPEN + "\r");
            assertThat(line.readTo("READY\r\n")).startsWith("/RDY/");
            line.ask("ATE0");
            assertThat(line.ask(OPEN)).isEqualTo(OPENED);
        }
    }

    @Test
    void a_port_vanishes_and_comes_back_5_5() throws IOException {
        ModemFace face = face("port-vanishes");
        try (Line line = new Line(face.port())) {
            line.ask("ATE0");
            for (int i = 1; i <= 5; i++) {
                line.ask(OPEN);
            }
            assertThat(line.ask(OPEN)).isEqualTo("<end>");
        }
        try (Line line = new Line(face.port())) {
            assertThat(line.ask(OPEN)).isEqualTo("/+CSIM: 6,\"069000\"//OK/");
            face.vanish();
            assertThat(line.readTo("never")).isEqualTo("<end>");
        }
    }

    @Test
    void pauses_and_pieces_5_5() throws IOException {
        try (Line line = new Line(face("slow-answers+ok-late+fragments").port())) {
            line.ask("ATE0");
            long begin = System.nanoTime();
            assertThat(line.ask(OPEN)).isEqualTo(OPENED);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
        }
    }

    @Test
    void random_bytes_are_survived() throws IOException {
        Random random = new Random(20261123);
        try (Line line = new Line(face("standard").port())) {
            line.ask("ATE0");
            for (int round = 0; round < 500; round++) {
                byte[] noise = new byte[random.nextInt(40)];
                random.nextBytes(noise);
                line.send(new String(noise, StandardCharsets.ISO_8859_1));
            }
            line.send("\r");
            assertThat(line.ask("ATE0")).endsWith("/OK/");
            assertThat(line.ask("AT")).isEqualTo("/OK/");
        }
    }

    @Test
    void a_port_that_is_taken_is_said_in_one_sentence() throws IOException {
        int taken = face("standard").port();
        assertThatIOException()
                .isThrownBy(() -> new ModemFace(card, taken, ModemProfile.STANDARD))
                .withMessageStartingWith("the modem cannot listen on port " + taken)
                .withMessageEndingWith("choose another, or 0");
    }
}
