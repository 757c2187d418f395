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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 7030 §4.2.2, {@code sren}: whoever wants a certificate replaced shows it, and repeats its names. */
class ReenrolmentTest {
    private static final CertificateAuthority CA = CertificateAuthority.create(Clock.systemUTC());
    private static final ServerIdentity IDENTITY = ServerIdentity.create(CA, "bootstrap-server");

    private final KeyPair shown = P256.generate();
    private final X509Certificate certificate = CA.issue(CA.device("dev1", shown.getPublic(), Duration.ofDays(1)));
    private BootstrapServer server;
    private TestDevice device;

    @BeforeEach
    void start() throws Exception {
        ManagementAccount account = new ManagementAccount(
                URI.create("coaps://127.0.0.1:5684"),
                ManagementAccount.Mode.EST,
                ManagementAccount.Usage.TRUST_ANCHOR,
                CA.certificate());
        server = BootstrapServer.start(new BootstrapServer.Setup(CA, IDENTITY, account, Forecast.FAIR, event -> {}, 0));
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
        Response response = sren(request(new DERPrintableString("dev1"), shown));
        assertThat(response.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
        assertThat(response.getPayloadString()).contains("byte for byte");
    }

    @Test
    void RFC7030_4_2_2_an_alternative_name_that_was_not_there_is_refused() throws Exception {
        Response response =
                sren(request(new DERUTF8String("dev1"), shown, new GeneralName(GeneralName.dNSName, "dev1.example")));
        assertThat(response.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
    }

    @Test
    void RFC9148_4_1_discovery_lists_sren() throws Exception {
        assertThat(device.send(Request.newGet(), "/.well-known/core?rt=ace.est*")
                        .getPayloadString())
                .contains("</.well-known/est/sren>;ct=\"281 287\";rt=\"ace.est.sren\"");
    }
}
