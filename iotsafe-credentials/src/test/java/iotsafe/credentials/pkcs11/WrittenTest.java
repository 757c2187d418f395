package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.TestPki;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

/** PKCS#11 2.40 sections 4.6.3, 5.7 (objects from outside) and 5.18 with CKM_ECDH1_DERIVE (IEEE 1363, ECKAS-DH1). */
class WrittenTest extends TokenTest {
    @Test
    void a_certificate_is_read_back_and_found_by_its_subject_issuer_and_serial_number() throws Exception {
        Pkcs11Element token = first();
        X509Certificate certificate = TestPki.issue(TestPki.root("Root"), TestPki.Wish.server("device"))
                .certificate();
        token.putCertificate(file("40"), certificate);
        assertThat(CertificateSource.onCard(file("40")).read(token)).containsExactly(certificate);
        try (Raw raw = Raw.on("first")) {
            long object = raw.session.find(file("40")).get(0);
            assertThat(raw.session.bytes(object, Ck.CKA_SUBJECT))
                    .contains(Bytes.of(certificate.getSubjectX500Principal().getEncoded()));
            assertThat(raw.session.bytes(object, Ck.CKA_ISSUER))
                    .contains(Bytes.of(certificate.getIssuerX500Principal().getEncoded()));
            byte[] serial = certificate.getSerialNumber().toByteArray();
            assertThat(raw.session.bytes(object, Ck.CKA_SERIAL_NUMBER))
                    .contains(Bytes.concat(Bytes.of((byte) 2, (byte) serial.length), Bytes.of(serial)));
            assertThat(raw.session.flag(object, Ck.CKA_PRIVATE)).isFalse();
        }
    }

    @Test
    void a_certificate_takes_the_place_of_the_one_of_its_name_and_of_no_other() throws Exception {
        Pkcs11Element token = first();
        TestPki.Holder root = TestPki.root("Root");
        token.putCertificate(file("41"), root.certificate());
        token.putCertificate(file("42"), root.certificate());
        X509Certificate renewed =
                TestPki.issue(root, TestPki.Wish.server("device")).certificate();
        token.putCertificate(file("42"), renewed);
        assertThat(CertificateSource.onCard(file("42")).read(token)).containsExactly(renewed);
        assertThat(CertificateSource.onCard(file("41")).read(token)).containsExactly(root.certificate());
        OnCard named = OnCard.byLabel(ObjectType.FILE, Bytes.of("by label".getBytes(StandardCharsets.UTF_8)));
        token.putCertificate(named, renewed);
        token.putCertificate(named, root.certificate());
        assertThat(CertificateSource.onCard(named).read(token)).containsExactly(root.certificate());
    }

    @Test
    void both_sides_agree_on_one_secret_and_nothing_of_it_stays_on_the_token() throws Exception {
        Pkcs11Element token = first();
        GeneratedKeyPair own = token.generateKeyPair(privateKey("43"));
        KeyPair peer = TestPki.newKeys();
        token.putPublicKey(publicKey("44"), (ECPublicKey) peer.getPublic());
        KeyAgreement expected = KeyAgreement.getInstance("ECDH", "SunEC");
        expected.init(peer.getPrivate());
        expected.doPhase(own.publicKey(), true);
        try (Secret shared = token.agree(privateKey("43"), publicKey("44"))) {
            assertThat(shared.toArray()).isEqualTo(expected.generateSecret());
        }
        assertThat(token.objects())
                .filteredOn(object -> object.uri().type() == ObjectType.SECRET)
                .isEmpty();
    }

    @Test
    void a_peers_key_takes_the_place_of_the_one_before() throws Exception {
        Pkcs11Element token = first();
        for (KeyPair peer : List.of(TestPki.newKeys(), TestPki.newKeys())) {
            token.putPublicKey(publicKey("45"), (ECPublicKey) peer.getPublic());
            assertThat(token.publicKey(publicKey("45"))).isEqualTo(peer.getPublic());
        }
    }

    @Test
    void what_cannot_be_is_a_sentence() throws Exception {
        Pkcs11Element token = first();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        ECPublicKey other = (ECPublicKey) generator.generateKeyPair().getPublic();
        refused(() -> token.putPublicKey(publicKey("46"), other))
                .withMessage("iotsafe:type=public;id=46 takes a key on P-256, and this one is not: use another");
        refused(() -> token.putCertificate(publicKey("46"), TestPki.root("Root").certificate()))
                .withMessageContaining("write type=file");
        refused(() -> token.agree(privateKey("EE"), publicKey("EE"))).withMessageContaining("EE");
    }
}
