package iotsafe.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.client.card.TestCards;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.jca.CardAgreement;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.IotSafeProvider;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.SimMemory;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code KeyAgreement} ECDH and {@code NONEwithECDSA} with keys on a SIM, against the software SIM (interface reference 3.8, 3.9, 3.11). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardKeyAgreementTest {
    private static final CredentialUri.OnCard KEY = CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.of((byte) 1));

    @TempDir
    private Path folder;

    private TestCards.Holder device() throws Exception {
        return TestCards.device(folder);
    }

    @Test
    void both_sides_get_one_secret_and_as_often_as_they_like() throws Exception {
        TestCards.Holder device = device();
        try (IotSafeApplet card = TestCards.applet(TestCards.complete("standard", device))) {
            for (int round = 0; round < 3; round++) {
                KeyPair peer = newPair();
                assertThat(agreed(opened(card), peer.getPublic(), card))
                        .isEqualTo(onPlatform(peer, device.certificate().getPublicKey()));
            }
        }
    }

    /** The key store's keys agree too, not only those made by hand. */
    @Test
    void a_key_of_the_key_store_agrees() throws Exception {
        TestCards.Holder device = device();
        try (IotSafeApplet card = TestCards.applet(TestCards.complete("standard", device))) {
            KeyStore store = KeyStore.getInstance(IotSafeProvider.KEY_STORE, IotSafeProvider.of(card));
            store.load(null, null);
            KeyPair peer = newPair();
            CardPrivateKey key = (CardPrivateKey) store.getKey("factory", null);
            assertThat(agreed(key, peer.getPublic(), card))
                    .isEqualTo(onPlatform(peer, device.certificate().getPublicKey()));
        }
    }

    @Test
    void a_card_without_COMPUTE_DH_says_so_and_nothing_is_written() throws Exception {
        try (IotSafeApplet card = TestCards.applet(TestCards.complete("no-agreement", device()))) {
            assertThatThrownBy(() -> agreed(opened(card), newPair().getPublic(), card))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("the card says that it has no COMPUTE DH");
            assertThat(card.objects().stream().filter(object -> object.isNamed(container("0A"))))
                    .singleElement()
                    .satisfies(peer -> assertThat(peer.filled()).contains(false));
        }
    }

    /** An issuer's key to verify with, or the half of a pair, is nobody's scratch paper. */
    @Test
    void no_container_is_taken_that_may_be_somebodys() throws Exception {
        SimMemory memory = TestCards.blank("standard")
                .addKeyPair("factory", TestCards.id("01"), TestCards.id("01"), KeyFunction.values())
                .generateKeyPair(TestCards.id("01"))
                .addKeyPair("operational", TestCards.id("05"), TestCards.id("05"), KeyFunction.values())
                .addPublicKey("server", TestCards.id("0B"), KeyFunction.SIGN);
        try (IotSafeApplet card = TestCards.applet(memory)) {
            assertThatThrownBy(() -> agreed(opened(card), newPair().getPublic(), card))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("no public key container for the other side's key");
        }
    }

    /** The hash is the caller's: what is signed is exactly what was given. */
    @Test
    void NONEwithECDSA_signs_a_given_hash() throws Exception {
        TestCards.Holder device = device();
        try (IotSafeApplet card = TestCards.applet(TestCards.complete("standard", device))) {
            byte[] hash = new byte[32];
            hash[0] = 7;
            Signature signer = Signature.getInstance("NONEwithECDSA", IotSafeProvider.of(card));
            signer.initSign(opened(card));
            signer.update(hash);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance("NONEwithECDSA", "SunEC");
            verifier.initVerify(device.certificate().getPublicKey());
            verifier.update(hash);
            assertThat(verifier.verify(signature)).isTrue();
        }
    }

    private static CardPrivateKey opened(IotSafeApplet card) {
        return new CardPrivateKey(KEY, CardSigner.of(card, KEY), CardAgreement.of(card, KEY));
    }

    private static CredentialUri.OnCard container(String id) {
        return CredentialUri.OnCard.byId(ObjectType.PUBLIC, Bytes.ofHex(id));
    }

    private static byte[] agreed(CardPrivateKey key, PublicKey peer, IotSafeApplet card)
            throws GeneralSecurityException {
        Provider provider = IotSafeProvider.of(card);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
        agreement.init(key);
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    private static byte[] onPlatform(KeyPair own, PublicKey peer) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", "SunEC");
        agreement.init(own.getPrivate());
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
