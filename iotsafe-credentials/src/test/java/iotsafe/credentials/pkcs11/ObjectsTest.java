package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** PKCS#11 2.40 section 4: objects by CKA_ID and CKA_LABEL, as containers of an applet. */
class ObjectsTest extends TokenTest {
    @Test
    void certificate_objects_are_files_with_a_key_or_without() throws Exception {
        Pkcs11Element token = first();
        X509Certificate certificate = selfSigned();
        try (Raw raw = Raw.on("first")) {
            raw.store(certificate, Bytes.ofHex("15"), "device");
            raw.store(certificate, Bytes.ofHex("16"), "anchor 16");
        }
        for (String uri : List.of(
                "pkcs11:type=cert;id=%15",
                "iotsafe:type=file;id=16", "pkcs11:token=first;object=anchor%2016;type=cert")) {
            OnCard file = (OnCard) CredentialUri.parse(uri);
            assertThat(CertificateSource.onCard(file).read(token)).containsExactly(certificate);
        }
        assertThat(token.publicKey(publicKey("16"))).as("from the certificate").isEqualTo(certificate.getPublicKey());
    }

    @Test
    void objects_are_listed_as_containers_are() throws Exception {
        Pkcs11Element token = first();
        token.generateKeyPair(privateKey("17"));
        List<CardObject> all = token.objects();
        CardObject key = all.stream()
                .filter(object -> object.uri().equals(privateKey("17")))
                .findFirst()
                .orElseThrow();
        assertThat(key.id()).contains(Bytes.ofHex("17"));
        assertThat(key.label()).contains(Bytes.of("iotsafe-agent 17".getBytes(StandardCharsets.UTF_8)));
        assertThat(key.filled()).contains(true);
        assertThat(key.keyType()).hasValue(0x13);
        assertThat(key.functions()).as("sign and agree").hasValue(1 | 4);
        assertThat(all).anyMatch(object -> object.uri().equals(publicKey("17")));
    }

    @Test
    void what_is_not_there_is_a_sentence() throws IOException {
        Pkcs11Element token = first();
        refused(() -> token.sign(privateKey("EE"), HASH))
                .withMessage("iotsafe:type=private;id=EE is not on token \"first\"; card inspect shows what it has");
        refused(() -> token.readFile(file("EE"))).withMessageStartingWith("iotsafe:type=file;id=EE is not on token");
        refused(() -> token.publicKey(publicKey("EE")))
                .withMessageContaining("holds 0 public keys and 0 certificates of this name");
        refused(() -> token.readFile(privateKey("EE"))).withMessageContaining("write type=file");
        assertThatIllegalArgumentException().isThrownBy(() -> token.sign(privateKey("EE"), Bytes.ofHex("00")));
    }

    @Test
    void random_bytes_come_from_the_token() throws CardException, IOException {
        Pkcs11Element token = first();
        assertThat(token.random(256).length()).isEqualTo(256);
        assertThat(token.random(32)).isNotEqualTo(token.random(32));
        assertThatIllegalArgumentException().isThrownBy(() -> token.random(257));
    }

    private static X509Certificate selfSigned() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X500Principal name = new X500Principal("CN=device");
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(now),
                                Date.from(now.plusSeconds(3600)),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }
}
