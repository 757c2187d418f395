package iotsafe.sim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.FileContainer;
import iotsafe.sim.SimMemory;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person or a script meets it: exit codes, one sentence per error, no secret printed. */
class SimCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return SimCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
    }

    private Path created(String... options) {
        Path sim = directory.resolve("sim.json");
        Object[] arguments = new Object[2 + options.length];
        arguments[0] = "create";
        arguments[1] = sim;
        System.arraycopy(options, 0, arguments, 2, options.length);
        assertThat(run(arguments)).isZero();
        return sim;
    }

    @Test
    void a_blank_sim_as_asked_for_and_a_warning() throws IOException {
        Path sim = created("--profile", "class-8c+ids-change", "--iccid", "8988211000000000012", "--protocol", "T0");
        assertThat(out.toString()).contains("created", "ICCID 8988211000000000012");
        assertThat(err.toString()).contains("protects nothing");
        SimMemory memory = SimMemory.load(sim);
        assertThat(memory.profile().name()).isEqualTo("class-8c+ids-change");
        assertThat(memory.protocol()).hasToString("T0");
    }

    @Test
    void an_existing_sim_is_not_replaced_by_mistake() {
        Path sim = created();
        assertThat(run("create", sim)).isEqualTo(2);
        assertThat(err.toString()).contains("is there already");
        assertThat(run("create", sim, "--force")).isZero();
    }

    @Test
    void a_generated_pair_and_its_public_key_in_PEM() throws IOException {
        Path sim = created();
        assertThat(run("add-key-pair", sim, "--id", "01", "--public-id", "02", "--generate"))
                .isZero();
        assertThat(run("public-key", sim, "--id", "02")).isZero();
        byte[] der = Base64.getMimeDecoder().decode(out.toString().replaceAll("-----[A-Z ]+-----", ""));
        assertThat(SimMemory.load(sim).publicKey(Octets.hex("02")).orElseThrow().getEncoded())
                .isEqualTo(der);
        assertThat(run("public-key", sim, "--id", "01")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no public key 01");
    }

    @Test
    void a_key_from_elsewhere_in_PEM_and_in_DER() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        Path sim = created();
        run("add-key-pair", sim, "--id", "01", "--functions", "sign");
        for (boolean pem : new boolean[] {true, false}) {
            KeyPair pair = generator.generateKeyPair();
            byte[] der = pair.getPrivate().getEncoded();
            String text = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(der) + "\n-----END PRIVATE KEY-----\n";
            Path key = directory.resolve("key");
            if (pem) {
                Files.writeString(key, text);
            } else {
                Files.write(key, der);
            }
            assertThat(run("load-key", sim, "--id", "01", key)).isZero();
            assertThat(SimMemory.load(sim).publicKey(Octets.hex("01"))).contains(pair.getPublic());
        }
    }

    @Test
    void keys_that_are_none_are_refused_with_a_hint() throws IOException {
        Path sim = created();
        run("add-key-pair", sim, "--id", "01");
        Path key = Files.writeString(directory.resolve("key"), "-----BEGIN EC PRIVATE KEY-----\n");
        assertThat(run("load-key", sim, "--id", "01", key)).isEqualTo(2);
        assertThat(err.toString()).contains("openssl pkcs8 -topk8 -nocrypt");
        Files.writeString(key, "nonsense");
        assertThat(run("load-key", sim, "--id", "01", key)).isEqualTo(2);
        assertThat(err.toString()).contains("is not a private key of a curve Java knows or of RSA in PKCS#8");
    }

    @Test
    void a_certificate_is_stored_as_DER_and_replaced() throws IOException, URISyntaxException {
        Path sim = created();
        Path pem = Path.of(Objects.requireNonNull(SimCommandTest.class.getResource("certificate.pem"))
                .toURI());
        assertThat(run("load-file", sim, "--id", "02", "--label", "cert", "--certificate", pem))
                .isZero();
        assertThat(run("load-file", sim, "--id", "02", "--label", "cert", "--certificate", pem))
                .isZero();
        FileContainer file = (FileContainer) SimMemory.load(sim).objects().get(0);
        assertThat(file.usage()).isEqualTo(FileContainer.CERTIFICATE);
        assertThat(file.value().at(0)).isEqualTo(0x30);
        assertThat(run("load-file", sim, "--id", "03", "--certificate", sim)).isEqualTo(2);
        assertThat(err.toString()).contains("is not an X.509 certificate");
        assertThat(run("load-file", sim, "--id", "03", directory.resolve("none")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no such file");
    }

    @Test
    void a_secret_comes_from_a_file_and_is_never_printed() throws IOException {
        Path sim = created();
        Path hex = Files.writeString(directory.resolve("psk"), "C0FFEE 11\n");
        assertThat(run("load-secret", sim, "--id", "0A", "--hex-file", hex)).isZero();
        assertThat(SimMemory.load(sim).objects().get(0).value()).hasToString("C0FFEE11");
        assertThat(run("show", sim)).isZero();
        assertThat(out.toString()).contains("secret 0A \"secret 0A\"  4 bytes").doesNotContain("C0FFEE");
        Files.writeString(hex, "C0FFE");
        assertThat(run("load-secret", sim, "--id", "0A", "--hex-file", hex)).isEqualTo(2);
        assertThat(err.toString()).contains("is not pairs of hex digits").doesNotContain("C0FFE");
    }

    @Test
    void mistakes_end_with_2_one_sentence_and_no_stack_trace() throws IOException {
        Path sim = created();
        Path broken = Files.writeString(directory.resolve("broken"), "{");
        for (Object[] mistake : new Object[][] {
            {},
            {"frob"},
            {"show"},
            {"show", directory.resolve("none")},
            {"show", broken},
            {"create", directory.resolve("x"), "--profile", "nonsense"},
            {"create", directory.resolve("x"), "--iccid", "12"},
            {"create", directory.resolve("x"), "--protocol", "T9"},
            {"create", directory.resolve("no").resolve("folder")},
            {"add-key-pair", sim, "--id", "0"},
            {"add-key-pair", sim},
            {"add-key-pair", sim, "--id", "01", "--volatile", "--generate"},
            {"vpcd", sim, "--port", "1"},
            {"modem", sim, "--port", "65536"},
            {"modem", sim, "--quirk", "frob"},
            {"modem", sim, "--pause", "-1"},
            {"modem", sim, "--tty", directory.resolve("no").resolve("folder")},
            {"modem", directory.resolve("none")}
        }) {
            assertThat(run(mistake)).as(Arrays.toString(mistake)).isEqualTo(2);
            assertThat(err.toString()).doesNotContain("Exception", "\tat ");
        }
        assertThat(directory.resolve("x")).doesNotExist();
        assertThat(SimMemory.load(sim).objects()).isEmpty();
    }

    @Test
    void containers_for_a_peer_and_for_volatile_keys() throws IOException {
        Path sim = created();
        assertThat(run("add-public-key", sim, "--id", "05")).isZero();
        assertThat(run("add-key-pair", sim, "--id", "04", "--volatile", "--functions", "agree,generate"))
                .isZero();
        run("show", sim);
        assertThat(out.toString()).contains("public 05 \"peer 05\"  empty", "private 04 \"key 04\"  empty");
    }
}
