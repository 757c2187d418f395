package iotsafe.credentials.jca;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.dtls.TestPki;
import iotsafe.sim.FileContainer;
import iotsafe.sim.KeyAlgorithm;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RSA keys of the software SIM in a {@code KeyStore} (interface reference 2.5, key type 03; 3.9). */
class RsaKeyStoreTest {
    private static final byte[] MESSAGE = "handshake messages".getBytes(StandardCharsets.UTF_8);
    private static final TestPki.Holder ROOT = TestPki.root("Root");
    private static final TestPki.Holder RSA = TestPki.issue(ROOT, TestPki.Wish.server("rsa"), rsaKeys());
    private static final TestPki.Holder OTHER_RSA = TestPki.issue(ROOT, TestPki.Wish.server("other"), rsaKeys());
    private static final TestPki.Holder CURVE = TestPki.issue(ROOT, TestPki.Wish.server("curve"));

    private static KeyPair rsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keys of both kinds, and a stranger's certificate. */
    private static SimMemory memory(String profile) {
        return SimMemory.blank(Profile.named(profile))
                .addKeyPair("curve", id(1), id(1), KeyFunction.SIGN)
                .loadPrivateKey(id(1), CURVE.keys().getPrivate())
                .addKeyPair(KeyAlgorithm.RSA_2048, "rsa", id(2), id(2), KeyFunction.SIGN)
                .loadPrivateKey(id(2), RSA.keys().getPrivate())
                .addFile(id(11), "stranger", TestPki.der(OTHER_RSA.certificate()), FileContainer.CERTIFICATE)
                .addFile(id(12), "rsa cert", TestPki.der(RSA.certificate()), FileContainer.CERTIFICATE)
                .addFile(id(13), "curve cert", TestPki.der(CURVE.certificate()), FileContainer.CERTIFICATE);
    }

    private static Octets id(int value) {
        return Octets.of(value);
    }

    private static IotSafeApplet applet(SimMemory memory) {
        SoftwareSim sim = SoftwareSim.inMemory(memory);
        return new IotSafeApplet(() -> CardConnection.over("the software SIM", sim::process));
    }

    private static KeyStore load(IotSafeApplet card) throws Exception {
        KeyStore store = KeyStore.getInstance(IotSafeProvider.KEY_STORE, IotSafeProvider.of(card));
        store.load(null, null);
        return store;
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "answer-61", "public-key-unreadable"})
    void each_key_stands_with_its_own_certificate_and_signs(String profile) throws Exception {
        try (IotSafeApplet card = applet(memory(profile))) {
            KeyStore store = load(card);
            assertThat(Collections.list(store.aliases())).containsExactly("curve", "rsa");
            assertThat(store.getCertificate("rsa")).isEqualTo(RSA.certificate());
            assertThat(store.getCertificate("curve")).isEqualTo(CURVE.certificate());
            assertThat(verifies("SHA256withRSA", RSA, store)).isTrue();
            assertThat(verifies("SHA256withECDSA", CURVE, store)).isTrue();
        }
    }

    /** An RSA key is told by its type: the curve's commands are not tried on it. */
    @Test
    void a_certificate_over_an_RSA_key_costs_a_key_on_a_curve_nothing() throws Exception {
        SimMemory memory = SimMemory.blank(Profile.named("standard"))
                .addKeyPair("curve", id(1), id(1), KeyFunction.SIGN)
                .loadPrivateKey(id(1), CURVE.keys().getPrivate())
                .addFile(id(12), "rsa cert", TestPki.der(RSA.certificate()), FileContainer.CERTIFICATE);
        try (IotSafeApplet card = applet(memory)) {
            card.connect();
            long before = card.exchanges();
            assertThat(load(card).size()).isZero();
            assertThat(card.exchanges() - before)
                    .as("object list, and the file in blocks of 256 bytes")
                    .isEqualTo(1 + blocks(TestPki.der(RSA.certificate())));
        }
    }

    private static long blocks(byte[] file) {
        return (file.length + 255L) / 256;
    }

    private static boolean verifies(String algorithm, TestPki.Holder holder, KeyStore store) throws Exception {
        Signature signer = Signature.getInstance(algorithm, new IotSafeProvider());
        signer.initSign((PrivateKey) store.getKey(store.getCertificateAlias(holder.certificate()), null));
        signer.update(MESSAGE);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(holder.certificate());
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }
}
