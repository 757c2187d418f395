package iotsafe.credentials.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JCA's provider selection (Java Cryptography Architecture, delayed provider selection) as Scandium uses it. */
class IotSafeProviderTest {
    private static final CredentialUri.OnCard KEY_01 =
            CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.of((byte) 1));
    private static final byte[] MESSAGE = "handshake messages".getBytes(StandardCharsets.UTF_8);

    private static final KeyPair RSA = newRsaKeys();

    private final TestPki.Holder card = TestPki.root("card");
    private final CardPrivateKey onCard = new CardPrivateKey(KEY_01, card::signRaw);

    @BeforeAll
    static void install() {
        IotSafeProvider.install();
    }

    @Test
    void one_signature_object_verifies_for_a_peer_and_then_signs_with_the_card() throws GeneralSecurityException {
        KeyPair peer = TestPki.newKeys();
        Signature same = Signature.getInstance("SHA256withECDSA");
        same.initVerify(peer.getPublic());
        same.update(MESSAGE);
        assertThat(same.verify(signature(peer))).isTrue();

        same.initSign(onCard);
        same.update(MESSAGE);
        byte[] signature = same.sign();

        assertThat(verifies(card.keys(), signature)).isTrue();
    }

    @Test
    void keys_of_the_platform_go_on_signing_and_verifying_in_the_platform() throws GeneralSecurityException {
        KeyPair other = TestPki.newKeys();
        assertThat(verifies(other, signature(other))).isTrue();
        assertThat(verifies(card.keys(), signature(other))).isFalse();
    }

    /** RFC 8017 8.2. */
    @Test
    void one_signature_object_verifies_for_an_RSA_peer_and_then_signs_with_the_RSA_key_of_a_card()
            throws GeneralSecurityException {
        Signature same = Signature.getInstance("SHA256withRSA");
        same.initSign(RSA.getPrivate());
        same.update(MESSAGE);
        byte[] peers = same.sign();
        same.initVerify(RSA.getPublic());
        same.update(MESSAGE);
        assertThat(same.verify(peers)).isTrue();

        same.initSign(rsaOnCard(hash -> Bytes.of(hash.equals(Sha256.of(MESSAGE)) ? peers : new byte[0])));
        same.update(MESSAGE);
        assertThat(same.sign()).isEqualTo(peers);
        assertThat(same.getProvider().getName()).isEqualTo("IotSafe");
    }

    /** The card has neither RSASSA-PSS nor another hash, and a key of one kind makes no signature of the other. */
    @ParameterizedTest
    @CsvSource({"RSASSA-PSS", "SHA384withRSA", "SHA512withRSA", "SHA256withECDSA", "NONEwithRSA"})
    void what_a_card_cannot_do_with_an_RSA_key_no_provider_offers(String algorithm) {
        assertThatThrownBy(() -> Signature.getInstance(algorithm).initSign(rsaOnCard(hash -> {
                    throw new AssertionError("the card was asked");
                })))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void an_RSA_key_shows_its_length_and_nothing_secret() {
        CardRsaPrivateKey key = rsaOnCard(hash -> hash);
        assertThat(key.getModulus().bitLength()).isEqualTo(2048);
        assertThat(key.getEncoded()).isNull();
        assertThat(key).hasToString("iotsafe:type=private;id=01");
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void a_hash_is_signed_as_it_is_by_NONEwithECDSA() throws GeneralSecurityException {
        Signature signer = Signature.getInstance("NONEwithECDSA");
        signer.initSign(onCard);
        signer.update(MessageDigest.getInstance("SHA-256").digest(MESSAGE));
        assertThat(verifies(card.keys(), signer.sign())).isTrue();
    }

    @Test
    void NONEwithECDSA_refuses_what_is_no_SHA_256_hash() throws GeneralSecurityException {
        Signature signer = Signature.getInstance("NONEwithECDSA");
        signer.initSign(onCard);
        signer.update(MESSAGE);
        assertThatThrownBy(signer::sign)
                .isInstanceOf(SignatureException.class)
                .hasMessageContaining("signs a SHA-256 hash of 32 bytes, not 18 bytes");
    }

    @Test
    void a_card_that_fails_is_the_cause_of_the_signature_exception() throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(new CardPrivateKey(KEY_01, hash -> {
            throw new CardException.Unreachable("COMPUTE SIGNATURE", new IOException("card was removed"));
        }));
        signer.update(MESSAGE);
        assertThatThrownBy(signer::sign)
                .hasMessage("iotsafe:type=private;id=01: COMPUTE SIGNATURE: no answer: card was removed")
                .hasCauseInstanceOf(CardException.Unreachable.class);
    }

    @Test
    void the_key_has_no_encoding_and_cannot_be_serialised() {
        assertThat(onCard.getEncoded()).isNull();
        assertThat(onCard.getFormat()).isNull();
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(onCard))
                .isInstanceOf(NotSerializableException.class);
    }

    /** RFC 3279 2.2.3: integers are minimal and never negative; X.690 8.3. */
    @ParameterizedTest
    @CsvSource({
        "01, 01, 3006020101020101",
        "7F, 80, 300702017F02020080",
        "00FF, 0100, 3008020200FF02020100",
    })
    void integers_of_a_signature_are_written_without_leading_zeros_and_never_negative(String r, String s, String der)
            throws IOException {
        Bytes raw = Bytes.ofHex("0".repeat(64 - r.length()) + r + "0".repeat(64 - s.length()) + s);
        assertThat(Bytes.of(EcdsaSignatures.toDer(raw))).isEqualTo(Bytes.ofHex(der));
    }

    /** FIPS 186-4 6.4: r and s lie between 1 and n - 1. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
    })
    void a_number_that_no_signature_has_is_refused(String r) {
        assertThatThrownBy(() -> EcdsaSignatures.toDer(Bytes.ofHex(r + "0".repeat(63) + "1")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> EcdsaSignatures.toDer(Bytes.ofHex("0".repeat(63) + "1" + r)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> EcdsaSignatures.toDer(Bytes.ofHex("01"))).isInstanceOf(IOException.class);
    }

    private static CardRsaPrivateKey rsaOnCard(CardRsaSigner signer) {
        return new CardRsaPrivateKey(KEY_01, ((RSAPublicKey) RSA.getPublic()).getModulus(), signer);
    }

    private static KeyPair newRsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signature(KeyPair keys) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static boolean verifies(KeyPair keys, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
        verifier.initVerify(keys.getPublic());
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }
}
