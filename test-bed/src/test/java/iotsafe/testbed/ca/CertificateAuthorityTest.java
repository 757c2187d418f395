package iotsafe.testbed.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.testbed.TestDevice;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final CertificateAuthority CA = CertificateAuthority.create(Clock.fixed(NOW, ZoneOffset.UTC));

    private final KeyPair keys = P256.generate();

    private X509Certificate device(Weather... weathers) {
        return Issuance.issue(CA, CA.device("dev1", keys.getPublic(), Duration.ofDays(90)), Forecast.of(weathers));
    }

    private static void validate(X509Certificate leaf) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(CA.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
    }

    @Test
    void RFC5280_6_1_device_and_server_certificates_chain_to_the_root() throws Exception {
        validate(device());
        validate(ServerIdentity.create(CA, "bootstrap-server").certificate());
    }

    @Test
    void RFC7925_4_4_a_device_has_clientAuth_and_signs_only() throws Exception {
        X509Certificate device = device();
        assertThat(device.getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
        assertThat(device.getKeyUsage()).startsWith(true, false).doesNotContain(true, Index.atIndex(5));
        assertThat(device.getBasicConstraints()).isEqualTo(-1);
        assertThat(device.getSubjectX500Principal().getName()).isEqualTo("CN=dev1");
        assertThat(device.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(device.getSubjectAlternativeNames()).isNull();
    }

    @Test
    void RFC7925_4_4_a_server_has_serverAuth_and_both_names_of_the_loopback() throws Exception {
        X509Certificate server = ServerIdentity.create(CA, "bootstrap-server").certificate();
        assertThat(server.getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
        assertThat(server.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(7, "127.0.0.1"), List.of(2, "localhost"));
    }

    @Test
    void RFC5280_4_1_2_2_serial_numbers_are_random_positive_and_long() {
        assertThat(device().getSerialNumber()).isNotEqualTo(device().getSerialNumber());
        assertThat(device().getSerialNumber().signum()).isOne();
        assertThat(device().getSerialNumber().bitLength()).isBetween(64, 127);
    }

    @Test
    void RFC5280_4_2_1_1_a_leaf_names_the_issuers_key_and_its_own() {
        byte[] issuer = CA.certificate().getExtensionValue("2.5.29.14");
        byte[] named = device().getExtensionValue("2.5.29.35");
        byte[] keyId = Arrays.copyOfRange(issuer, issuer.length - 20, issuer.length);
        assertThat(named).endsWith(keyId);
        assertThat(device().getExtensionValue("2.5.29.14")).isNotEqualTo(issuer);
        assertThat(CA.certificate().getBasicConstraints()).isZero();
    }

    @Test
    void validity_begins_a_little_before_the_clock_handed_in() {
        assertThat(device().getNotBefore().toInstant()).isEqualTo(NOW.minus(CertificateAuthority.BACKDATED));
        assertThat(device().getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
    }

    // --- weather ---

    @Test
    void weather_expired_and_not_yet_valid_miss_the_clock_on_either_side() {
        assertThatThrownBy(() -> device(Weather.EXPIRED).checkValidity(Date.from(NOW)))
                .isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(() -> device(Weather.NOT_YET_VALID).checkValidity(Date.from(NOW)))
                .isInstanceOf(CertificateNotYetValidException.class);
    }

    @Test
    void weather_other_ca_chains_by_name_but_not_by_signature() {
        X509Certificate device = device(Weather.OTHER_CA);
        assertThat(device.getIssuerX500Principal()).isEqualTo(CA.certificate().getSubjectX500Principal());
        assertThatThrownBy(() -> validate(device)).isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void weather_wrong_key_other_name_server_auth_only_and_ca_leaf_change_that_field_alone() throws Exception {
        assertThat(device(Weather.WRONG_KEY).getPublicKey()).isNotEqualTo(keys.getPublic());
        assertThat(CommonName.of(device(Weather.OTHER_NAME))).contains("somebody-else");
        assertThat(device(Weather.SERVER_AUTH_ONLY).getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
        assertThat(device(Weather.CA_LEAF).getBasicConstraints()).isNotNegative();
        for (Weather weather : List.of(Weather.OTHER_NAME, Weather.SERVER_AUTH_ONLY, Weather.CA_LEAF)) {
            assertThat(device(weather).getPublicKey()).isEqualTo(keys.getPublic());
            validate(device(weather));
        }
    }

    // --- requests ---

    @Test
    void RFC7030_4_2_3_a_request_of_the_proven_name_is_certified_with_its_key() throws Exception {
        CertificateRequest request = CertificateRequest.parse(TestDevice.csr("dev1", keys));
        X509Certificate issued = CA.issue(CA.requested(request, "dev1", Duration.ofDays(90)));
        assertThat(issued.getPublicKey()).isEqualTo(keys.getPublic());
        validate(issued);
    }

    @Test
    void RFC9148_4_5_a_request_of_another_name_is_refused() throws Exception {
        CertificateRequest request = CertificateRequest.parse(TestDevice.csr("dev2", keys));
        assertThatThrownBy(() -> CA.requested(request, "dev1", Duration.ofDays(90)))
                .isInstanceOf(RequestRefused.OtherName.class)
                .hasMessage("certification request: asks for CN \"dev2\", but the peer is \"dev1\"");
    }

    @Test
    void RFC7030_3_4_a_request_without_proof_of_possession_is_refused() {
        byte[] foreign =
                TestDevice.csr("dev1", keys.getPublic(), P256.generate().getPrivate());
        assertThatThrownBy(() -> CertificateRequest.parse(foreign))
                .isInstanceOf(RequestRefused.Malformed.class)
                .hasMessageContaining("does not verify");
    }

    @Test
    void RFC9148_3_a_key_on_another_curve_is_refused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        byte[] request = TestDevice.csr("dev1", generator.generateKeyPair());
        assertThatThrownBy(() -> CertificateRequest.parse(request))
                .isInstanceOf(RequestRefused.Malformed.class)
                .hasMessageContaining("P-256");
    }

    @Test
    void no_tampered_or_random_request_is_accepted_or_fails_in_another_way() {
        byte[] good = TestDevice.csr("dev1", keys);
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            byte[] bad = round % 4 == 0 ? new byte[random.nextInt(400)] : good.clone();
            if (round % 4 == 0) {
                random.nextBytes(bad);
            } else if (round % 4 == 1) {
                bad = Arrays.copyOf(good, random.nextInt(good.length));
            } else {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] input = bad;
            assertThatThrownBy(() -> CertificateRequest.parse(input))
                    .as("seed %d, round %d", seed, round)
                    .isInstanceOf(RequestRefused.Malformed.class);
        }
    }

    // --- the folder ---

    @Test
    void a_folder_keeps_the_CA_and_its_keys_to_its_owner(@TempDir Path folder) throws Exception {
        CaFolder made = CaFolder.create(folder, Clock.systemUTC());
        CaFolder opened = CaFolder.open(folder, Clock.systemUTC());
        assertThat(opened.authority().certificate()).isEqualTo(made.authority().certificate());
        opened.bootstrapServer()
                .certificate()
                .verify(made.authority().certificate().getPublicKey());
        opened.managementServer()
                .certificate()
                .verify(made.authority().certificate().getPublicKey());
        assertThat(Files.readAllBytes(folder.resolve("ca.der")))
                .isEqualTo(made.authority().certificate().getEncoded());
        for (String name : List.of("ca", "bootstrap-server", "management-server")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(name + "-key.der")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThatThrownBy(() -> CaFolder.create(folder, Clock.systemUTC())).hasMessageContaining("a CA already");
    }

    @Test
    void an_empty_folder_says_how_to_make_a_CA(@TempDir Path folder) {
        assertThatThrownBy(() -> CaFolder.open(folder, Clock.systemUTC())).hasMessageContaining("ca create");
        assertThatCode(() -> CaFolder.create(folder.resolve("new"), Clock.systemUTC()))
                .doesNotThrowAnyException();
    }

    @Test
    void RFC4210_4_4_a_key_update_has_one_name_and_each_link_verifies_under_the_other_key() throws Exception {
        KeyUpdate update = KeyUpdate.of(CA);
        assertThat(update.inAnyOrder())
                .hasSize(4)
                .allSatisfy(one -> assertThat(one.getSubjectX500Principal())
                        .isEqualTo(CA.certificate().getSubjectX500Principal()));
        update.newWithOld().verify(CA.certificate().getPublicKey());
        assertThat(update.newWithOld().getPublicKey())
                .isEqualTo(update.newWithNew().getPublicKey());
        update.oldWithNew().verify(update.newWithNew().getPublicKey());
        assertThat(update.oldWithNew().getPublicKey())
                .isEqualTo(CA.certificate().getPublicKey());
        assertThat(update.newWithNew().getNotAfter()).isAfter(CA.certificate().getNotAfter());
    }

    @Test
    void RFC5280_5_what_is_revoked_stays_on_the_list(@TempDir Path folder) throws Exception {
        CaFolder ca = CaFolder.create(folder.resolve("ca"), Clock.systemUTC());
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (int i = 0; i < 2; i++) {
            X509Certificate device =
                    ca.authority().issue(ca.authority().device("dev" + i, keys.getPublic(), Duration.ofDays(1)));
            Path file = Files.write(folder.resolve("dev" + i), device.getEncoded());
            ca.revoke(List.of(file));
            X509CRL list = (X509CRL) factory.generateCRL(Files.newInputStream(ca.revocationFile()));
            list.verify(ca.authority().certificate().getPublicKey());
            assertThat(list.isRevoked(device)).isTrue();
            assertThat(list.getRevokedCertificates()).hasSize(i + 1);
        }
    }
}
