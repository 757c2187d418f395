package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** RFC 7030 §3.1, §4.1; RFC 4210 §4.4; checklist items 9 and 11 to 14. */
class TrustAnchorsTest {
    private final ValidityClock clock = ValidityClock.of(Clock.fixed(TestCa.NOW, ZoneOffset.UTC));
    private final TestCa root = TestCa.root("CN=Root");
    private final TestCa policy = root.intermediate("CN=Policy CA");
    private final TestCa issuing = policy.intermediate("CN=Issuing CA");
    private final TrustAnchors trust = TrustAnchors.of(List.of(root.certificate()));

    @Test
    void item_12_what_leads_to_an_anchor_enters_in_any_order() {
        List<X509Certificate> bag =
                new ArrayList<>(List.of(root.certificate(), policy.certificate(), issuing.certificate()));
        for (int i = 0; i < bag.size(); i++) {
            Collections.rotate(bag, 1);
            TrustAnchors.Acceptance acceptance = trust.accept(bag, clock);
            assertThat(acceptance.dropped()).isEmpty();
            assertThat(acceptance.trust().anchors()).containsExactly(root.certificate());
            assertThat(acceptance.trust().intermediates())
                    .containsExactlyInAnyOrder(policy.certificate(), issuing.certificate());
        }
    }

    @Test
    void item_12_an_unrelated_self_signed_certificate_is_dropped() {
        X509Certificate stranger = TestCa.root("CN=Stranger").certificate();
        TrustAnchors.Acceptance acceptance = trust.accept(List.of(stranger, policy.certificate()), clock);
        assertThat(acceptance.dropped()).containsExactly(stranger);
        assertThat(acceptance.trust())
                .isEqualTo(new TrustAnchors(List.of(root.certificate()), List.of(policy.certificate())));
    }

    @Test
    void item_12_what_hangs_below_a_stranger_is_dropped_with_it() {
        TestCa stranger = TestCa.root("CN=Stranger");
        X509Certificate below = stranger.intermediate("CN=Policy CA").certificate();
        assertThat(trust.accept(List.of(stranger.certificate(), below), clock).dropped())
                .containsExactly(stranger.certificate(), below);
    }

    @Test
    void item_12_a_gap_in_the_path_keeps_out_what_is_below_it() {
        assertThat(trust.accept(List.of(issuing.certificate()), clock).dropped())
                .containsExactly(issuing.certificate());
    }

    @Test
    void item_14_a_new_root_of_the_same_name_does_not_enter_by_its_name() {
        X509Certificate newWithNew = TestCa.root("CN=Root").certificate();
        TrustAnchors.Acceptance acceptance = trust.accept(List.of(newWithNew), clock);
        assertThat(acceptance.dropped()).containsExactly(newWithNew);
        assertThat(acceptance.trust()).isEqualTo(trust);
    }

    @Test
    void paths_are_built_by_key_where_several_CAs_share_one_name() {
        TestCa otherPolicy = root.intermediate("CN=Policy CA");
        List<X509Certificate> bag = List.of(otherPolicy.certificate(), policy.certificate(), issuing.certificate());
        TrustAnchors.Acceptance acceptance = trust.accept(bag, clock);
        assertThat(acceptance.dropped()).isEmpty();
        assertThat(acceptance.trust().intermediates()).containsExactlyInAnyOrderElementsOf(bag);
    }

    @Test
    void a_certificate_that_is_no_CA_is_dropped() {
        X509Certificate device = root.issue("CN=dev1", TestCa.keyPair().getPublic());
        X509Certificate mayNotSign = root.wanted("CN=No", TestCa.keyPair().getPublic())
                .ca()
                .usage(KeyUsage.digitalSignature)
                .make();
        assertThat(trust.accept(List.of(device, mayNotSign), clock).dropped()).containsExactly(device, mayNotSign);
    }

    @Test
    void an_expired_intermediate_is_dropped() {
        X509Certificate expired = root.wanted("CN=Old", TestCa.keyPair().getPublic())
                .ca()
                .valid(TestCa.NOW.minus(Duration.ofDays(2)), TestCa.NOW.minus(Duration.ofDays(1)))
                .make();
        assertThat(trust.accept(List.of(expired), clock).dropped()).containsExactly(expired);
    }

    @Test
    void a_bag_replaces_the_intermediates_of_the_one_before() {
        TrustAnchors before = trust.accept(List.of(policy.certificate()), clock).trust();
        X509Certificate other = root.intermediate("CN=Other CA").certificate();
        assertThat(before.accept(List.of(other, other), clock).trust().intermediates())
                .containsExactly(other);
    }

    @Test
    void there_is_no_trust_without_an_anchor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustAnchors.of(List.of()))
                .withMessageContaining("configure at least one");
    }

    // RFC 7030 §3.1, §4.1.3: explicit and implicit

    @Test
    void item_9_implicit_anchors_serve_until_a_bag_brings_the_CA_and_are_off_from_then_on() {
        TestCa third = TestCa.root("CN=Third Party");
        TrustAnchors implicit = TrustAnchors.implicit(List.of(third.certificate()));
        assertThat(implicit.anchors()).containsExactly(third.certificate());
        TrustAnchors.Acceptance acceptance = implicit.accept(List.of(policy.certificate(), root.certificate()), clock);
        assertThat(acceptance.installed()).containsExactly(root.certificate());
        assertThat(acceptance.trust())
                .isEqualTo(new TrustAnchors(List.of(root.certificate()), List.of(), List.of(policy.certificate())));
        assertThat(acceptance.trust().anchors()).doesNotContain(third.certificate());
    }

    @Test
    void item_9_implicit_anchors_stay_if_the_bag_holds_no_root_of_its_own() {
        TrustAnchors implicit = TrustAnchors.implicit(List.of(root.certificate()));
        TrustAnchors trust = implicit.accept(List.of(root.certificate(), policy.certificate()), clock)
                .trust();
        assertThat(trust)
                .isEqualTo(new TrustAnchors(List.of(), List.of(root.certificate()), List.of(policy.certificate())));
    }

    @Test
    void item_9_beside_explicit_anchors_implicit_ones_do_not_count() {
        TestCa third = TestCa.root("CN=Third Party");
        TrustAnchors both = new TrustAnchors(List.of(root.certificate()), List.of(third.certificate()), List.of());
        X509Certificate below = third.intermediate("CN=Below").certificate();
        assertThat(both.accept(List.of(below), clock).dropped()).containsExactly(below);
        assertThat(both.accept(List.of(), clock).trust().implicit()).isEmpty();
    }

    @Test
    void item_11_without_anchors_only_what_a_fingerprint_vouches_for_is_believed() throws Exception {
        X509Certificate stranger = TestCa.root("CN=Stranger").certificate();
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(root.certificate().getEncoded());
        Fingerprint known =
                Fingerprint.parse(HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
        assertThat(TrustAnchors.vouchedFor(List.of(stranger, root.certificate()), List.of(known)))
                .contains(trust);
        assertThat(TrustAnchors.vouchedFor(List.of(stranger), List.of(known))).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fingerprint.parse("AB:CD"))
                .withMessageContaining("SHA-256 (64 hex digits)");
    }

    @Test
    void item_11_a_fingerprint_of_a_certificate_that_is_no_root_vouches_for_nothing() throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-512").digest(policy.certificate().getEncoded());
        Fingerprint known = Fingerprint.parse(HexFormat.of().formatHex(hash));
        assertThat(TrustAnchors.vouchedFor(List.of(policy.certificate()), List.of(known)))
                .isEmpty();
    }

    // RFC 4210 §4.4: a CA changes its key

    @Test
    void item_13_a_new_root_enters_through_NewWithOld_in_any_order_and_the_old_one_stays() {
        TestCa next = TestCa.root("CN=Root");
        X509Certificate newWithOld = next.signedBy(root);
        X509Certificate oldWithNew = root.signedBy(next);
        List<X509Certificate> bag = List.of(root.certificate(), newWithOld, oldWithNew, next.certificate());
        int orders = 0;
        for (List<X509Certificate> order : orders(bag)) {
            TrustAnchors.Acceptance acceptance = trust.accept(order, clock);
            assertThat(acceptance.installed()).containsExactly(next.certificate());
            assertThat(acceptance.trust().explicit()).containsExactly(root.certificate(), next.certificate());
            assertThat(acceptance.trust().intermediates()).containsExactlyInAnyOrder(newWithOld, oldWithNew);
            assertThat(acceptance.dropped()).isEmpty();
            orders++;
        }
        assertThat(orders).isEqualTo(24);
    }

    @Test
    void item_13_what_the_new_key_signed_is_accepted_with_it_and_what_the_old_one_signed_still_is() {
        TestCa next = TestCa.root("CN=Root");
        X509Certificate fresh = next.intermediate("CN=Fresh CA").certificate();
        TrustAnchors after = trust.accept(
                        List.of(fresh, next.certificate(), next.signedBy(root), policy.certificate()), clock)
                .trust();
        assertThat(after.intermediates()).contains(fresh, policy.certificate());
    }

    @Test
    void item_14_NewWithNew_without_NewWithOld_is_not_installed_even_beside_OldWithNew() {
        TestCa next = TestCa.root("CN=Root");
        TrustAnchors.Acceptance acceptance = trust.accept(List.of(next.certificate(), root.signedBy(next)), clock);
        assertThat(acceptance.installed()).isEmpty();
        assertThat(acceptance.trust()).isEqualTo(trust);
        assertThat(acceptance.dropped()).hasSize(2);
    }

    @Test
    void item_14_a_link_over_another_key_or_by_a_stranger_or_out_of_date_opens_nothing() {
        TestCa next = TestCa.root("CN=Root");
        TestCa stranger = TestCa.root("CN=Root");
        X509Certificate expired = root.wanted("CN=Root", next.keys().getPublic())
                .ca()
                .valid(TestCa.NOW.minus(Duration.ofDays(9)), TestCa.NOW.minus(Duration.ofDays(1)))
                .make();
        for (X509Certificate link : List.of(stranger.signedBy(root), next.signedBy(stranger), expired)) {
            assertThat(trust.accept(List.of(next.certificate(), link), clock).installed())
                    .isEmpty();
        }
    }

    @Test
    void item_14_an_intermediate_with_a_self_signed_twin_does_not_become_an_anchor() {
        TestCa twin = TestCa.root("CN=Other Name");
        TrustAnchors.Acceptance acceptance = trust.accept(List.of(twin.certificate(), twin.signedBy(root)), clock);
        assertThat(acceptance.installed()).isEmpty();
        assertThat(acceptance.trust().explicit()).containsExactly(root.certificate());
    }

    @Test
    void item_13_an_old_anchor_goes_when_nothing_it_signed_is_in_use() {
        TestCa next = TestCa.root("CN=Root", TestCa.FAR_OFF.plus(Duration.ofDays(1)));
        TrustAnchors both = trust.accept(List.of(next.certificate(), next.signedBy(root)), clock)
                .trust();
        X509Certificate old = root.issue("CN=dev1", TestCa.keyPair().getPublic());
        X509Certificate fresh = next.issue("CN=dev1", TestCa.keyPair().getPublic());
        assertThat(both.without(List.of(fresh, old)).explicit()).hasSize(2);
        assertThat(both.without(List.of(fresh)).explicit()).containsExactly(next.certificate());
        assertThat(trust.without(List.of(fresh))).as("no successor").isEqualTo(trust);
    }

    @Test
    void RFC7030_4_1_2_the_bag_is_fetched_again_before_what_is_held_ends() {
        X509Certificate brief = root.wanted("CN=Brief", TestCa.keyPair().getPublic())
                .ca()
                .valid(TestCa.NOW.minus(Duration.ofDays(1)), TestCa.NOW.plus(Duration.ofDays(9)))
                .make();
        assertThat(trust.refreshBy()).isEqualTo(TestCa.FAR_OFF.minus(Duration.ofDays(30)));
        assertThat(trust.accept(List.of(brief), clock).trust().refreshBy())
                .isEqualTo(TestCa.NOW.plus(Duration.ofDays(8)));
    }

    @Test
    void what_is_kept_over_a_restart_comes_back_equal() {
        TrustAnchors all = new TrustAnchors(
                List.of(root.certificate()),
                List.of(TestCa.root("CN=Third Party").certificate()),
                List.of(policy.certificate()));
        assertThat(TrustAnchors.ofKept(all.kept())).isEqualTo(all);
    }

    private static List<List<X509Certificate>> orders(List<X509Certificate> all) {
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        List<List<X509Certificate>> found = new ArrayList<>();
        for (X509Certificate first : all) {
            List<X509Certificate> others = new ArrayList<>(all);
            others.remove(first);
            for (List<X509Certificate> order : orders(others)) {
                List<X509Certificate> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                found.add(whole);
            }
        }
        return found;
    }
}
