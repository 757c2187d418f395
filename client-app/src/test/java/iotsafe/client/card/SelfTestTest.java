package iotsafe.client.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.client.card.Ability.Verdict;
import iotsafe.client.card.Check.Outcome;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.KeyAlgorithm;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is tried on a card, and what is said of it, on cards that have and lack this and that (interface reference, sections 2, 3, 7). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelfTestTest {
    private static final CredentialUri.OnCard PEER =
            CredentialUri.OnCard.byId(ObjectType.PUBLIC, Bytes.of((byte) 0x0A));

    @TempDir
    private Path folder;

    private TestCards.Holder device;

    @BeforeAll
    void makes_a_key(@TempDir Path shared) throws Exception {
        device = TestCards.device(shared);
    }

    @Test
    void a_complete_card_can_do_all_and_every_check_passes() throws Exception {
        SelfTestReport report = tested(TestCards.complete("standard", device), Optional.of(PEER));
        assertThat(report.passed()).isTrue();
        assertThat(outcomes(report, "sign")).containsExactly(Outcome.PASSED);
        assertThat(outcomes(report, "key agreement")).containsExactly(Outcome.PASSED);
        assertThat(outcomes(report, "PRF")).containsExactly(Outcome.PASSED);
        assertThat(outcomes(report, "HKDF-Extract")).containsExactly(Outcome.PASSED);
        assertThat(outcomes(report, "random")).containsExactly(Outcome.PASSED);
        assertThat(outcomes(report, "read")).containsExactly(Outcome.PASSED);
        assertThat(report.abilities()).extracting(Ability::verdict).containsOnly(Verdict.YES);
        assertThat(verdict(report, "X.509 bootstrap").reason())
                .contains("iotsafe:type=private;id=01 signs", "valid for 29 days");
        assertThat(report.timings())
                .extracting(Timing::command)
                .contains("COMPUTE SIGNATURE", "COMPUTE DH", "COMPUTE PRF", "COMPUTE HKDF", "GET RANDOM", "READ FILE");
        assertThat(report.timings())
                .allSatisfy(timing -> assertThat(timing.median()).isBetween(timing.min(), timing.max()));
    }

    /** Interface reference 3.12: with the published PSK the card's reading of mode 01 shows. */
    @Test
    void the_published_test_psk_is_recognised_and_so_is_how_the_card_reads_mode_01() throws Exception {
        Check right = check(tested(TestCards.complete("standard", device)), DerivationCheck.PSK);
        assertThat(right.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(right.detail()).contains("RFC 4279", "replaced before the device is shipped");
        SelfTestReport asIs = tested(TestCards.complete("prf-as-is", device));
        assertThat(check(asIs, DerivationCheck.PSK).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(asIs.passed()).isFalse();
    }

    @Test
    void another_psk_is_found_consistent_and_no_more() throws Exception {
        SimMemory memory = TestCards.blank("standard").addSecret(TestCards.id("07"), "psk", new byte[] {7, 7, 7});
        assertThat(check(tested(memory), DerivationCheck.PSK).outcome()).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_card_without_key_agreement_lacks_it_and_passes() throws Exception {
        SelfTestReport report = tested(TestCards.complete("no-agreement", device), Optional.of(PEER));
        assertThat(report.passed()).isTrue();
        assertThat(outcomes(report, "key agreement")).containsExactly(Outcome.NOT_OFFERED);
        assertThat(verdict(report, "state sealed to the card").verdict()).isEqualTo(Verdict.YES);
    }

    /** It does not say beforehand what it lacks: the card is asked, and 6D00 is no broken promise. */
    @Test
    void a_card_that_declares_nothing_is_tried() throws Exception {
        SelfTestReport report = tested(TestCards.complete("no-application-data+no-agreement+no-prf+no-hkdf", device));
        assertThat(report.passed()).isTrue();
        assertThat(outcomes(report, "key agreement")).containsExactly(Outcome.NOT_OFFERED);
        assertThat(outcomes(report, "PRF")).containsExactly(Outcome.NOT_OFFERED);
        assertThat(outcomes(report, "HKDF-Extract")).containsExactly(Outcome.NOT_OFFERED);
        assertThat(verdict(report, "PSK suites").verdict()).isEqualTo(Verdict.NO);
        assertThat(verdict(report, "state sealed to the card").verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void a_card_whose_prf_takes_secrets_from_outside_alone_is_of_no_use_for_psk() throws Exception {
        SelfTestReport report = tested(TestCards.complete("prf-mode-00-only", device));
        assertThat(report.passed()).isTrue();
        assertThat(outcomes(report, "PRF")).containsExactly(Outcome.PASSED);
        assertThat(verdict(report, "PSK suites").verdict()).isEqualTo(Verdict.NO);
        assertThat(verdict(report, "PSK suites").remedy()).contains("modes 01 and 02");
    }

    @Test
    void two_pairs_on_the_card_prove_each_others_key_agreement_without_a_write() throws Exception {
        SimMemory memory = TestCards.complete("standard", device).generateKeyPair(TestCards.id("05"));
        SelfTestReport report = tested(memory);
        assertThat(outcomes(report, "key agreement")).containsExactly(Outcome.PASSED, Outcome.PASSED);
    }

    @Test
    void one_pair_alone_is_found_consistent_and_the_remedy_is_named() throws Exception {
        Check alone = check(tested(TestCards.complete("standard", device)), "key agreement");
        assertThat(alone.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(alone.detail()).contains("--write-peer");
    }

    @Test
    void empty_containers_are_good_for_enrolment_and_nothing_else() throws Exception {
        SimMemory memory = TestCards.blank("standard")
                .addKeyPair("one", TestCards.id("01"), TestCards.id("01"), KeyFunction.values());
        SelfTestReport report = tested(memory);
        assertThat(report.passed()).isTrue();
        assertThat(outcomes(report, "sign")).isEmpty();
        assertThat(verdict(report, "X.509 bootstrap").verdict()).isEqualTo(Verdict.NO);
        assertThat(verdict(report, "EST with a key pair made on the card").verdict())
                .isEqualTo(Verdict.YES);
        assertThat(verdict(report, "renewal with a new key").verdict()).isEqualTo(Verdict.PARTLY);
    }

    @Test
    void a_brainpool_key_signs_and_agrees_but_does_not_bootstrap() throws Exception {
        SelfTestReport report = tested(TestCards.with(KeyAlgorithm.BRAINPOOL_P_256));
        assertThat(report.passed()).isTrue();
        assertThat(outcomes(report, "sign")).containsExactly(Outcome.PASSED);
        assertThat(verdict(report, "X.509 bootstrap").verdict()).isEqualTo(Verdict.NO);
        assertThat(verdict(report, "X.509 bootstrap").reason()).contains("other kinds than P-256");
    }

    @Test
    void an_rsa_key_is_verified_by_its_certificate_or_not_at_all() throws Exception {
        SelfTestReport bare = tested(TestCards.with(KeyAlgorithm.RSA_2048));
        assertThat(outcomes(bare, "sign")).containsExactly(Outcome.UNPROVEN);
        TestCards.Holder rsa = TestCards.holder(folder, "rsa", "-keyalg", "RSA", "-keysize", "2048");
        SimMemory memory = TestCards.blank("standard")
                .addKeyPair(KeyAlgorithm.RSA_2048, "rsa", TestCards.id("01"), TestCards.id("01"), KeyFunction.SIGN)
                .loadPrivateKey(TestCards.id("01"), rsa.key())
                .addFile(TestCards.id("02"), "certificate", rsa.certificate().getEncoded(), 2);
        SelfTestReport certified = tested(memory);
        assertThat(outcomes(certified, "sign")).containsExactly(Outcome.PASSED);
        assertThat(certified.passed()).isTrue();
    }

    @Test
    void a_file_that_says_that_it_may_not_be_read_is_no_failure() throws Exception {
        SelfTestReport report = tested(TestCards.locked(TestCards.complete("standard", device)));
        assertThat(outcomes(report, "read")).containsExactly(Outcome.PASSED, Outcome.NOT_OFFERED);
        assertThat(report.passed()).isTrue();
    }

    @Test
    void an_expired_certificate_is_named_with_its_remedy() throws Exception {
        SelfTestReport report = tested(
                TestCards.applet(TestCards.complete("standard", device)),
                Clock.fixed(Instant.now().plus(Duration.ofDays(31)), ZoneOffset.UTC),
                Optional.empty());
        Ability bootstrap = verdict(report, "X.509 bootstrap");
        assertThat(bootstrap.verdict()).isEqualTo(Verdict.NO);
        assertThat(bootstrap.remedy()).contains("renewed");
    }

    @Test
    void a_signature_by_another_key_fails_the_card() throws Exception {
        SoftwareSim sim = SoftwareSim.inMemory(TestCards.complete("standard", device));
        IotSafeApplet lying = new IotSafeApplet(() -> CardConnection.over("a lying card", command -> {
            byte[] answer = sim.process(command);
            if ((command[1] & 0xFF) == Instruction.COMPUTE_SIGNATURE_UPDATE.code() && answer.length > 20) {
                answer[10] ^= 1;
            }
            return answer;
        }));
        SelfTestReport report = tested(lying, Clock.systemUTC(), Optional.empty());
        assertThat(outcomes(report, "sign")).containsExactly(Outcome.FAILED);
        assertThat(report.passed()).isFalse();
    }

    @Test
    void a_generator_that_repeats_itself_fails_the_card() throws Exception {
        SoftwareSim sim = SoftwareSim.inMemory(TestCards.complete("standard", device));
        IotSafeApplet stuck = new IotSafeApplet(() -> CardConnection.over("a stuck card", command -> {
            byte[] answer = sim.process(command);
            if ((command[1] & 0xFF) == Instruction.GET_RANDOM.code()) {
                for (int at = 0; at < answer.length - 2; at++) {
                    answer[at] = (byte) (at * 7);
                }
            }
            return answer;
        }));
        SelfTestReport report = tested(stuck, Clock.systemUTC(), Optional.empty());
        assertThat(check(report, "random").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict(report, "random numbers").verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void a_pairs_own_public_half_is_never_overwritten() throws Exception {
        SimMemory memory = TestCards.complete("standard", device);
        CredentialUri.OnCard half = CredentialUri.OnCard.byId(ObjectType.PUBLIC, Bytes.of((byte) 1));
        assertThatThrownBy(() -> tested(memory, Optional.of(half)))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("is the public half of a key pair, which would be lost");
        CredentialUri.OnCard absent = CredentialUri.OnCard.byId(ObjectType.PUBLIC, Bytes.of((byte) 0x7F));
        assertThatThrownBy(() -> tested(memory, Optional.of(absent))).hasMessageContaining("the card has no");
    }

    static Stream<String> profiles() {
        return Profile.names().stream()
                .filter(name -> !name.matches("no-channels|no-channel-number") && !name.startsWith("admin-69"));
    }

    /** No command that writes is ever sent, whatever the card is like. */
    @ParameterizedTest
    @MethodSource("profiles")
    void nothing_is_written_and_every_card_gets_its_verdicts(String profile) throws Exception {
        SoftwareSim sim = SoftwareSim.inMemory(TestCards.complete(profile, device));
        Set<Integer> sent = new TreeSet<>();
        IotSafeApplet card = new IotSafeApplet(() -> CardConnection.over("SIM", command -> {
            sent.add(command[1] & 0xFF);
            return sim.process(command);
        }));
        SelfTestReport report = tested(card, Clock.systemUTC(), Optional.empty());
        for (Instruction writing : EnumSet.of(
                Instruction.GENERATE_KEY_PAIR, Instruction.PUT_PUBLIC_KEY_INIT, Instruction.PUT_PUBLIC_KEY_UPDATE)) {
            assertThat(sent).doesNotContain(writing.code());
        }
        assertThat(report.abilities())
                .hasSize(6)
                .allMatch(ability -> !ability.reason().isEmpty());
        assertThat(verdict(report, "X.509 bootstrap").verdict())
                .as(report.toString())
                .isEqualTo(Verdict.YES);
        assertThat(report.passed()).as(report.toString()).isEqualTo(!profile.equals("prf-as-is"));
    }

    private static SelfTestReport tested(SimMemory memory) throws CardException {
        return tested(memory, Optional.empty());
    }

    private static SelfTestReport tested(SimMemory memory, Optional<CredentialUri.OnCard> scratch)
            throws CardException {
        return tested(TestCards.applet(memory), Clock.systemUTC(), scratch);
    }

    private static SelfTestReport tested(IotSafeApplet card, Clock clock, Optional<CredentialUri.OnCard> scratch)
            throws CardException {
        try (card) {
            return new SelfTest("simulator:test", card, clock, 2, scratch).run();
        }
    }

    private static List<Outcome> outcomes(SelfTestReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .map(Check::outcome)
                .toList();
    }

    private static Check check(SelfTestReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Ability verdict(SelfTestReport report, String name) {
        return report.abilities().stream()
                .filter(ability -> ability.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
