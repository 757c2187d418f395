package iotsafe.bootstrap;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.FACTORY_KEY;
import static iotsafe.bootstrap.World.SECOND_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.StatusWord;
import iotsafe.est.EstAnswer;
import iotsafe.est.Pkcs10;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Renewal never strands a device (design section 6; RFC 7030 3.3.2, 4.2.2; est.md E 16 to 19). */
@Timeout(20)
class RenewalTest {
    private static final Duration TIME_TO_RENEW = Duration.ofDays(360);

    private final World world = new World().withContainers(ENROLMENT_KEY, SECOND_KEY);
    private final SavedState before;

    RenewalTest() throws Exception {
        world.managed();
        before = world.store.saved();
        world.clock.advance(TIME_TO_RENEW);
        world.enrolment.est.sen(this::issueForAYear);
    }

    private EstAnswer issueForAYear(iotsafe.est.EstOperation operation, byte[] body) {
        Pkcs10 request = Pkcs10.of(body);
        return ScriptedEst.certificate(world.ca.client(
                "CN=dev1", request.publicKey(), TestCa.Dates.lasting(TIME_TO_RENEW.plus(Duration.ofDays(365)))));
    }

    @Test
    void goes_through_its_states_and_switches_only_after_it_has_registered() {
        runUntilRegisteredAgain();

        assertThat(world.told.names())
                .containsSubsequence(
                        "Managed",
                        "RenewalDue",
                        "RenewalNeedsKeyPair",
                        "RenewalNeedsCertificate",
                        "Switching",
                        "Managed");
        assertThat(world.events.seen())
                .containsSubsequence(
                        "est",
                        "sign enrolled",
                        "crts",
                        "generate",
                        "sign second",
                        "save",
                        "sren",
                        "save",
                        "close",
                        "register",
                        "sign second",
                        "save");
        assertThat(world.store.saved().key()).isEqualTo(SECOND_KEY);
        assertThat(world.store.load()).isEqualTo(Memory.of(world.store.saved()));
        assertThat(world.enrolment.open).isZero();
    }

    @Test
    void shows_the_certificate_that_is_renewed_and_copies_its_subject() {
        runUntilRegisteredAgain();

        assertThat(world.enrolment.identities.get(0).chain()).isEqualTo(before.chain());
        assertThat(world.enrolment.est.requests.get(0).subject())
                .isEqualTo(before.certificate().getSubjectX500Principal());
        assertThat(world.enrolment.est.requests.get(0).publicKey())
                .isNotEqualTo(before.certificate().getPublicKey());
    }

    @Test
    void with_one_container_the_key_stays() {
        world.withContainers(ENROLMENT_KEY);

        runUntilRegisteredAgain();

        assertThat(world.events.seen()).doesNotContain("generate");
        assertThat(world.store.saved().key()).isEqualTo(ENROLMENT_KEY);
        assertThat(world.store.saved().certificate()).isNotEqualTo(before.certificate());
        assertThat(world.store.saved().certificate().getPublicKey())
                .isEqualTo(before.certificate().getPublicKey());
    }

    @Test
    void an_idle_container_that_takes_no_key_leaves_the_same_key_to_be_renewed() {
        world.card.fail("generate", new CardException.Refused("GENERATE KEY PAIR", new StatusWord(0x6A82), "none"));

        runUntilRegisteredAgain();

        assertThat(world.store.saved().key()).isEqualTo(ENROLMENT_KEY);
        assertThat(world.store.saved().certificate()).isNotEqualTo(before.certificate());
    }

    @Test
    void the_factory_identity_asks_where_the_certificate_in_force_is_refused() {
        world.enrolment.says(ScriptedEnrolment.refusal());

        runUntilRegisteredAgain();

        assertThat(world.enrolment.identities.get(0).key().uri()).isEqualTo(FACTORY_KEY);
        assertThat(world.store.saved().certificate()).isNotEqualTo(before.certificate());
    }

    @Test
    void a_policy_can_forbid_that() {
        world.with(new RenewalPolicy(0.8, Duration.ofDays(30), 10, false), ENROLMENT_KEY, SECOND_KEY);
        world.enrolment.says(ScriptedEnrolment.refusal());

        runUntilFailed(1);

        assertThat(world.enrolment.identities).isEmpty();
    }

    @Test
    void a_failure_leaves_the_device_registered_under_the_old_certificate_and_is_written_down() {
        world.enrolment.says(ScriptedEnrolment.silence());

        runUntilFailed(1);

        assertThat(world.told.failures().get(0).next()).isInstanceOf(Managed.class);
        assertThat(world.told.failures().get(0).pause()).isZero();
        assertThat(world.events.count("register")).isOne();
        assertThat(world.store.saved()).isEqualTo(before);
        assertThat(world.store.load().history().failures()).isOne();
        assertThat(world.store.load().history().lastFailure())
                .hasValueSatisfying(why -> assertThat(why).contains("no answer"));
    }

    @Test
    void the_next_attempt_waits_for_its_time() {
        world.enrolment.says(ScriptedEnrolment.silence());
        world.told.whenFailed(
                1, () -> world.management.whileKept(() -> Thread.currentThread().interrupt()));

        run();

        assertThat(world.events.count("est")).isOne();
        assertThat(world.events.seen()).endsWith("registered");
    }

    @Test
    void a_request_that_is_put_off_is_sent_again_as_it_was_even_by_the_next_process() {
        world.enrolment.est.clear();
        world.enrolment.est.sen(ScriptedEst.pending(Duration.ofMinutes(10)));
        world.management.whileKept(() -> {
            if (world.events.seen().contains("sren")) {
                Thread.currentThread().interrupt();
            }
        });
        run();
        assertThat(world.told.failures()).isEmpty();
        world.clock.advance(Duration.ofMinutes(10));
        world.enrolment.est.sen(this::issueForAYear);
        world.management.whileKept(() -> {});

        runUntilRegisteredAgain();

        assertThat(world.enrolment.est.requests).hasSize(2);
        assertThat(world.enrolment.est.requests.get(1)).isEqualTo(world.enrolment.est.requests.get(0));
        assertThat(world.events.count("generate")).isOne();
        assertThat(world.store.saved().key()).isEqualTo(SECOND_KEY);
    }

    /** A server that puts the renewal off for ever must not keep it from the schedule's attempts, which are told and bounded. */
    @Test
    void put_off_for_the_21st_time_in_a_row_is_a_failure_and_the_next_attempt_waits_for_its_time() {
        Duration pause = Duration.ofSeconds(1);
        world.enrolment.est.clear();
        world.enrolment.est.always(body -> new EstAnswer.Pending(ScriptedEst.SOURCE, pause));
        Deque<RenewalHistory> histories = new ArrayDeque<>();
        world.management.whileKept(() -> {
            RenewalHistory history = world.store.load().history();
            if (!history.equals(histories.peekLast())) {
                histories.add(history);
            }
            world.clock.advance(pause);
            if (history.failures() > 0 || history.putOffs() > 50) {
                Thread.currentThread().interrupt();
            }
        });

        run();

        assertThat(histories).extracting(RenewalHistory::putOffs).endsWith(18, 19, 20, 0);
        assertThat(world.events.count("sren")).isEqualTo(21);
        RenewalHistory last = histories.getLast();
        assertThat(last.failures()).isOne();
        assertThat(last.lastFailure())
                .hasValue("the EST server puts the renewal off by PT1S; it has said so 21 times in a row");
        assertThat(last.notBefore()).isEmpty();
        assertThat(world.settings.renewal().nextTry(before.certificate(), last, world.clock.instant()))
                .isAfter(world.clock.instant().plus(Duration.ofHours(1)));
        assertThat(world.store.saved()).isEqualTo(before);
    }

    @Test
    void a_registration_that_the_server_refuses_rolls_back_at_once() {
        world.told.whenReached(Switching.class, () -> {
            world.management.refuses(1);
            world.told.whenReached(Managed.class, () -> Thread.currentThread().interrupt());
        });

        run();

        assertThat(world.told.names()).containsSubsequence("Switching", "Managed");
        assertThat(world.events.seen()).containsSubsequence("register", "sign second", "register", "sign enrolled");
        assertThat(world.store.saved()).isEqualTo(before);
        assertThat(world.store.load().candidate()).isEmpty();
        assertThat(world.store.load().history().failures()).isOne();
    }

    @Test
    void an_order_renews_before_the_time() {
        world.clock.advance(TIME_TO_RENEW.negated());
        world.ordered = true;

        runUntilRegisteredAgain();

        assertThat(world.store.saved().key()).isEqualTo(SECOND_KEY);
    }

    @Test
    void the_factory_certificate_is_never_renewed() throws Exception {
        World other = new World();
        other.bootstrap.accounts = java.util.List.of(World.CERTIFICATE_ACCOUNT);
        other.managed();
        other.clock.advance(TIME_TO_RENEW);
        other.ordered = true;
        other.management.whileKept(() -> Thread.currentThread().interrupt());

        assertThatThrownBy(other.flow()::run).isInstanceOf(InterruptedException.class);

        assertThat(other.events.seen()).doesNotContain("est");
    }

    /** All attempts have failed and the certificate is at its end: the factory identity bootstraps. */
    @Test
    void after_the_end_the_device_bootstraps_once_a_server_has_confirmed_the_time() {
        world.clock.advance(Duration.ofDays(6));
        world.enrolment.says(ScriptedEnrolment.silence());
        world.told.whenFailed(1, () -> world.clock.advance(Duration.ofHours(7)));
        world.told.whenReached(Bootstrapping.class, () -> Thread.currentThread().interrupt());

        run();

        assertThat(world.events.seen()).doesNotContain("bootstrap dev1", "sren");
        assertThat(world.events.count("register")).isOne();
        assertThat(world.enrolment.identities.get(0).key().uri()).isEqualTo(FACTORY_KEY);
    }

    @Test
    void a_refusal_of_the_device_at_sren_is_answered_by_the_factory_identity_with_the_same_request() {
        world.enrolment.est.clear();
        world.enrolment.est.sen(ScriptedEst.refused());
        world.enrolment.est.sen(this::issueForAYear);

        runUntilRegisteredAgain();

        assertThat(world.events.seen()).containsSubsequence("sren", "close", "est", "sign factory", "crts", "sen");
        assertThat(world.enrolment.est.requests.get(1)).isEqualTo(world.enrolment.est.requests.get(0));
        assertThat(world.enrolment.open).isZero();
    }

    @Test
    void a_device_that_bootstraps_with_a_PSK_renews_without_a_factory_certificate() {
        withPsk();

        runUntilRegisteredAgain();

        assertThat(world.events.seen()).doesNotContain("read");
        assertThat(world.store.saved().key()).isEqualTo(SECOND_KEY);
    }

    @Test
    void and_has_no_other_identity_where_it_is_refused() {
        withPsk();
        world.enrolment.says(ScriptedEnrolment.refusal());

        runUntilFailed(1);

        assertThat(world.events.seen()).doesNotContain("read", "sign factory");
        assertThat(world.store.saved()).isEqualTo(before);
    }

    private void withPsk() {
        PskName psk = new PskName("dev1", World.onCard("iotsafe:type=secret;id=0A"));
        world.settings = new Settings(
                world.settings.endpoint(),
                world.settings.bootstrapServer(),
                psk.key(),
                world.settings.factoryCertificate(),
                world.settings.bootstrapAnchors(),
                world.settings.enrolmentKeys(),
                world.settings.enrolment(),
                world.settings.patience(),
                world.settings.renewal(),
                java.util.Optional.of(psk),
                true,
                Settings.NO_NAMES);
    }

    /** To such a clock a server's certificate has ended, too. */
    @Test
    void a_clock_that_jumps_ten_years_ahead_costs_neither_registration_nor_certificate() {
        world.clock.advance(Duration.ofDays(3650));
        world.enrolment.says(ScriptedEnrolment.refusal());

        runUntilFailed(1);

        assertThat(world.store.saved()).isEqualTo(before);
        assertThat(world.events.seen()).doesNotContain("bootstrap dev1", "generate");
        assertThat(world.events.count("register")).isOne();

        world.clock.advance(Duration.ofDays(-3650));
        runUntilRegisteredAgain();
        assertThat(world.store.saved().key()).isEqualTo(SECOND_KEY);
    }

    @Test
    void where_the_server_outlives_the_jump_the_certificate_stays_and_bootstraps_come_no_more_often_than_attempts() {
        world.clock.advance(
                Duration.ofDays(40)); // what is issued ends in a year from the true time, earlier than it is here
        world.enrolment.est.clear();
        world.enrolment.est.always(body -> ScriptedEst.certificate(
                world.ca.client("CN=dev1", Pkcs10.of(body).publicKey(), TestCa.Dates.lasting(Duration.ofDays(365)))));
        AtomicInteger kept = new AtomicInteger();
        world.management.whileKept(() -> {
            if (world.events.seen().contains("bootstrap dev1") && kept.incrementAndGet() == 5) {
                Thread.currentThread().interrupt();
            }
        });

        run();

        assertThat(world.events.count("bootstrap dev1")).isOne();
        assertThat(world.store.saved()).isEqualTo(before);
        assertThat(world.management
                        .registered
                        .get(world.management.registered.size() - 1)
                        .identity()
                        .certificate())
                .isEqualTo(before.certificate());
    }

    private void runUntilRegisteredAgain() {
        int already = world.management.registered.size();
        world.told.whenReached(Managed.class, () -> {
            X509Certificate now = world.management
                    .registered
                    .get(world.management.registered.size() - 1)
                    .identity()
                    .certificate();
            if (!now.equals(before.certificate()) && world.management.registered.size() > already) {
                Thread.currentThread().interrupt();
            }
        });
        run();
    }

    private void runUntilFailed(int times) {
        world.told.whenFailed(times, () -> Thread.currentThread().interrupt());
        run();
    }

    private void run() {
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the interrupt is used up").isFalse();
    }
}
