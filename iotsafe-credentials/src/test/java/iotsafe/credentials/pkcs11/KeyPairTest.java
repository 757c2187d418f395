package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.IotSafeProvider;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/** PKCS#11 2.40 sections 4.9 and 5.14: keys that are made on the token, sign there, and stay there. */
class KeyPairTest extends TokenTest {
    @Test
    void a_generated_key_signs_and_the_signature_verifies() throws Exception {
        Pkcs11Element token = first();
        GeneratedKeyPair pair = token.generateKeyPair(privateKey("10"));
        Bytes signature = token.sign(pair.privateKeyUri(), HASH);
        assertThat(signature.length()).isEqualTo(64);
        assertThat(verifies(pair.publicKey(), signature)).isTrue();
        assertThat(token.publicKey(privateKey("10"))).isEqualTo(pair.publicKey());
        assertThat(token.publicKey(publicKey("10"))).isEqualTo(pair.publicKey());
    }

    @Test
    void a_generated_key_stays_on_the_token_and_can_never_be_read() throws Exception {
        first().generateKeyPair(privateKey("11"));
        try (Raw raw = Raw.on("first")) {
            List<Long> found = raw.session.find(privateKey("11"));
            assertThat(found).hasSize(1);
            long key = found.get(0);
            assertThat(raw.session.flag(key, Ck.CKA_TOKEN)).isTrue();
            assertThat(raw.session.flag(key, Ck.CKA_PRIVATE)).isTrue();
            assertThat(raw.session.flag(key, Ck.CKA_SENSITIVE)).isTrue();
            assertThat(raw.session.flag(key, Ck.CKA_EXTRACTABLE)).isFalse();
            assertThat(raw.session.bytes(key, Ck.CKA_VALUE)).isEmpty();
        }
    }

    @Test
    void a_request_signed_by_a_generated_key_verifies() throws Exception {
        IotSafeProvider.install();
        Pkcs11Element token = first();
        GeneratedKeyPair pair = token.generateKeyPair(privateKey("12"));
        CardPrivateKey key = new CardPrivateKey(pair.privateKeyUri(), CardSigner.of(token, pair.privateKeyUri()));
        PKCS10CertificationRequest request = new JcaPKCS10CertificationRequestBuilder(
                        new X500Principal("CN=device"), pair.publicKey())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
        assertThat(new PKCS10CertificationRequest(request.getEncoded())
                        .isSignatureValid(new JcaContentVerifierProviderBuilder().build(pair.publicKey())))
                .isTrue();
    }

    @Test
    void generating_again_replaces_the_pair_and_keeps_its_names() throws Exception {
        Pkcs11Element token = first();
        OnCard byLabel = OnCard.byLabel(ObjectType.PRIVATE, Bytes.of("again".getBytes(StandardCharsets.UTF_8)));
        PublicKey before = token.generateKeyPair(byLabel).publicKey();
        PublicKey after = token.generateKeyPair(byLabel).publicKey();
        assertThat(after).isNotEqualTo(before);
        assertThat(token.publicKey(byLabel)).isEqualTo(after);
        assertThat(verifies(after, token.sign(byLabel, HASH))).isTrue();
        assertThat(token.objects())
                .filteredOn(object -> object.label().equals(byLabel.label()))
                .extracting(object -> object.uri().type())
                .containsExactlyInAnyOrder(ObjectType.PRIVATE, ObjectType.PUBLIC);
    }

    @Test
    void two_keys_of_one_name_are_refused_until_one_is_made_anew() throws Exception {
        Pkcs11Element token = first();
        token.generateKeyPair(privateKey("13"));
        try (Raw raw = Raw.on("first")) {
            KeyPairs.generate(raw.session, privateKey("14"));
            raw.rename(privateKey("14"), Bytes.ofHex("13"));
        }
        refused(() -> token.sign(privateKey("13"), HASH))
                .withMessage("iotsafe:type=private;id=13 is the name of 2 objects on token \"first\"; "
                        + "delete those that nobody needs, or name the one by its label");
        token.generateKeyPair(privateKey("13"));
        assertThat(token.sign(privateKey("13"), HASH).length()).isEqualTo(64);
    }
}
