package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5280 §6; checklist items 35, 36 and 37. */
class IssuedCertificateCheckTest {
    private static final String ENDPOINT = "urn:imei:004999010640000";

    private final TestCa root = TestCa.root("CN=Root");
    private final TestCa policy = root.intermediate("CN=Policy CA");
    private final TestCa issuing = policy.intermediate("CN=Issuing CA");
    private final KeyPair keys = TestCa.keyPair();
    private final Pkcs10 request = TestCa.request("CN=" + ENDPOINT, keys);
    private final IssuedCertificateCheck check = at(TestCa.NOW);

    private IssuedCertificateCheck at(Instant now) {
        return new IssuedCertificateCheck(
                new TrustAnchors(List.of(root.certificate()), List.of(policy.certificate(), issuing.certificate())),
                ValidityClock.of(Clock.fixed(now, ZoneOffset.UTC)));
    }

    private TestCa.Wanted wanted() {
        return issuing.wanted("CN=" + ENDPOINT, keys.getPublic());
    }

    @Test
    void a_good_certificate_gives_the_chain_to_present_without_the_anchor() throws EstException {
        X509Certificate issued = wanted().make();
        assertThat(check.chainOf(issued, request, ENDPOINT))
                .containsExactly(issued, issuing.certificate(), policy.certificate());
    }

    @Test
    void item_35_a_certificate_for_another_key_is_refused() {
        refuses(
                "is over another key",
                issuing.issue("CN=" + ENDPOINT, TestCa.keyPair().getPublic()));
    }

    @Test
    void item_36_an_expired_certificate_is_refused_and_both_clocks_are_named() {
        refuses(
                "until 2026-11-23T11:00:00Z, and the clock here says 2026-11-23T12:00:00Z",
                wanted().valid(TestCa.NOW.minus(Duration.ofDays(9)), TestCa.NOW.minus(Duration.ofHours(1)))
                        .make());
    }

    @Test
    void item_36_a_certificate_not_yet_valid_is_refused() {
        refuses(
                "is valid from 2026-11-23T13:00:00Z",
                wanted().valid(TestCa.NOW.plus(Duration.ofHours(1)), TestCa.NOW.plus(Duration.ofDays(9)))
                        .make());
    }

    @Test
    void item_36_a_clock_that_was_never_set_is_named_as_a_reason() {
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> at(Instant.EPOCH).chainOf(wanted().make(), request, ENDPOINT))
                .withMessageContaining("the clock here says 1970-01-01T00:00:00Z; set whichever clock is wrong");
    }

    @Test
    void item_36_five_minutes_of_difference_are_tolerated_either_way_and_no_more() throws EstException {
        X509Certificate issued = wanted().make();
        Instant from = issued.getNotBefore().toInstant();
        Instant until = issued.getNotAfter().toInstant();
        Duration tolerance = Duration.ofMinutes(5);
        assertThat(at(from.minus(tolerance)).chainOf(issued, request, ENDPOINT)).hasSize(3);
        assertThat(at(until.plus(tolerance)).chainOf(issued, request, ENDPOINT)).hasSize(3);
        for (Instant tooFar : List.of(
                from.minus(tolerance).minusMillis(1), until.plus(tolerance).plusMillis(1))) {
            assertThatExceptionOfType(EstException.Unreadable.class)
                    .isThrownBy(() -> at(tooFar).chainOf(issued, request, ENDPOINT));
        }
    }

    @Test
    void item_37_a_certificate_of_an_unrelated_CA_is_refused() {
        refuses(
                "has no valid path to a trust anchor",
                TestCa.root("CN=Issuing CA").issue("CN=" + ENDPOINT, keys.getPublic()));
    }

    @Test
    void item_37_a_missing_intermediate_is_refused() {
        IssuedCertificateCheck withoutBag =
                new IssuedCertificateCheck(TrustAnchors.of(List.of(root.certificate())), check.clock());
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> withoutBag.chainOf(wanted().make(), request, ENDPOINT))
                .withMessageContaining("fetch the CA's certificates");
    }

    @Test
    void item_37_a_CA_certificate_is_refused() {
        refuses("is a CA certificate", wanted().ca().make());
    }

    @Test
    void item_37_extended_key_usage_without_clientAuth_is_refused() {
        refuses(
                "does not allow client authentication",
                wanted().purposes(KeyPurposeId.id_kp_serverAuth).make());
    }

    @Test
    void extended_key_usage_may_be_absent_or_any() throws EstException {
        assertThat(check.chainOf(wanted().purposes().make(), request, ENDPOINT)).hasSize(3);
        assertThat(check.chainOf(
                        wanted().purposes(KeyPurposeId.anyExtendedKeyUsage).make(), request, ENDPOINT))
                .hasSize(3);
        assertThat(check.chainOf(
                        wanted().purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
                                .make(),
                        request,
                        ENDPOINT))
                .hasSize(3);
    }

    @Test
    void item_37_key_usage_without_digitalSignature_is_refused() {
        refuses("does not allow signing", wanted().usage(KeyUsage.keyAgreement).make());
    }

    @Test
    void key_usage_may_be_absent() throws EstException {
        assertThat(check.chainOf(wanted().usage(0).make(), request, ENDPOINT)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=urn:imei:004999010640001",
                "O=Example",
                "CN=urn:imei:004999010640000,CN=urn:imei:004999010640000",
                "CN=URN:IMEI:004999010640000"
            })
    void item_37_a_subject_that_does_not_name_the_endpoint_is_refused(String subject) {
        refuses("does not name the endpoint", issuing.issue(subject, keys.getPublic()));
    }

    @Test
    void a_name_with_characters_special_to_the_string_form_is_compared_as_it_is() throws EstException {
        X509Certificate issued = issuing.issue("O=Example,CN=a\\,b\\=c", keys.getPublic());
        assertThat(check.chainOf(issued, request, "a,b=c")).startsWith(issued);
    }

    private void refuses(String reason, X509Certificate issued) {
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> check.chainOf(issued, request, ENDPOINT))
                .withMessageStartingWith("issued certificate \"")
                .withMessageContaining(reason);
    }
}
