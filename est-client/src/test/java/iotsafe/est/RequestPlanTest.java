package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 2986; RFC 7030 §4.2.1, §4.2.2; checklist items 1 and 17. */
class RequestPlanTest {
    private final KeyPair keys = TestCa.keyPair();

    private PKCS10CertificationRequest request(RequestPlan plan) throws Exception {
        Pkcs10 made = plan.sign(keys.getPublic(), keys.getPrivate());
        assertThat(made.publicKey()).isEqualTo(keys.getPublic());
        return new PKCS10CertificationRequest(made.der());
    }

    @Test
    void item_1_a_request_for_an_endpoint_says_its_name_and_nothing_else() throws Exception {
        PKCS10CertificationRequest request = request(RequestPlan.of(RequestedNames.endpoint("urn:imei:35, \"1\"")));
        assertThat(request.getSubject().getRDNs(BCStyle.CN)[0].getFirst().getValue())
                .hasToString("urn:imei:35, \"1\"");
        assertThat(request.getAttributes()).isEmpty();
    }

    @Test
    void item_1_configured_names_are_asked_for_by_extensionRequest() throws Exception {
        PKCS10CertificationRequest request = request(RequestPlan.of(RequestedNames.of(
                new X500Principal("CN=dev1, O=Acme"),
                List.of("DNS:dev1.example", "URI:urn:imei:351756051523999", "IP:192.0.2.1", "email:a@b.example"))));
        assertThat(request.getSubject()).isEqualTo(new X500Name("CN=dev1,O=Acme"));
        Extension names = request.getRequestedExtensions().getExtension(Extension.subjectAlternativeName);
        assertThat(names.isCritical()).isFalse();
        assertThat(ASN1Sequence.getInstance(names.getParsedValue()).size()).isEqualTo(4);
    }

    @Test
    void RFC5280_4_2_1_6_alternative_names_are_critical_if_there_is_no_subject() throws Exception {
        PKCS10CertificationRequest request =
                request(RequestPlan.of(RequestedNames.of(new X500Principal(""), List.of("DNS:dev1.example"))));
        assertThat(request.getRequestedExtensions()
                        .getExtension(Extension.subjectAlternativeName)
                        .isCritical())
                .isTrue();
    }

    @Test
    void OMA_the_endpoint_name_is_the_common_name_beside_configured_names_that_have_none() throws Exception {
        RequestedNames configured =
                RequestedNames.of(new X500Principal("OU=Meters, O=Acme, C=DE"), List.of("dns:dev1.example"));
        PKCS10CertificationRequest request = request(RequestPlan.of(configured.withCommonName("dev1")));
        assertThat(new X500Principal(request.getSubject().getEncoded()).getName())
                .isEqualTo("CN=dev1,OU=Meters,O=Acme,C=DE");
        PKCS10CertificationRequest alone =
                request(RequestPlan.of(RequestedNames.of(new X500Principal(""), List.of("ip:2001:db8::1"))
                        .withCommonName("dev1")));
        assertThat(alone.getRequestedExtensions()
                        .getExtension(Extension.subjectAlternativeName)
                        .isCritical())
                .isFalse();
        RequestedNames named = RequestedNames.of(new X500Principal("CN=dev1,O=Acme"), List.of());
        assertThat(named.withCommonName("dev1")).isSameAs(named);
    }

    @Test
    void a_request_tells_whether_it_asks_for_given_names() throws Exception {
        RequestedNames names = RequestedNames.of(new X500Principal("CN=dev1"), List.of("dns:dev1.example"));
        Pkcs10 request = RequestPlan.of(names).sign(keys.getPublic(), keys.getPrivate());
        assertThat(request.asksFor(names)).isTrue();
        assertThat(request.asksFor(RequestedNames.of(new X500Principal("CN=dev1"), List.of())))
                .isFalse();
        assertThat(request.asksFor(RequestedNames.of(new X500Principal("CN=dev2"), List.of("dns:dev1.example"))))
                .isFalse();
    }

    @Test
    void item_22_a_request_that_is_linked_as_it_leaves_has_no_link_before_though_the_server_demands_it()
            throws Exception {
        CsrAttributes linking = CsrAttributes.of(
                URI.create("https://est.example"), HexFormat.of().parseHex("300b06092a864886f70d010907"));
        RequestPlan plan = RequestPlan.of(RequestedNames.endpoint("dev1")).wanting(linking);
        assertThat(plan.linkedLater().sign(keys.getPublic(), keys.getPrivate()).link())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev1.example",
                "tel:1",
                ":x",
                "DNS:",
                "dns:a b",
                "dns:-a.example",
                "IP:not an address",
                "ip:192.0.2.1/24",
                "ip:256.0.0.1",
                "ip:abba",
                "uri:relative",
                "uri:http://exämple/",
                "uri:a b",
                "email:nobody",
                "email:a b@c.example"
            })
    void a_name_of_no_known_kind_or_not_of_its_kind_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestedNames.of(new X500Principal("CN=dev1"), List.of(name)));
    }

    @Test
    void item_17_names_of_the_certificate_to_replace_are_its_own_bytes() throws Exception {
        // three string types, a country that is no PrintableString by rule, and a SAN in an order nobody would choose
        X500Name odd = new X500NameBuilder()
                .addRDN(BCStyle.O, new DERT61String("Acme"))
                .addRDN(BCStyle.OU, new DERPrintableString("Meters"))
                .addRDN(BCStyle.CN, "dev1")
                .build();
        byte[] san = {0x30, 0x0C, (byte) 0x82, 0x04, 'D', 'e', 'V', '1', (byte) 0x87, 0x04, 1, 2, 3, 4};
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=CA"),
                BigInteger.ONE,
                Date.from(TestCa.NOW),
                Date.from(TestCa.NOW.plus(Duration.ofDays(1))),
                odd,
                keys.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, true, san);
        X509Certificate old =
                new JcaX509CertificateConverter().getCertificate(builder.build(TestCa.signer(keys.getPrivate())));

        PKCS10CertificationRequest request = request(RequestPlan.of(RequestedNames.replacing(old)));
        TBSCertificate said = TBSCertificate.getInstance(old.getTBSCertificate());
        assertThat(request.getSubject().getEncoded())
                .isEqualTo(said.getSubject().getEncoded());
        assertThat(request.getRequestedExtensions()
                        .getExtension(Extension.subjectAlternativeName)
                        .getEncoded())
                .isEqualTo(said.getExtensions()
                        .getExtension(Extension.subjectAlternativeName)
                        .getEncoded());
    }

    @Test
    void item_17_a_server_that_wants_other_names_does_not_change_those_of_a_replacement() throws Exception {
        X509Certificate old = TestCa.root("CN=Root").issue("CN=dev1", keys.getPublic());
        CsrAttributes wanted = CsrAttributes.of(
                java.net.URI.create("coaps://ca.example"),
                java.util.Base64.getDecoder()
                        .decode(
                                "MGgwZgYJKoZIhvcNAQkOMVkwVzBVBgNVHREBAf8ESzBJoEcGCCsGAQUFBwgKoDsWOXJmYzg5OTQrZmQ3MzlmYzIzYzM0NDAxMTIyMzM0NDU1MDAwMDAwMDArQGFjcC5leGFtcGxlLmNvbQ=="));
        assertThat(request(RequestPlan.of(RequestedNames.replacing(old)).wanting(wanted))
                        .getAttributes())
                .isEmpty();
    }

    @Test
    void item_17_ChangeSubjectName_is_there_only_if_it_is_asked_for() throws Exception {
        X509Certificate old = TestCa.root("CN=Root").issue("CN=factory", keys.getPublic());
        RequestPlan plan = RequestPlan.of(RequestedNames.replacing(old));
        assertThat(request(plan).getAttributes()).isEmpty();
        PKCS10CertificationRequest changing =
                request(plan.changingTo(RequestedNames.of(new X500Principal("CN=dev1"), List.of("DNS:dev1.example"))));
        assertThat(changing.getSubject()).isEqualTo(new X500Name("CN=factory"));
        assertThat(changing.getAttributes()).singleElement().satisfies(attribute -> {
            assertThat(attribute.getAttrType().getId()).isEqualTo("1.3.6.1.5.5.7.7.36");
            ASN1Sequence value = ASN1Sequence.getInstance(attribute.getAttributeValues()[0]);
            assertThat(X500Name.getInstance(value.getObjectAt(0))).isEqualTo(new X500Name("CN=dev1"));
            assertThat(value.size()).isEqualTo(2);
        });
    }

    @Test
    void item_48_a_key_that_does_not_sign_is_an_error_that_keeps_its_cause() {
        PrivateKey opaque = new PrivateKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getAlgorithm() {
                return "EC";
            }

            @Override
            @SuppressWarnings("NullAway") // the JCA's way to say that a key stays where it is
            public String getFormat() {
                return null;
            }

            @Override
            @SuppressWarnings("NullAway") // as above
            public byte[] getEncoded() {
                return null;
            }
        };
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(
                        () -> RequestPlan.of(RequestedNames.endpoint("dev1")).sign(keys.getPublic(), opaque))
                .withMessageStartingWith("the certification request was not signed");
    }

    @Test
    void item_1_a_signature_by_another_key_never_leaves_the_device() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestPlan.of(RequestedNames.endpoint("dev1"))
                        .sign(keys.getPublic(), TestCa.keyPair().getPrivate()))
                .withMessageContaining("not by its own key");
    }
}
