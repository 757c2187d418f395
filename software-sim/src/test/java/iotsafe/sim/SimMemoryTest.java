package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.crypto.P256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory, its file, and what survives a power cut. */
class SimMemoryTest {
    private static final Octets ID = Octets.hex("01");

    @TempDir
    private Path directory = Path.of("");

    private static SimMemory memory() {
        return SimMemory.blank(Profile.named("signature-form-b"))
                .protocol(Protocol.T0)
                .iccid("8988211000000000012")
                .addKeyPair("k", ID, ID, KeyFunction.SIGN, KeyFunction.GENERATE)
                .addVolatileKeyPair("v", Octets.hex("02"), Octets.hex("02"), KeyFunction.GENERATE)
                .addFile(Octets.hex("02"), "grüß", new byte[] {1, 2}, FileContainer.GENERAL)
                .addSecret(Octets.hex("0A"), "psk", new byte[] {3});
    }

    @Test
    void what_is_saved_is_loaded_without_volatile_keys() throws IOException {
        SimMemory saved = memory().generateKeyPair(ID);
        Path file = directory.resolve("sim.json");
        saved.save(file);
        SimMemory loaded = SimMemory.load(file);
        assertThat(loaded.objects()).isEqualTo(saved.objects());
        assertThat(loaded.application()).isEqualTo(saved.application());
        assertThat(List.of(loaded.profile(), loaded.protocol(), loaded.aid(), loaded.iccid()))
                .isEqualTo(List.of(saved.profile(), saved.protocol(), saved.aid(), saved.iccid()));
        saved.generateKeyPair(Octets.hex("02")).save(file);
        assertThat(SimMemory.load(file).objects()).isEqualTo(loaded.objects());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file); // and no temporary file
        }
    }

    @Test
    void a_generated_and_a_put_key_are_in_the_file_when_the_answer_goes_out() throws IOException {
        Path file = directory.resolve("sim.json");
        memory().protocol(Protocol.T1).addPublicKey("peer", Octets.hex("05")).save(file);
        Reader reader = new Reader(SoftwareSim.open(file));
        reader.send(Reader.SELECT);
        Octets point = reader.data("80 B9 00 00 03 84 01 01").slice(12, 77);
        assertThat(SimMemory.load(file).publicKey(ID)).contains(P256.publicKey(point));
        reader.data("80 24 00 00 03 85 01 05");
        reader.data("80 D8 80 00 47" + Published.PUBLIC_KEY_DATA);
        Reader reopened = new Reader(SoftwareSim.open(file));
        reopened.send(Reader.SELECT);
        assertThat(reopened.data("80 CD 00 00 03 85 01 05")).isEqualTo(Published.PUBLIC_KEY_DATA);
        assertThat(reopened.data("80 CD 00 00 03 85 01 01").slice(6, 71)).isEqualTo(point);
    }

    @Test
    void a_change_that_cannot_be_stored_is_not_made() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("gone"));
        Path file = folder.resolve("sim.json");
        memory().protocol(Protocol.T1).generateKeyPair(ID).save(file);
        Reader reader = new Reader(SoftwareSim.open(file));
        reader.send(Reader.SELECT);
        Octets before = reader.data("80 CD 00 00 03 85 01 01");
        Files.delete(file);
        Files.delete(folder);
        assertThat(reader.send("80 B9 00 00 03 84 01 01")).isEqualTo("6A84");
        assertThat(reader.data("80 CD 00 00 03 85 01 01")).isEqualTo(before);
    }

    @Test
    void a_file_that_another_program_changed_is_not_overwritten() throws IOException {
        Path file = directory.resolve("sim.json");
        memory().protocol(Protocol.T1).save(file);
        Reader reader = new Reader(SoftwareSim.open(file));
        reader.send(Reader.SELECT);
        SimMemory.load(file).addSecret(Octets.hex("0B"), "new", new byte[] {4}).save(file);
        assertThat(reader.send("80 B9 00 00 03 84 01 01")).isEqualTo("6A84");
        assertThat(SimMemory.load(file).byId(ObjectKind.SECRET, Octets.hex("0B")))
                .isPresent();
    }

    @Test
    void a_file_cut_at_any_length_is_refused_in_one_sentence() throws IOException {
        Path whole = directory.resolve("whole.json");
        Path cut = directory.resolve("cut.json");
        memory().generateKeyPair(ID).save(whole);
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThatIOException()
                    .as("cut at %d", length)
                    .isThrownBy(() -> SoftwareSim.open(cut))
                    .withMessageContaining("cut.json: not a software SIM: ")
                    .withMessageNotContaining("\n");
        }
    }

    @Test
    void other_files_are_refused_in_one_sentence() throws IOException {
        Path file = directory.resolve("sim.json");
        memory().save(file);
        String good = Files.readString(file);
        assertThatIOException()
                .isThrownBy(() -> SoftwareSim.open(directory.resolve("none.json")))
                .withMessageEndingWith("none.json: no such file; create a software SIM there first");
        refused(file, good.replace("\"version\" : 1,\n  \"profile", "\"version\" : 2,\n  \"profile"), "version 2");
        refused(file, good.replace("iotsafe-software-sim", "x"), "\"format\"");
        refused(file, good.replace("signature-form-b", "nonsense"), "there is no profile \"nonsense\"");
        refused(file, good.replace("\"T0\"", "\"T3\""), "not T0 or T1");
        refused(file, good.replace("\"kind\" : \"FILE\"", "\"kind\" : \"FOLDER\""), "FOLDER");
        refused(file, good.replace("\"0102\"", "\"01 XX\""), "\"value\" is not hex");
        refused(file, good.replace("\"access\" : 1", "\"access\" : \"1\""), "\"access\" is not a number");
        refused(file, good.replace("\"aid\"", "\"bid\""), "\"aid\" is missing");
        refused(file, good.replace("\"type\" : 20", "\"type\" : 67"), "key type 43");
        refused(file, good.replaceFirst("\"value\" : \"\"", "\"value\" : \"00\""), "is not a key of P_256");
        refused(file, good + "}", "it is not JSON");
        refused(file, "[]", "\"format\"");
        refused(file, "null", "\"format\"");
        refused(file, "\0\0\0", "it is not JSON");
    }

    @Test
    void random_bytes_in_the_file_are_read_or_refused_cleanly() throws IOException {
        Path file = directory.resolve("sim.json");
        memory().generateKeyPair(ID).save(file);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(20261123);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = good.clone();
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : ' ' + random.nextInt(95));
            }
            Files.write(file, bytes);
            try {
                SimMemory.load(file);
            } catch (IOException refusal) {
                assertThat(refusal).hasMessageContaining("not a software SIM");
            }
        }
    }

    @Test
    void mistakes_of_personalisation_change_nothing() {
        SimMemory memory = memory();
        List<Container> before = memory.objects();
        refused(() -> memory.addKeyPair("other", ID, Octets.hex("09")), "this id is taken");
        refused(() -> memory.addKeyPair("k", Octets.hex("08"), Octets.hex("09")), "this label is taken");
        refused(() -> memory.addKeyPair("", Octets.hex("08"), Octets.hex("09")), "needs a label");
        refused(() -> memory.addFile(Octets.EMPTY, "", new byte[1], 1), "1 to 20 bytes");
        refused(() -> memory.addFile(Octets.of(new byte[21]), "", new byte[1], 1), "1 to 20 bytes");
        refused(() -> memory.addFile(Octets.hex("08"), "x".repeat(61), new byte[1], 1), "at most 60");
        refused(() -> memory.addFile(Octets.hex("08"), "", new byte[65536], 1), "65535");
        refused(() -> memory.addSecret(Octets.hex("08"), "s", new byte[256]), "255");
        refused(() -> memory.generateKeyPair(Octets.hex("08")), "add the key pair first");
        refused(() -> memory.iccid("1234"), "not an ICCID");
        refused(() -> memory.aid(Octets.hex("A0")), "5 to 16");
        assertThat(memory.objects()).isEqualTo(before);
        for (int i = 0; i < 9; i++) {
            memory.addFile(Octets.of(i, i), "", new byte[1], FileContainer.GENERAL);
        }
        refused(() -> memory.addFile(Octets.hex("0FFF"), "", new byte[1], 1), "room for 10");
    }

    @Test
    void a_loaded_key_brings_its_public_key_along() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        for (int i = 0; i < 10; i++) {
            KeyPair pair = generator.generateKeyPair();
            assertThat(memory().loadPrivateKey(ID, pair.getPrivate()).publicKey(ID))
                    .contains(pair.getPublic());
        }
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        KeyPair other = generator.generateKeyPair();
        refused(() -> memory().loadPrivateKey(ID, other.getPrivate()), "P-256");
    }

    @Test
    void nothing_that_prints_shows_a_secret() {
        SimMemory memory = memory().generateKeyPair(ID);
        for (Container object : memory.objects()) {
            assertThat(object.toString()).hasSizeLessThan(40);
        }
        assertThat(new String(Labels.of("grüß").toArray(), StandardCharsets.UTF_8))
                .isEqualTo("grüß");
    }

    private static void refused(Path file, String content, String why) throws IOException {
        Files.writeString(file, content);
        assertThatIOException()
                .isThrownBy(() -> SoftwareSim.open(file))
                .withMessageContaining("not a software SIM: ")
                .withMessageContaining(why)
                .withMessageNotContaining("\n");
    }

    private static void refused(Runnable mistake, String why) {
        assertThatIllegalArgumentException().isThrownBy(mistake::run).withMessageContaining(why);
    }
}
