package iotsafe.credentials.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.dtls.TestPki;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A card as a {@code KeyStore} (JCA Reference Guide, "KeyStore"; interface reference 2.1, 2.6). */
class CardKeyStoreTest {
    private static final TestPki.Holder ROOT = TestPki.root("Root");
    private static final TestPki.Holder DEVICE =
            TestPki.issue(ROOT, TestPki.Wish.server("device").purpose(KeyPurposeId.id_kp_clientAuth));
    private static final byte[] DEVICE_DER = TestPki.der(DEVICE.certificate());
    private static final byte[] ROOT_DER = TestPki.der(ROOT.certificate());

    private final TestCard card =
            new TestCard().pair("01", "device", DEVICE.keys()).file("02", "cert", DEVICE_DER);

    @Test
    void a_key_stands_under_its_label_with_the_certificate_of_the_same_public_key() throws Exception {
        card.file(
                "04",
                "other",
                TestPki.der(TestPki.issue(ROOT, TestPki.Wish.server("x")).certificate()));
        KeyStore store = load();
        assertThat(Collections.list(store.aliases())).containsExactly("device");
        assertThat(store.isKeyEntry("device")).isTrue();
        assertThat(store.getCertificateChain("device")).containsExactly(DEVICE.certificate());
        assertThat(store.getCertificateAlias(DEVICE.certificate())).isEqualTo("device");
        assertThat(store.getCreationDate("device"))
                .isEqualTo(DEVICE.certificate().getNotBefore());
    }

    @Test
    void the_key_signs_without_a_password_and_has_no_encoding() throws Exception {
        PrivateKey key = (PrivateKey) load().getKey("device", null);
        Signature signer = Signature.getInstance("SHA256withECDSA", new IotSafeProvider());
        signer.initSign(key);
        signer.update(DEVICE_DER);
        Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
        verifier.initVerify(DEVICE.certificate());
        verifier.update(DEVICE_DER);
        assertThat(verifier.verify(signer.sign())).isTrue();
        assertThat(key.getEncoded()).isNull();
    }

    @Test
    void an_authority_is_a_trusted_certificate() throws Exception {
        card.file("03", "root", ROOT_DER);
        KeyStore store = load();
        assertThat(store.isCertificateEntry("root")).isTrue();
        assertThat(store.getCertificate("root")).isEqualTo(ROOT.certificate());
        assertThat(store.getKey("root", null)).isNull();
        assertThat(store.getCertificateChain("root")).isNull();
    }

    /** RFC 8446 4.4.2: the chain without the anchor; intermediates stand with the certificate or in a file of their own. */
    @Test
    void the_chain_holds_the_intermediates_and_not_the_anchor() throws Exception {
        TestPki.Holder upper = TestPki.intermediate(ROOT, "Upper");
        TestPki.Holder lower = TestPki.intermediate(upper, "Lower");
        TestPki.Holder leaf = TestPki.issue(lower, TestPki.Wish.server("leaf"));
        TestCard chained = new TestCard()
                .pair("01", "leaf", leaf.keys())
                .file("02", "chain", TestPki.pem(leaf.certificate(), lower.certificate()))
                .file("03", "upper", TestPki.der(upper.certificate()))
                .file("04", "root", ROOT_DER);
        KeyStore store = load(chained);
        assertThat(store.getCertificateChain("leaf"))
                .containsExactly(leaf.certificate(), lower.certificate(), upper.certificate());
        assertThat(Collections.list(store.aliases())).containsExactly("leaf", "upper", "root");
    }

    @Test
    void several_authorities_in_one_file_are_counted() throws Exception {
        TestPki.Holder second = TestPki.root("Second");
        card.file("03", "roots", TestPki.pem(ROOT.certificate(), second.certificate()));
        KeyStore store = load();
        assertThat(store.getCertificate("roots")).isEqualTo(ROOT.certificate());
        assertThat(store.getCertificate("roots#2")).isEqualTo(second.certificate());
    }

    @Test
    void a_key_without_a_certificate_and_a_file_without_one_are_no_entries() throws Exception {
        card.pair("05", "blank", TestPki.newKeys())
                .file("06", "url", "coaps://example".getBytes(StandardCharsets.US_ASCII));
        assertThat(Collections.list(load().aliases())).containsExactly("device");
    }

    /** Interface reference 2.6: the public container of a real card may not be read. */
    @Test
    void where_the_public_half_may_not_be_read_a_signature_tells_whose_key_it_is() throws Exception {
        TestPki.Holder second = TestPki.issue(ROOT, TestPki.Wish.server("second"));
        TestCard closed = new TestCard()
                .closedPair("01", "first", DEVICE.keys())
                .closedPair("02", "second", second.keys())
                .pair("07", "-", TestPki.newKeys())
                .file("03", "a", TestPki.der(second.certificate()))
                .file("04", "b", DEVICE_DER);
        KeyStore store = load(closed);
        assertThat(store.getCertificate("first")).isEqualTo(DEVICE.certificate());
        assertThat(store.getCertificate("second")).isEqualTo(second.certificate());
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void of_two_certificates_over_one_key_the_newer_counts() throws Exception {
        TestPki.Wish wish =
                TestPki.Wish.server("renewed").valid(TestPki.TODAY, TestPki.TODAY.plus(Duration.ofDays(60)));
        TestPki.Holder renewed = TestPki.issue(ROOT, wish, DEVICE.keys());
        card.file("03", "new", TestPki.der(renewed.certificate()));
        assertThat(load().getCertificate("device")).isEqualTo(renewed.certificate());
    }

    @Test
    void an_object_without_a_label_of_text_stands_under_its_id() throws Exception {
        TestCard bare = new TestCard()
                .pair("0A", "-", DEVICE.keys())
                .file("02", "cert", DEVICE_DER)
                .file("0B", "\u0001\u0002", ROOT_DER);
        assertThat(Collections.list(load(bare).aliases())).containsExactly("0a", "0b");
    }

    @Test
    void two_objects_of_one_label_stand_under_their_URIs() throws Exception {
        card.file("03", "Device", ROOT_DER);
        assertThat(Collections.list(load().aliases()))
                .containsExactly("iotsafe:type=private;id=01", "iotsafe:type=file;id=03");
    }

    @Test
    void entries_need_no_protection_parameter_and_stand_any() throws Exception {
        card.file("03", "root", ROOT_DER);
        KeyStore store = load();
        KeyStore.PasswordProtection pin = new KeyStore.PasswordProtection("1234".toCharArray());
        for (KeyStore.Entry entry : List.of(store.getEntry("device", null), store.getEntry("device", pin))) {
            assertThat(((KeyStore.PrivateKeyEntry) entry).getCertificate()).isEqualTo(DEVICE.certificate());
        }
        assertThat(store.getEntry("root", pin)).isInstanceOf(KeyStore.TrustedCertificateEntry.class);
        assertThat(store.getEntry("none", pin)).isNull();
        KeyStore built = KeyStore.Builder.newInstance("IoTSAFE", IotSafeProvider.of(card.applet()), pin)
                .getKeyStore();
        assertThat(built.containsAlias("device")).isTrue();
    }

    @Test
    void every_write_is_refused_with_a_sentence() throws Exception {
        KeyStore store = load();
        KeyPair pair = TestPki.newKeys();
        assertThatThrownBy(() -> store.setKeyEntry("x", pair.getPrivate(), null, store.getCertificateChain("device")))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("changes nothing there: a key pair is made by KeyPairGenerator");
        assertThatThrownBy(() -> store.setKeyEntry("x", new byte[1], null))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("no key can be brought in");
        assertThatThrownBy(() -> store.setCertificateEntry("x", ROOT.certificate()))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("files are written by the card's issuer");
        assertThatThrownBy(() -> store.deleteEntry("device"))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("containers are removed by the card's issuer");
        assertThatThrownBy(() -> store.store(new ByteArrayOutputStream(), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing to store");
        assertThatThrownBy(() -> store.store(null)).hasMessageContaining("nothing to store");
    }

    @Test
    void a_store_of_a_card_is_not_in_a_stream() throws Exception {
        KeyStore store = KeyStore.getInstance("IoTSAFE", IotSafeProvider.of(card.applet()));
        assertThatThrownBy(() -> store.load(new ByteArrayInputStream(new byte[1]), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-keystore NONE");
    }

    @Test
    void a_card_that_is_gone_fails_the_load_with_its_reason() throws Exception {
        KeyStore store = KeyStore.getInstance("IoTSAFE", IotSafeProvider.of(card.applet()));
        card.pulledOut = true;
        assertThatThrownBy(() -> store.load(null, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("card was removed")
                .hasCauseInstanceOf(CardException.Unreachable.class);
    }

    @Test
    void a_program_that_holds_a_card_already_gives_it_at_load() throws Exception {
        KeyStore store = KeyStore.getInstance("IoTSAFE", new IotSafeProvider());
        store.load(new CardLoadStoreParameter(card.applet()));
        assertThat(store.containsAlias("device")).isTrue();
    }

    @Test
    void a_provider_that_was_told_no_card_says_how_to_tell_it() throws Exception {
        KeyStore store = KeyStore.getInstance("IoTSAFE", new IotSafeProvider());
        assertThatThrownBy(() -> store.load(null, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("security.provider.13=IotSafe pcsc:");
    }

    @Test
    void the_argument_may_be_a_properties_file(@TempDir Path folder) throws Exception {
        Path content = folder.resolve("card");
        card.write(content);
        Path settings = Files.writeString(
                folder.resolve("iotsafe.cfg"), "reader = testcard:" + content + "\napplet = A0000005590010\n");
        assertThat(configured(settings.toString()).containsAlias("device")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "usb:x,           no way to a card begins as \"usb:x\" does; there is \"modem:\"",
        "/no/such/file,   neither a reader's address",
        "'',              neither a reader's address",
    })
    void a_wrong_argument_is_reported_where_the_card_is_used(String argument, String sentence) {
        assertThatThrownBy(() -> configured(argument))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the argument of the provider IotSafe, \"" + argument + "\": " + sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "applet=A0000005590010",
                "reader=testcard:x\nreadr=y",
                "reader=pcsc:\napplet=xyz",
                "reader=pcsc:\napplet=A0"
            })
    void a_wrong_properties_file_is_refused(String content, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("iotsafe.cfg"), content);
        assertThatThrownBy(() -> configured(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("iotsafe.cfg")
                .hasCauseInstanceOf(CardException.Refused.class);
    }

    @Test
    void whatever_stands_in_files_and_labels_the_load_succeeds_without_it() throws Exception {
        long seed = 20261123;
        Random random = new Random(seed);
        IotSafeApplet applet = card.applet();
        for (int round = 0; round < 500; round++) {
            byte[] mutated = DEVICE_DER.clone();
            for (int flips = random.nextInt(8); flips >= 0; flips--) {
                mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] label = new byte[1 + random.nextInt(6)];
            random.nextBytes(label);
            card.file("07", new String(label, StandardCharsets.ISO_8859_1), mutated);
            List<CardEntry> entries = CardEntries.read(applet);
            assertThat(Aliases.name(entries))
                    .as("seed %d, round %d", seed, round)
                    .hasSameSizeAs(entries);
        }
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        return load(card);
    }

    private static KeyStore load(TestCard from) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("IoTSAFE", IotSafeProvider.of(from.applet()));
        store.load(null, "ignored".toCharArray());
        return store;
    }

    private static KeyStore configured(String argument) throws GeneralSecurityException, IOException {
        Provider provider = new IotSafeProvider().configure(argument);
        KeyStore store = KeyStore.getInstance("IoTSAFE", provider);
        store.load(null, null);
        return store;
    }
}
