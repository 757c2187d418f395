package iotsafe.bootstrap.lwm2m.kept;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.apdu.Bytes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one process leaves to the next of its registrations and observations. */
@Timeout(60)
class KeptServersTest {
    private static final KeptRegistration REGISTRATION = new KeptRegistration("/rd/5a3f", "terms", 86400, "links");
    private static final long SERVER = 123;

    private final Paper paper = new Paper();
    private final ExecutorService disk = Executors.newSingleThreadExecutor();
    private KeptServers kept = new KeptServers(paper, disk);

    @AfterEach
    void stop() {
        disk.shutdownNow();
    }

    private void settle() throws Exception {
        disk.submit(() -> {}).get();
    }

    private void nextProcess() throws Exception {
        settle();
        kept = new KeptServers(paper, disk);
    }

    /** A confirmable GET with that token (RFC 7252 section 3). */
    private static Bytes request(int token, int... rest) {
        byte[] message = new byte[5 + rest.length];
        message[0] = 0x41;
        message[1] = 1;
        message[4] = (byte) token;
        for (int i = 0; i < rest.length; i++) {
            message[5 + i] = (byte) rest[i];
        }
        return Bytes.of(message);
    }

    @Test
    void the_next_process_finds_the_registration_and_what_is_observed() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        kept.observes(SERVER, request(1, 7));
        kept.observes(SERVER, request(2));

        nextProcess();

        assertThat(kept.left(SERVER)).contains(REGISTRATION);
        assertThat(kept.takeUp(SERVER, REGISTRATION).stream().map(KeptObservation::request))
                .containsExactly(request(1, 7), request(2));
    }

    @Test
    void each_server_has_its_own() throws Exception {
        KeptRegistration other = new KeptRegistration("/rd/1", "others", 60, "links");
        kept.registered(SERVER, REGISTRATION);
        kept.registered(7, other);
        kept.observes(7, request(1));

        nextProcess();
        kept.drop(7);
        nextProcess();

        assertThat(kept.left(SERVER)).contains(REGISTRATION);
        assertThat(kept.left(7)).isEmpty();
        assertThat(kept.takeUp(SERVER, REGISTRATION)).isEmpty();
    }

    @Test
    void the_same_token_once_more_takes_the_place_of_the_former_whose_end_does_not_end_it() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        KeptObservation former = kept.observes(SERVER, request(1, 7));
        kept.observes(SERVER, request(1, 7));
        assertThat(observationsLeft()).isOne();
        kept.observesNoMore(former);
        assertThat(observationsLeft()).isOne();
    }

    private int observationsLeft() throws Exception {
        settle();
        KeptServers next = new KeptServers(paper, disk);
        next.left(SERVER);
        return next.takeUp(SERVER, REGISTRATION).size();
    }

    @Test
    void an_observation_that_the_server_began_anew_before_the_answer_to_the_Update_is_not_taken_up_twice()
            throws Exception {
        kept.registered(SERVER, REGISTRATION);
        kept.observes(SERVER, request(1, 7));
        kept.observes(SERVER, request(2));
        nextProcess();
        kept.left(SERVER);
        kept.observes(SERVER, request(1, 8));

        assertThat(kept.takeUp(SERVER, REGISTRATION).stream().map(KeptObservation::request))
                .containsExactly(request(2));
    }

    @Test
    void what_an_Update_told_is_kept() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        kept.updated(SERVER, former -> former.updated(Optional.of(600L), Optional.empty()));

        nextProcess();

        assertThat(kept.left(SERVER)).contains(new KeptRegistration("/rd/5a3f", "terms", 600, "links"));
    }

    /** A server that answers no Update may still answer a Register. */
    @Test
    void a_registration_that_is_never_answered_is_tried_three_times() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        nextProcess();

        assertThat(kept.left(SERVER)).isPresent();
        assertThat(kept.left(SERVER)).isPresent();
        assertThat(kept.left(SERVER)).isPresent();
        assertThat(kept.left(SERVER)).isEmpty();
    }

    @Test
    void what_was_told_last_is_known_after_a_stop_and_not_for_longer_than_nothing_is_told() throws Exception {
        KeptObservation.Told told = new KeptObservation.Told(Instant.parse("2026-11-23T12:00:00Z"), "[]");
        kept.registered(SERVER, REGISTRATION);
        KeptObservation observation = kept.observes(SERVER, request(1));
        kept.close(Map.of(observation, told));

        nextProcess();
        kept.left(SERVER);
        assertThat(kept.takeUp(SERVER, REGISTRATION).get(0).told()).contains(told);
        nextProcess();
        kept.left(SERVER);
        assertThat(kept.takeUp(SERVER, REGISTRATION).get(0).told()).isEmpty();
    }

    @Test
    void a_process_that_ends_as_soon_as_it_is_registered_leaves_the_registration() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Future<?> busy = disk.submit(() -> slow.await(1, TimeUnit.MINUTES));
        kept.registered(SERVER, REGISTRATION);
        kept.close(Map.of());
        slow.countDown();
        busy.get();

        nextProcess();

        assertThat(kept.left(SERVER)).contains(REGISTRATION);
    }

    /** RFC 7641 3.4: a number may be used only if a later process will begin above it. */
    @Test
    void numbers_of_notifications_rise_from_process_to_process_however_many_were_used() throws Exception {
        int last = 0;
        for (int process = 0; process < 5; process++) {
            kept.registered(SERVER, REGISTRATION);
            for (int used = 0; used < 3 * KeptServers.STRETCH; used++) {
                int next = kept.nextNumber();
                assertThat(next).isGreaterThan(last);
                last = next;
                if (used % 100 == 0) {
                    settle();
                }
            }
            nextProcess();
        }
    }

    @Test
    void a_server_that_observes_more_than_is_kept_is_registered_with_anew() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        for (int token = 0; token < KeptServers.MOST_OBSERVATIONS; token++) {
            kept.observes(SERVER, request(token));
        }
        nextProcess();
        assertThat(kept.left(SERVER)).isPresent();
        kept.takeUp(SERVER, REGISTRATION);

        KeptObservation oneMore = kept.observes(SERVER, request(KeptServers.MOST_OBSERVATIONS));
        settle();
        assertThat(paper.text).isNull();
        kept.observesNoMore(oneMore);
        settle();
        assertThat(paper.text).isNotNull();
    }

    @Test
    void so_is_one_with_a_request_that_is_too_large() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        kept.observes(SERVER, request(1, new int[KeptServers.LARGEST_REQUEST]));

        nextProcess();

        assertThat(kept.left(SERVER)).isEmpty();
    }

    /** Half of the truth would make the server wait for notifications that never come. */
    @Test
    void what_cannot_be_written_leaves_nothing_behind() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        kept.observes(SERVER, request(1));
        paper.isFull = true;
        kept.observes(SERVER, request(2));
        assertThat(paper.text).isNull();

        paper.isFull = false;
        kept.observes(SERVER, request(3));
        nextProcess();

        kept.left(SERVER);
        assertThat(kept.takeUp(SERVER, REGISTRATION)).hasSize(3);
    }

    @Test
    void what_it_did_not_write_is_done_without() throws Exception {
        kept.registered(SERVER, REGISTRATION);
        KeptObservation observation = kept.observes(SERVER, request(1));
        kept.close(Map.of(observation, new KeptObservation.Told(Instant.EPOCH, "[]")));
        String whole = String.valueOf(paper.text);
        Random random = new Random(20261123);
        for (int round = 0; round < 500; round++) {
            char[] damaged = whole.toCharArray();
            damaged[random.nextInt(damaged.length)] = (char) random.nextInt(0x250);
            paper.text = new String(damaged, 0, damaged.length - random.nextInt(2) * random.nextInt(damaged.length));

            KeptServers process = new KeptServers(paper, disk);

            process.left(SERVER);
            assertThat(process.takeUp(SERVER, REGISTRATION).size()).isLessThanOrEqualTo(1);
        }
        for (String text : new String[] {"", "null", "{}", "{\"observe\":1,\"servers\":{\"1\":null}}"}) {
            paper.text = text;
            assertThat(new KeptServers(paper, disk).left(1)).isEmpty();
        }
    }
}
