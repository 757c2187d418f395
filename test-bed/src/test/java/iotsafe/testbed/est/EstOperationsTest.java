package iotsafe.testbed.est;

import static iotsafe.testbed.TestDevice.certificates;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.testbed.TestDevice;
import iotsafe.testbed.bootstrap.BootstrapServer;
import iotsafe.testbed.bootstrap.ManagementAccount;
import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.P256;
import iotsafe.testbed.ca.ServerIdentity;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code sren}, {@code att} and the rollover of {@code crts}: RFC 7030 §4.2.2, §4.5, §4.1.3. */
class EstOperationsTest {
    private static final CertificateAuthority CA = CertificateAuthority.create(Clock.systemUTC());
    private static final ServerIdentity IDENTITY = ServerIdentity.create(CA, "bootstrap-server");

    private final KeyPair shown = P256.generate();
    private final X509Certificate certificate = CA.issue(CA.device("dev1", shown.getPublic(), Duration.ofDays(1)));

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private BootstrapServer server;

    @SuppressWarnings("NullAway.Init") // as above
    private TestDevice device;

    private void start(Weather... weathers) throws Exception {
        ManagementAccount account = new ManagementAccount(
                URI.create("coaps://127.0.0.1:5684"),
                ManagementAccount.Mode.EST,
                ManagementAccount.Usage.TRUST_ANCHOR,
                CA.certificate());
        server = BootstrapServer.start(
                new BootstrapServer.Setup(CA, IDENTITY, account, Forecast.of(weathers), event -> {}, 0));
        device = TestDevice.certified(server.uri(), CA.certificate(), certificate, shown.getPrivate());
    }

    @AfterEach
    void stop() {
        device.close();
        server.close();
    }

    private Response sren(byte[] request) throws InterruptedException {
        return device.send(TestDevice.enrolment(request, 287), "/.well-known/est/sren");
    }

    private static byte[] request(ASN1Encodable commonName, KeyPair keys, GeneralName... names) throws Exception {
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
        JcaPKCS10CertificationRequestBuilder builder =
                new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic());
        if (names.length > 0) {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            Extensions wanted = extensions.generate();
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted);
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    @Test
    void RFC7030_4_2_2_a_new_key_and_the_same_key_get_a_certificate_of_the_same_names() throws Exception {
        start();
        for (KeyPair keys : List.of(P256.generate(), shown)) {
            Response response = sren(request(new DERUTF8String("dev1"), keys));
            assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
            X509Certificate issued = certificates(response.getPayload()).get(0);
            assertThat(issued.getPublicKey()).isEqualTo(keys.getPublic());
            assertThat(issued.getSubjectX500Principal().getEncoded())
                    .isEqualTo(certificate.getSubjectX500Principal().getEncoded());
            assertThat(issued.getSubjectAlternativeNames()).isNull();
        }
    }

    @Test
    void RFC7030_4_2_2_another_string_type_in_the_subject_is_another_subject() throws Exception {
        start();
        Response response = sren(request(new DERPrintableString("dev1"), shown));
        assertThat(response.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
        assertThat(response.getPayloadString()).contains("byte for byte");
    }

    @Test
    void RFC7030_4_2_2_an_alternative_name_that_was_not_there_is_refused() throws Exception {
        start();
        Response response =
                sren(request(new DERUTF8String("dev1"), shown, new GeneralName(GeneralName.dNSName, "dev1.example")));
        assertThat(response.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
    }

    @Test
    void RFC9148_4_1_discovery_lists_sren() throws Exception {
        start();
        assertThat(device.send(Request.newGet(), "/.well-known/core?rt=ace.est*")
                        .getPayloadString())
                .contains("</.well-known/est/sren>;ct=\"281 287\";rt=\"ace.est.sren\"");
    }

    private Response att() throws InterruptedException {
        return device.send(Request.newGet(), "/.well-known/est/att");
    }

    @Test
    void RFC7030_4_5_2_on_a_fair_day_att_is_an_empty_list() throws Exception {
        start();
        assertThat(att().getOptions().getContentFormat()).isEqualTo(285);
        assertThat(att().getPayload()).containsExactly(0x30, 0);
    }

    @Test
    void RFC7030_3_5_where_linking_is_demanded_a_request_without_it_is_4_01() throws Exception {
        start(Weather.ATT_LINKING);
        assertThat(att().getPayload())
                .containsExactly(0x30, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x07);
        assertThat(sren(request(new DERUTF8String("dev1"), shown)).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    @Test
    void RFC7030_4_1_3_a_CA_that_changes_its_key_sends_all_four_certificates() throws Exception {
        start(Weather.ROLLOVER);
        assertThat(certificates(device.crts(281).getPayload())).hasSize(4).contains(CA.certificate());
    }

    @Test
    void RFC7030_4_1_3_a_new_root_without_a_link_is_sent_beside_the_old_one() throws Exception {
        start(Weather.ROLLOVER_WITHOUT_LINK);
        assertThat(certificates(device.crts(281).getPayload())).hasSize(2).contains(CA.certificate());
    }
}
