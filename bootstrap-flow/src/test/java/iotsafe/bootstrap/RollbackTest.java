package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.StatusWord;
import iotsafe.est.EstException;
import iotsafe.est.Pkcs10;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails within a session undoes what the session brought (design section 6; est.md E 32 to 37, 47, 48). */
@Timeout(20)
class RollbackTest {
    private final World world = new World();

    static Stream<Arguments> failures() {
        return Stream.of(
                failure(
                        "crts: no answer",
                        EstException.Unreachable.class,
                        w -> w.bootstrap.est.crts(ScriptedEst.unreachable())),
                failure(
                        "crts: busy",
                        EstException.Unreachable.class,
                        w -> w.bootstrap.est.crts(ScriptedEst.pending(Duration.ofSeconds(9)))),
                failure("crts: refused", EstException.Refused.class, w -> w.bootstrap.est.crts(ScriptedEst.refused())),
                failure(
                        "crts: unreadable",
                        EstException.Unreadable.class,
                        w -> w.bootstrap.est.crts(ScriptedEst.unreadable())),
                failure(
                        "key pair: refused",
                        CardException.Refused.class,
                        w -> w.card.fail("generate", new CardException.Refused("container is full"))),
                failure(
                        "key pair: no answer",
                        CardException.Unreachable.class,
                        w -> w.card.fail("generate", new CardException.Unreachable("card is out"))),
                failure(
                        "key pair: unreadable",
                        CardException.Unreadable.class,
                        w -> w.card.fail(
                                "generate", new CardException.Unreadable("public key", 3, "not on the curve"))),
                failure(
                        "request: refused",
                        CardException.Refused.class,
                        w -> w.card.fail("sign enrolled", new CardException.Refused("signing refused"))),
                failure(
                        "request: no answer",
                        CardException.Unreachable.class,
                        w -> w.card.fail("sign enrolled", new CardException.Unreachable("card is out"))),
                failure("request: signed by another key", CardException.Refused.class, w -> w.card.generateBadly()),
                failure(
                        "sen: no answer",
                        EstException.Unreachable.class,
                        w -> w.bootstrap.est.sen(ScriptedEst.unreachable())),
                failure("sen: refused", EstException.Refused.class, w -> w.bootstrap.est.sen(ScriptedEst.refused())),
                failure(
                        "sen: unreadable",
                        EstException.Unreadable.class,
                        w -> w.bootstrap.est.sen(ScriptedEst.unreadable())));
    }

    private static Arguments failure(String name, Class<? extends Exception> type, Consumer<World> script) {
        return Arguments.of(name, type, script);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void rolls_back_saves_nothing_and_registers_nowhere(
            String name, Class<? extends Exception> type, Consumer<World> script) {
        script.accept(world);

        assertThatThrownBy(world.flow()::onceUntilManaged)
                .isInstanceOfSatisfying(
                        FlowException.class,
                        failure -> assertThat(failure.reason()).isInstanceOf(type));

        assertThat(world.events.count("rollback")).isOne();
        assertThat(world.events.seen()).endsWith("rollback").doesNotContain("register");
        assertThat(world.store.load().managed()).isEmpty();
    }

    /** Should another card be put in later, it is told from this one before it is given a new key. */
    @Test
    void no_session_is_opened_for_a_card_that_does_not_say_who_it_is() {
        world.card.fail("identity", new CardException.Unreachable("card is out"));

        assertThatThrownBy(world.flow()::onceUntilManaged).hasCauseInstanceOf(CardException.Unreachable.class);

        assertThat(world.events.seen()).containsExactly("connect", "identity");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void asks_for_a_key_pair_at_most_once_in_the_session(
            String name, Class<? extends Exception> type, Consumer<World> script) {
        script.accept(world);

        assertThatThrownBy(world.flow()::onceUntilManaged).isInstanceOf(FlowException.class);

        assertThat(world.events.count("generate")).isLessThanOrEqualTo(1);
    }

    static Stream<Arguments> badCertificates() {
        return Stream.of(
                bad("of another CA", (w, r) -> TestCa.root("CN=Evil CA").client("CN=dev1", r.publicKey())),
                bad("for another endpoint", (w, r) -> w.ca.client("CN=dev2", r.publicKey())),
                bad(
                        "over another key",
                        (w, r) -> w.ca.client("CN=dev1", TestCa.keyPair().getPublic())),
                bad(
                        "expired",
                        (w, r) -> w.ca.client("CN=dev1", r.publicKey(), TestCa.Dates.lasting(Duration.ofHours(-1)))),
                bad(
                        "not valid yet",
                        (w, r) -> w.ca.client(
                                "CN=dev1",
                                r.publicKey(),
                                new TestCa.Dates(
                                        World.afterNow(Duration.ofHours(1)), World.afterNow(Duration.ofDays(9))))),
                bad("for a server", (w, r) -> w.ca.server("CN=dev1", r.publicKey(), "127.0.0.1")));
    }

    private static Arguments bad(
            String name, BiFunction<World, Pkcs10, java.security.cert.X509Certificate> certificate) {
        return Arguments.of(name, certificate);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCertificates")
    void a_certificate_that_fails_the_check_never_reaches_the_store(
            String name, BiFunction<World, Pkcs10, java.security.cert.X509Certificate> certificate) {
        world.bootstrap.est.sen(
                (operation, body) -> ScriptedEst.certificate(certificate.apply(world, Pkcs10.of(body))));

        assertThatThrownBy(world.flow()::onceUntilManaged).hasCauseInstanceOf(EstException.Unreadable.class);

        assertThat(world.events.seen()).endsWith("sen", "rollback").doesNotContain("register");
        assertThat(world.store.load().managed()).isEmpty();
    }

    /** RFC 7030 4.2.3: a request that was put off, or lost, is asked for again as it was. */
    @Test
    void the_next_try_begins_a_new_session_and_asks_for_the_same_request() throws Exception {
        world.bootstrap.est.sen(ScriptedEst.unreachable());
        Flow flow = world.flow();
        assertThatThrownBy(flow::onceUntilManaged).isInstanceOf(FlowException.class);
        world.events.clear();

        flow.onceUntilManaged();

        assertThat(world.events.seen())
                .containsSubsequence("bootstrap dev1", "crts", "sen", "save", "register")
                .doesNotContain("generate");
        assertThat(world.bootstrap.est.requests).hasSize(2);
        assertThat(world.bootstrap.est.requests.get(1)).isEqualTo(world.bootstrap.est.requests.get(0));
    }

    @Test
    void a_full_disk_keeps_the_certificate_in_hand_until_there_is_room() throws Exception {
        world.store.fill();
        Flow flow = world.flow();
        assertThatThrownBy(flow::onceUntilManaged).hasCauseInstanceOf(StateException.class);
        assertThat(world.events.seen()).endsWith("save").doesNotContain("rollback");
        world.store.empty();

        flow.onceUntilManaged();

        assertThat(world.events.count("bootstrap dev1")).isOne();
        assertThat(world.events.count("sen")).isOne();
    }

    @Test
    void a_folder_that_cannot_be_written_stops_the_device_before_it_bothers_a_server() {
        world.store.lock();

        assertThatThrownBy(world.flow()::onceUntilManaged).hasCauseInstanceOf(StateException.class);

        assertThat(world.events.seen()).containsExactly("connect");
    }

    @Test
    void a_failed_bootstrap_has_no_session_to_roll_back() {
        world.bootstrap.says(new ServerException.Unusable(World.BOOTSTRAP_URI, "/0/1/4 is empty"));

        assertThatThrownBy(world.flow()::onceUntilManaged)
                .hasMessageContaining("/0/1/4 is empty")
                .hasCauseInstanceOf(ServerException.Unusable.class);
        assertThat(world.events.seen()).doesNotContain("rollback");
    }

    @Test
    void an_old_account_still_works_after_a_session_that_failed_before_the_key_pair() throws Exception {
        world.managed();
        SavedState before = world.store.saved();
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        world.bootstrap.est.crts(ScriptedEst.refused());

        runUntilRegisteredAgain();

        assertThat(world.store.saved()).isEqualTo(before);
        assertThat(world.told.failures()).hasSize(1);
        assertThat(world.events.seen())
                .containsSubsequence("register", "registered", "bootstrap dev1", "crts", "rollback", "register");
    }

    /** There is one container: a new key in it would leave the certificate in force without its own. */
    @Test
    void an_old_account_still_works_after_an_enrolment_that_was_refused() throws Exception {
        world.managed();
        SavedState before = world.store.saved();
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        world.bootstrap.est.sen(ScriptedEst.refused());

        runUntilRegisteredAgain();

        assertThat(world.events.seen())
                .containsSubsequence("bootstrap dev1", "sen", "rollback", "register")
                .doesNotContain("generate");
        assertThat(world.store.saved()).isEqualTo(before);
    }

    @Test
    void a_key_that_is_gone_from_the_card_is_replaced_by_a_new_one() throws Exception {
        world.managed();
        SavedState before = world.store.saved();
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        world.card.replaceKey(World.ENROLMENT_KEY);

        runUntilRegisteredAgain();

        assertThat(world.events.count("generate")).isOne();
        assertThat(world.store.saved().certificate().getPublicKey())
                .isNotEqualTo(before.certificate().getPublicKey());
    }

    /** READ PUBLIC KEY tells (GSMA IoT.05 2.5.10): conditions not satisfied, as of an empty container, or no such container. */
    @ParameterizedTest
    @ValueSource(ints = {0x6985, 0x6A82})
    void a_key_whose_container_turns_out_to_be_empty_or_absent_is_replaced(int status) throws Exception {
        world.managed();
        SavedState before = world.store.saved();
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        signsBadlyInTheSession();
        world.card.fail("public key", new CardException.Refused("READ PUBLIC KEY", new StatusWord(status), "empty"));

        runUntilRegisteredAgain();

        assertThat(world.events.seen())
                .containsSubsequence("bootstrap dev1", "sign enrolled", "public key", "generate", "sen", "register");
        assertThat(world.store.saved().certificate().getPublicKey())
                .isNotEqualTo(before.certificate().getPublicKey());
    }

    /** What cannot be read now may be there: nothing is generated over it. */
    @ParameterizedTest
    @ValueSource(ints = {0x6984, 0x6F00})
    void a_key_that_cannot_be_looked_at_now_is_not_replaced(int status) throws Exception {
        keepsTheKeyWhen(new CardException.Refused("READ PUBLIC KEY", new StatusWord(status), "later"));
    }

    @Test
    void a_card_that_is_pulled_when_asked_for_the_key_keeps_it() throws Exception {
        keepsTheKeyWhen(new CardException.Unreachable("card is out"));
    }

    /** A signature that does not fit once is a fault of the moment, where the container still shows the certificate's key. */
    @Test
    void a_key_that_is_still_shown_is_not_replaced() throws Exception {
        keepsTheKeyWhen();
    }

    private void signsBadlyInTheSession() {
        world.events.at(
                "bootstrap dev1",
                () -> world.card.fail("sign enrolled", new CardException.Refused("the signature does not fit")));
    }

    private void keepsTheKeyWhen(CardException... asked) throws Exception {
        world.managed();
        SavedState before = world.store.saved();
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        signsBadlyInTheSession();
        world.card.fail("public key", asked);

        runUntilRegisteredAgain();

        assertThat(world.events.seen())
                .containsSubsequence("bootstrap dev1", "sign enrolled", "public key", "rollback", "register")
                .doesNotContain("generate");
        assertThat(world.store.saved()).isEqualTo(before);
    }

    @Test
    void a_refusal_that_may_pass_does_not_cost_the_key_that_a_certificate_needs() throws Exception {
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        Flow flow = world.flow();
        flow.onceUntilManaged();
        world.events.clear();
        world.card.fail(
                "sign enrolled",
                new CardException.Refused("COMPUTE SIGNATURE", new StatusWord(0x6984), "try again later"));
        world.told.whenReached(Managed.class, () -> Thread.currentThread().interrupt());

        assertThatThrownBy(flow::run).isInstanceOf(InterruptedException.class);

        assertThat(world.events.seen())
                .containsSubsequence("bootstrap dev1", "sign enrolled", "rollback", "register")
                .doesNotContain("generate");
    }

    private void runUntilRegisteredAgain() {
        world.told.whenReached(
                Managed.class,
                () -> world.told.whenReached(
                        Managed.class, () -> Thread.currentThread().interrupt()));
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);
    }
}
