package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.SessionMemory;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.DtlsSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** For how long, and for whom, a DTLS session is gone on with (RFC 5246 7.3, F.1.4). */
class KeptSessionTest {
    private static final Instant MADE = Instant.parse("2026-11-23T12:00:00Z");
    private static final Bytes PARTIES = Bytes.ofHex("AA01");
    private static final Bytes ID = Bytes.ofHex("0102");

    private final Paper paper = new Paper();

    /** What a process leaves to the next one. */
    static final class Paper implements SessionMemory {
        @Nullable
        String text;

        @Override
        public Optional<String> read() {
            return Optional.ofNullable(text);
        }

        @Override
        public void write(String session) {
            text = session;
        }

        @Override
        public void delete() {
            text = null;
        }
    }

    private KeptSession process(Instant now) {
        return new KeptSession(paper, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static DtlsSession session(Bytes id) {
        return new DtlsSession(id, Secret.of((byte) 7, (byte) 8));
    }

    @Test
    void the_next_process_goes_on_with_it() {
        process(MADE).keep(PARTIES, session(ID));

        Optional<DtlsSession> found = process(MADE.plus(Duration.ofHours(23))).between(PARTIES);

        assertThat(found.orElseThrow().id()).isEqualTo(ID);
        assertThat(found.get().content().toArray()).containsExactly(7, 8);
    }

    @Test
    void it_lasts_a_day_from_its_full_handshake_however_often_it_is_resumed() {
        process(MADE).keep(PARTIES, session(ID));
        process(MADE.plus(Duration.ofHours(20))).keep(PARTIES, session(ID));

        assertThat(process(MADE.plus(Duration.ofHours(25))).between(PARTIES)).isEmpty();
        assertThat(paper.text).as("what is too old lies about no longer").isNull();
    }

    @Test
    void a_clock_that_went_back_ends_it() {
        process(MADE).keep(PARTIES, session(ID));

        assertThat(process(MADE.minusSeconds(1)).between(PARTIES)).isEmpty();
    }

    @Test
    void other_parties_do_not_get_it() {
        process(MADE).keep(PARTIES, session(ID));

        assertThat(process(MADE).between(Bytes.ofHex("AA02"))).isEmpty();
        assertThat(paper.text).isNull();
    }

    @Test
    void a_new_session_takes_its_place() {
        KeptSession process = process(MADE);
        process.keep(PARTIES, session(ID));
        process.keep(PARTIES, session(Bytes.ofHex("0304")));

        assertThat(process(MADE).between(PARTIES).orElseThrow().id()).isEqualTo(Bytes.ofHex("0304"));
    }

    @Test
    void what_it_did_not_write_is_done_without() {
        process(MADE).keep(PARTIES, session(ID));
        String whole = String.valueOf(paper.text);
        Random random = new Random(20261123);
        for (int round = 0; round < 500; round++) {
            char[] damaged = whole.toCharArray();
            damaged[random.nextInt(damaged.length)] = (char) random.nextInt(0x250);
            paper.text = new String(damaged, 0, random.nextInt(damaged.length) + 1);

            Optional<DtlsSession> found = process(MADE).between(PARTIES);

            assertThat(found.map(session -> session.content().length()).orElse(0))
                    .isLessThanOrEqualTo(2);
        }
    }
}
