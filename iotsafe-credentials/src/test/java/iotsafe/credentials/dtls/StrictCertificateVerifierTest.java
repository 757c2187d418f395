package iotsafe.credentials.dtls;

import static iotsafe.credentials.dtls.CertificateUsage.CA_CONSTRAINT;
import static iotsafe.credentials.dtls.CertificateUsage.DOMAIN_ISSUED_CERTIFICATE;
import static iotsafe.credentials.dtls.CertificateUsage.SERVICE_CERTIFICATE_CONSTRAINT;
import static iotsafe.credentials.dtls.CertificateUsage.TRUST_ANCHOR_ASSERTION;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.apdu.Bytes;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OMA LwM2M Transport, certificate usage 0 to 3; RFC 5280 6.1; RFC 7925 4.4.1. */
class StrictCertificateVerifierTest {
    private static final String NAME = "lwm2m.example";

    private final TestPki.Holder root = TestPki.root("Root");
    private final TestPki.Holder middle = TestPki.intermediate(root, "Middle");
    private final TestPki.Holder otherRoot = TestPki.root("Other");
    private final X509Certificate server =
            TestPki.issue(middle, TestPki.Wish.server(NAME)).certificate();
    private final List<X509Certificate> chain = List.of(server, middle.certificate());

    @Test
    void usage_0_takes_a_path_to_the_devices_anchors_that_runs_through_the_association() {
        accepts(trust(CA_CONSTRAINT, middle.certificate(), root), chain);
        accepts(trust(CA_CONSTRAINT, root.certificate(), root), chain);
        refuses(trust(CA_CONSTRAINT, otherRoot.certificate(), root), chain, "does not come from the authority");
        refuses(trust(CA_CONSTRAINT, middle.certificate(), otherRoot), chain, "no path to a trusted authority");
    }

    @Test
    void usage_1_takes_the_named_certificate_with_a_path_to_the_devices_anchors() {
        accepts(trust(SERVICE_CERTIFICATE_CONSTRAINT, server, root), chain);
        refuses(trust(SERVICE_CERTIFICATE_CONSTRAINT, server, otherRoot), chain, "no path to a trusted authority");
        refuses(
                trust(SERVICE_CERTIFICATE_CONSTRAINT, root.certificate(), root),
                chain,
                "is not the certificate that the account names");
    }

    @Test
    void usage_2_takes_the_association_as_its_only_anchor() {
        accepts(trust(TRUST_ANCHOR_ASSERTION, root.certificate(), otherRoot), chain);
        refuses(trust(TRUST_ANCHOR_ASSERTION, otherRoot.certificate(), root), chain, "no path to a trusted authority");
    }

    @Test
    void usage_3_takes_the_named_certificate_and_no_other() {
        accepts(trust(DOMAIN_ISSUED_CERTIFICATE, server, otherRoot), chain);
        X509Certificate twin = TestPki.issue(middle, TestPki.Wish.server(NAME)).certificate();
        refuses(
                trust(DOMAIN_ISSUED_CERTIFICATE, server, root),
                List.of(twin, middle.certificate()),
                "is not the certificate that the account names");
    }

    @Test
    void a_chain_whose_root_is_sent_along_is_judged_like_one_without() {
        accepts(
                ServerTrust.anchoredIn(List.of(root.certificate()), NAME),
                List.of(server, middle.certificate(), root.certificate()));
        refuses(
                ServerTrust.anchoredIn(List.of(otherRoot.certificate()), NAME),
                List.of(server, middle.certificate(), root.certificate()),
                "no path");
    }

    @ParameterizedTest
    @EnumSource(CertificateUsage.class)
    void a_certificate_for_clients_only_is_no_server_whatever_the_usage(CertificateUsage usage) {
        X509Certificate device = TestPki.issue(root, TestPki.Wish.server(NAME).purpose(KeyPurposeId.id_kp_clientAuth))
                .certificate();
        X509Certificate association =
                usage == CA_CONSTRAINT || usage == TRUST_ANCHOR_ASSERTION ? root.certificate() : device;
        refuses(trust(usage, association, root), List.of(device), "is not for server authentication");
    }

    @ParameterizedTest
    @EnumSource(CertificateUsage.class)
    void an_expired_certificate_is_refused_whatever_the_usage(CertificateUsage usage) {
        X509Certificate expired = TestPki.issue(
                        root,
                        TestPki.Wish.server(NAME)
                                .valid(TestPki.TODAY.minusSeconds(1000), TestPki.TODAY.minusSeconds(1)))
                .certificate();
        X509Certificate association =
                usage == CA_CONSTRAINT || usage == TRUST_ANCHOR_ASSERTION ? root.certificate() : expired;
        refuses(
                trust(usage, association, root),
                List.of(expired),
                "expired at 2026-11-23T11:59:59Z, the clock here says 2026-11-23T12:00:00Z");
    }

    @Test
    void a_certificate_may_begin_in_the_future_by_the_tolerance_and_no_more() {
        Instant end = TestPki.TODAY.plus(Duration.ofDays(9));
        X509Certificate soon = TestPki.issue(root, TestPki.Wish.server(NAME).valid(TestPki.TODAY.plusSeconds(299), end))
                .certificate();
        X509Certificate later = TestPki.issue(
                        root, TestPki.Wish.server(NAME).valid(TestPki.TODAY.plusSeconds(301), end))
                .certificate();
        accepts(ServerTrust.anchoredIn(List.of(root.certificate()), NAME), List.of(soon));
        refuses(ServerTrust.anchoredIn(List.of(root.certificate()), NAME), List.of(later), "is the clock right?");
    }

    @ParameterizedTest
    @EnumSource(MatchingType.class)
    void the_association_may_be_the_certificate_or_a_digest_of_it(MatchingType type)
            throws CertificateEncodingException {
        Association pin = new Association(type, Bytes.of(type.of(server.getEncoded())));
        accepts(new ServerTrust(DOMAIN_ISSUED_CERTIFICATE, Optional.of(pin), List.of(), NAME), chain);
        Association authority =
                new Association(type, Bytes.of(type.of(root.certificate().getEncoded())));
        accepts(
                new ServerTrust(TRUST_ANCHOR_ASSERTION, Optional.of(authority), List.of(), NAME),
                List.of(server, middle.certificate(), root.certificate()));
    }

    @Test
    void an_anchor_known_by_digest_alone_must_be_sent_by_the_server() throws CertificateEncodingException {
        Association authority = new Association(
                MatchingType.SHA_256,
                Bytes.of(MatchingType.SHA_256.of(root.certificate().getEncoded())));
        refuses(
                new ServerTrust(TRUST_ANCHOR_ASSERTION, Optional.of(authority), List.of(), NAME),
                chain,
                "without the authority that the account names by digest");
    }

    @Test
    void the_name_is_looked_for_among_the_alternative_names() {
        refuses(
                ServerTrust.anchoredIn(List.of(root.certificate()), "other.example"),
                chain,
                "is not for \"other.example\"");
        X509Certificate byAddress = TestPki.issue(
                        root, TestPki.Wish.server(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
                .certificate();
        accepts(ServerTrust.anchoredIn(List.of(root.certificate()), "127.0.0.1"), List.of(byAddress));
        refuses(
                ServerTrust.anchoredIn(List.of(root.certificate()), "127.0.0.2"),
                List.of(byAddress),
                "is not for \"127.0.0.2\"");
    }

    @Test
    void an_IPv6_address_is_the_same_however_it_is_written() {
        X509Certificate server = TestPki.issue(
                        root, TestPki.Wish.server(new GeneralName(GeneralName.iPAddress, "2001:db8::1")))
                .certificate();
        List<X509Certificate> anchors = List.of(root.certificate());
        accepts(ServerTrust.anchoredIn(anchors, "2001:db8:0:0:0:0:0:1"), List.of(server));
        refuses(ServerTrust.anchoredIn(anchors, "2001:db8::2"), List.of(server), "is not for \"2001:db8::2\"");
    }

    @Test
    void an_empty_chain_is_refused() {
        refuses(ServerTrust.anchoredIn(List.of(root.certificate()), NAME), List.of(), "sent no certificate");
    }

    @Test
    void a_chain_with_a_forged_link_is_refused() {
        TestPki.Holder impostor = TestPki.root("Middle");
        X509Certificate forged =
                TestPki.issue(impostor, TestPki.Wish.server(NAME)).certificate();
        refuses(
                ServerTrust.anchoredIn(List.of(root.certificate()), NAME),
                List.of(forged, middle.certificate()),
                "no path");
    }

    private static ServerTrust trust(CertificateUsage usage, X509Certificate association, TestPki.Holder anchor) {
        try {
            return new ServerTrust(
                    usage,
                    Optional.of(new Association(MatchingType.EXACT, Bytes.of(association.getEncoded()))),
                    List.of(anchor.certificate()),
                    NAME);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void accepts(ServerTrust trust, List<X509Certificate> chain) {
        assertThatCode(() -> verify(trust, chain)).doesNotThrowAnyException();
    }

    private static void refuses(ServerTrust trust, List<X509Certificate> chain, String reason) {
        assertThatThrownBy(() -> verify(trust, chain))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining(reason);
    }

    private static void verify(ServerTrust trust, List<X509Certificate> chain) throws GeneralSecurityException {
        new StrictCertificateVerifier(trust, Clock.fixed(TestPki.TODAY, ZoneOffset.UTC), Duration.ofMinutes(5))
                .verify(chain);
    }
}
