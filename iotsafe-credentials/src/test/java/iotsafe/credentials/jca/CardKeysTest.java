package iotsafe.credentials.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.TestPki;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Key pairs made on the card, and ECDH (SP 800-56A 5.7.1.2; interface reference 3.6, 3.11), each beside the platform's. */
class CardKeysTest {
    private static final int GENERATE_KEY_PAIR = 0xB9;
    private static final CredentialUri.OnCard KEY_01 =
            CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.of((byte) 1));
    private static final CardKeyGenParameterSpec ON_CARD = new CardKeyGenParameterSpec(KEY_01);

    private final TestCard card = new TestCard().pair("01", "device", TestPki.newKeys());
    private final Provider provider = IotSafeProvider.of(card.applet());
    private final KeyPair held = TestPki.newKeys();
    private final KeyPair peer = TestPki.newKeys();
    private final CardPrivateKey agreeing =
            new CardPrivateKey(KEY_01, hash -> Bytes.EMPTY, other -> Bytes.of(platformSecret(held, other)));

    @BeforeAll
    static void install() {
        IotSafeProvider.install();
    }

    @Test
    void a_key_pair_is_made_in_the_container_that_the_caller_names() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(ON_CARD);
        KeyPair made = generator.generateKeyPair();
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(made.getPrivate());
        byte[] signature = signer.sign();
        signer.initVerify(made.getPublic());
        assertThat(signer.verify(signature)).isTrue();
        assertThat(card.count(GENERATE_KEY_PAIR)).isEqualTo(1);
        assertThat(((CardPrivateKey) made.getPrivate()).uri()).isEqualTo(KEY_01);
    }

    @Test
    void whoever_names_no_container_gets_a_pair_of_the_platform() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        assertThat(generator.generateKeyPair().getPrivate()).isInstanceOf(ECPrivateKey.class);
        generator.initialize(ON_CARD);
        generator.initialize(384);
        assertThat(((ECPublicKey) generator.generateKeyPair().getPublic())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(384);
        generator.initialize(new ECGenParameterSpec("secp521r1"));
        assertThat(generator.generateKeyPair().getPrivate()).isInstanceOf(ECPrivateKey.class);
        assertThat(card.count(GENERATE_KEY_PAIR)).isZero();
    }

    /** Interface reference 3.6: what the container held is gone, so nothing tries twice. */
    @Test
    void a_card_that_fails_is_asked_for_a_key_pair_once() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(
                new CardKeyGenParameterSpec(CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.of((byte) 9))));
        assertThatThrownBy(generator::generateKeyPair)
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("iotsafe:type=private;id=09: GENERATE KEY PAIR")
                .hasCauseInstanceOf(CardException.Refused.class);
        assertThat(card.count(GENERATE_KEY_PAIR)).isEqualTo(1);
    }

    @Test
    void a_provider_without_a_card_makes_no_key_pair_on_one() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        assertThatThrownBy(() -> generator.initialize(ON_CARD))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("was told no card");
    }

    @Test
    void a_key_pair_is_made_in_a_private_container_only() {
        CredentialUri.OnCard file = CredentialUri.OnCard.byId(ObjectType.FILE, Bytes.of((byte) 1));
        assertThatThrownBy(() -> new CardKeyGenParameterSpec(file))
                .hasMessageContaining("is of type file; a key pair is made in a container of type private");
    }

    /** As TLS libraries do: one object for whatever key comes. */
    @Test
    void one_agreement_object_serves_the_platforms_keys_and_the_cards() throws Exception {
        KeyAgreement same = KeyAgreement.getInstance("ECDH");
        byte[] expected = platformSecret(peer, (ECPublicKey) held.getPublic());

        same.init(held.getPrivate());
        same.doPhase(peer.getPublic(), true);
        assertThat(same.generateSecret()).isEqualTo(expected);

        same.init(agreeing);
        same.doPhase(peer.getPublic(), true);
        assertThat(same.generateSecret()).isEqualTo(expected);
        assertThat(same.getProvider().getName()).isEqualTo(IotSafeProvider.NAME);

        same.init(held.getPrivate());
        same.doPhase(peer.getPublic(), true);
        assertThat(same.generateSecret("TlsPremasterSecret").getEncoded()).isEqualTo(expected);
    }

    @Test
    void a_shared_secret_is_a_premaster_secret_or_bytes_and_no_other_key() throws Exception {
        KeyAgreement agreement = started(agreeing);
        assertThatThrownBy(() -> agreement.generateSecret("AES"))
                .isInstanceOf(NoSuchAlgorithmException.class)
                .hasMessageContaining("take its bytes and derive one");
        assertThatThrownBy(() -> agreement.generateSecret(new byte[40], 9)).isInstanceOf(ShortBufferException.class);
        byte[] target = new byte[40];
        assertThat(agreement.generateSecret(target, 8)).isEqualTo(32);
        assertThat(target).endsWith(platformSecret(peer, (ECPublicKey) held.getPublic()));
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        agreement.doPhase(peer.getPublic(), true);
        assertThat(agreement.generateSecret("TlsPremasterSecret").getEncoded()).hasSize(32);
    }

    /** SP 800-56A 5.6.2.3.4: a point off the curve would draw the private key out. */
    @Test
    void a_point_that_is_not_on_the_curve_never_reaches_the_card() throws Exception {
        ECPublicKey good = (ECPublicKey) peer.getPublic();
        ECPoint moved =
                new ECPoint(good.getW().getAffineX(), good.getW().getAffineY().add(BigInteger.ONE));
        PublicKey bad =
                KeyFactory.getInstance("EC", "SunEC").generatePublic(new ECPublicKeySpec(moved, good.getParams()));
        KeyPairGenerator larger = KeyPairGenerator.getInstance("EC", "SunEC");
        larger.initialize(384);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(agreeing);
        for (PublicKey refused : new PublicKey[] {bad, larger.generateKeyPair().getPublic()}) {
            assertThatThrownBy(() -> agreement.doPhase(refused, true))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("agrees with a point of P-256");
        }
        assertThatThrownBy(() -> agreement.doPhase(good, false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_key_that_only_signs_says_so() throws Exception {
        KeyAgreement agreement = started(new CardPrivateKey(KEY_01, hash -> Bytes.EMPTY));
        assertThatThrownBy(agreement::generateSecret)
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("iotsafe:type=private;id=01")
                .hasMessageContaining("not opened for key agreement");
    }

    @Test
    void a_card_that_fails_or_gives_something_else_is_the_cause() throws Exception {
        KeyAgreement pulledOut = started(new CardPrivateKey(KEY_01, hash -> Bytes.EMPTY, other -> {
            throw new CardException.Unreachable("COMPUTE DH", new IOException("card was removed"));
        }));
        assertThatThrownBy(pulledOut::generateSecret)
                .hasMessage("iotsafe:type=private;id=01: COMPUTE DH: no answer: card was removed");
        KeyAgreement strange =
                started(new CardPrivateKey(KEY_01, hash -> Bytes.EMPTY, other -> Bytes.of(new byte[65])));
        assertThatThrownBy(strange::generateSecret).hasCauseInstanceOf(CardException.Unreadable.class);
    }

    private KeyAgreement started(CardPrivateKey key) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(peer.getPublic(), true);
        return agreement;
    }

    private static byte[] platformSecret(KeyPair own, ECPublicKey other) {
        try {
            KeyAgreement platform = KeyAgreement.getInstance("ECDH", "SunEC");
            platform.init(own.getPrivate());
            platform.doPhase(other, true);
            return platform.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
