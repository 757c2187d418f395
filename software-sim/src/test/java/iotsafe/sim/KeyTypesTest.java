package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.crypto.BrainpoolP256;
import iotsafe.sim.crypto.RawPair;
import iotsafe.sim.crypto.Rsa2048;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interface reference 2.5: keys of other types than P-256. */
class KeyTypesTest {
    private static final Octets ID = Octets.hex("01");
    private static final Octets PUBLIC_ID = Octets.hex("02");
    private static final String HASH = "66840DDA154E8A113C31DD0AD32F7F3A366A80E8136979D8F5A101D3D29D6F72";
    private static final byte[] TEXT = {1, 2, 3, 4, 5, 6, 7, 8}; // section 9: its hash is HASH
    private static final String SIGN_ECDSA = "80 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 04";
    private static final String SIGN_RSA = "80 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 01";
    private static final String SIGN_UPDATE = "80 2B 80 01 22 9E 20" + HASH;

    @TempDir
    private Path directory = Path.of("");

    private static SimMemory brainpool(String profile) {
        return SimMemory.blank(Profile.named(profile))
                .addKeyPair(KeyAlgorithm.BRAINPOOL_P_256, "k", ID, PUBLIC_ID, KeyFunction.values())
                .add(KeyContainer.empty(
                        ObjectKind.PUBLIC,
                        Labels.of("peer"),
                        Octets.hex("05"),
                        0x23,
                        KeyFunction.bits(KeyFunction.values())));
    }

    private static SimMemory rsa() {
        return SimMemory.blank(Profile.STANDARD)
                .addKeyPair(KeyAlgorithm.RSA_2048, "k", ID, PUBLIC_ID, KeyFunction.values())
                .generateKeyPair(ID);
    }

    @Test
    void brainpool_is_generated_signs_and_is_verified_2_5() {
        Reader reader = Reader.selected(brainpool("standard"));
        assertThat(reader.send("80 CB C1 00 03 84 01 01")).contains("4B0123").contains("920104");
        Octets point = reader.data("80 B9 00 00 03 84 01 01").slice(12, 77);
        assertThat(BrainpoolP256.isPoint(point)).isTrue();
        reader.data(SIGN_ECDSA);
        Octets signature = reader.data(SIGN_UPDATE).slice(3, 67);
        assertThat(BrainpoolP256.verifies(point, Octets.hex(HASH), signature)).isTrue();
        reader.data("80 2C 00 01 0D 85 01 02 A1 01 03 91 02 0001 92 01 04");
        reader.data("80 2D 80 01 65 9E 20" + HASH + "33 0040" + signature);
    }

    @Test
    void brainpool_in_DER_3_9_5() {
        Reader reader = Reader.selected(brainpool("signature-form-c").generateKeyPair(ID));
        reader.data(SIGN_ECDSA);
        assertThat(reader.data(SIGN_UPDATE).toString()).matches("33..30..02.*");
    }

    @Test
    void brainpool_agrees_with_a_peer_of_its_own_curve_alone_3_11() {
        Reader reader = Reader.selected(brainpool("standard")
                .addKeyPair("p", Octets.hex("07"), Octets.hex("08"), KeyFunction.AGREE)
                .generateKeyPair(Octets.hex("07")));
        Octets own = reader.data("80 B9 00 00 03 84 01 01").slice(12, 77);
        RawPair peer = BrainpoolP256.generate();
        reader.data("80 24 00 00 03 85 01 05");
        assertThat(reader.send("80 D8 80 00 47" + Published.PUBLIC_KEY_DATA)).isEqualTo("6A80"); // P-256
        reader.data("80 D8 80 00 47 3445 4943 8641" + peer.publicKey());
        assertThat(reader.data("80 46 00 00 06 84 01 01 85 01 05"))
                .isEqualTo(BrainpoolP256.agree(peer.privateKey(), own));
        assertThat(reader.send("80 46 00 00 06 84 01 01 85 01 08")).isEqualTo("6985");
    }

    @Test
    void RSA_signs_and_its_259_bytes_come_in_two_parts_3_9_5() throws GeneralSecurityException {
        SimMemory memory = rsa();
        Reader reader = Reader.selected(memory);
        assertThat(reader.send("80 CB C1 00 03 84 01 01")).contains("4B0103").contains("920101");
        assertThat(reader.send("80 CB 00 00")).contains("920105");
        reader.data(SIGN_RSA);
        String first = reader.send(SIGN_UPDATE + "00");
        assertThat(first).startsWith("330100").endsWith("6103").hasSize(2 * 258);
        String rest = reader.send("00 C0 00 00 03");
        assertThat(rest).hasSize(2 * 5).endsWith("9000");
        verify(memory, first, rest);
    }

    @Test
    void RSA_under_T0_3_9_5() throws GeneralSecurityException {
        SimMemory memory = rsa().protocol(Protocol.T0);
        Reader reader = Reader.selected(memory);
        reader.send(SIGN_RSA);
        assertThat(reader.send(SIGN_UPDATE)).isEqualTo("6100");
        String first = reader.send("00 C0 00 00 00");
        assertThat(first).endsWith("6103");
        verify(memory, first, reader.send("00 C0 00 00 03"));
    }

    @ParameterizedTest
    @CsvSource({
        "80 B9 00 00 03 84 01 01, 6985",
        "80 CD 00 00 03 85 01 02, 6985",
        "80 24 00 00 03 85 01 02, 6985",
        "80 2C 00 01 0D 85 01 02 A1 01 03 91 02 0001 92 01 01, 6985",
        "80 46 00 00 06 84 01 01 85 01 02, 6985",
        "80 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 04, 6A80",
        "80 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 02, 6A80"
    })
    void RSA_can_do_nothing_else_2_5(String command, String status) {
        assertThat(Reader.selected(rsa()).send(command)).isEqualTo(status);
    }

    @Test
    void keys_of_all_types_are_kept_in_the_file() throws IOException {
        SimMemory memory = rsa();
        memory.addKeyPair(KeyAlgorithm.BRAINPOOL_P_256, "b", Octets.hex("03"), Octets.hex("04"), KeyFunction.SIGN)
                .generateKeyPair(Octets.hex("03"));
        Path file = directory.resolve("sim.json");
        memory.save(file);
        SimMemory loaded = SimMemory.load(file);
        assertThat(loaded.objects()).isEqualTo(memory.objects());
        assertThat(loaded.application()).isEqualTo(memory.application());
    }

    @Test
    void keys_from_elsewhere() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        assertThat(rsa().loadPrivateKey(ID, pair.getPrivate()).publicKey(PUBLIC_ID))
                .contains(pair.getPublic());
        generator.initialize(1024);
        KeyPair small = generator.generateKeyPair();
        assertThatIllegalArgumentException().isThrownBy(() -> rsa().loadPrivateKey(ID, small.getPrivate()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> brainpool("standard").loadPrivateKey(ID, pair.getPrivate()))
                .withMessageContaining("have one generated");
        assertThat(Rsa2048.isPrivate(Octets.of(small.getPrivate().getEncoded())))
                .isFalse();
        assertThat(Rsa2048.isPublic(Octets.of(small.getPublic().getEncoded()))).isFalse();
        assertThat(Rsa2048.isPublic(Octets.of(pair.getPublic().getEncoded()))).isTrue();
    }

    /** The encoding is that of a curve by name; here with P-256's name and a point of that curve, Java reads it. */
    @Test
    void the_encoding_of_a_brainpool_key_is_SubjectPublicKeyInfo_RFC_5480() throws GeneralSecurityException {
        String encoded = Octets.of(BrainpoolP256.publicKey(Published.POINT).getEncoded())
                .toString()
                .replace("305A30140607", "305930130607")
                .replace("06092B2403030208010107", "06082A8648CE3D030107");
        PublicKey read = KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Octets.hex(encoded).toArray()));
        assertThat(read.getAlgorithm()).isEqualTo("EC");
    }

    private static void verify(SimMemory memory, String first, String rest) throws GeneralSecurityException {
        String signature = first.substring(6, first.length() - 4) + rest.substring(0, rest.length() - 4);
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(memory.publicKey(PUBLIC_ID).orElseThrow());
        verifier.update(TEXT);
        assertThat(verifier.verify(Octets.hex(signature).toArray())).isTrue();
    }
}
