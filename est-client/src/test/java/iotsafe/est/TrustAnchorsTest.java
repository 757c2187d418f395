package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** RFC 7030 §4.1.3; RFC 4210 §4.4; checklist items 12 and 14. */
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
}
