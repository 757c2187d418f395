package iotsafe.credentials.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iotsafe.credentials.dtls.TestPki;
import iotsafe.sim.FileContainer;
import iotsafe.sim.KeyAlgorithm;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that know nothing of us find the card through {@code java.security} alone (JCA Reference Guide, "Installing Providers"), on the
 * JDK of this build and on the newest that the product is for.
 */
class OtherJvmTest {
    private static final Path NEWEST = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    /** SLF4J's own remarks, on standard error, are not of interest here. */
    private static final String QUIET = "-Dslf4j.internal.verbosity=ERROR";

    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", QUIET);

    @TempDir
    static Path folder;

    private static Path card;
    /** The software SIM with an RSA key: {@link TestCard} has none. */
    private static Path rsaSim;

    private static Path peer;

    static Stream<Path> javaHomes() {
        return Stream.of(Path.of(System.getProperty("java.home")), NEWEST);
    }

    @BeforeAll
    static void personalise() throws Exception {
        TestPki.Holder root = TestPki.root("Root");
        TestPki.Holder intermediate = TestPki.intermediate(root, "Intermediate");
        TestPki.Holder device = TestPki.issue(intermediate, wish("device"));
        TestPki.Holder other = TestPki.issue(root, wish("other"));
        card = folder.resolve("card.properties");
        new TestCard()
                .pair("01", "device", device.keys())
                .file("02", "client cert", TestPki.pem(device.certificate(), intermediate.certificate()))
                .file("03", "root", root.certificate().getEncoded())
                .write(card);
        rsaSim = folder.resolve("sim.json");
        rsaSim(root).save(rsaSim);
        peer = folder.resolve("peer.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "changeit".toCharArray();
        store.setKeyEntry("other", other.keys().getPrivate(), password, new Certificate[] {other.certificate()});
        store.setCertificateEntry("root", root.certificate());
        try (OutputStream out = Files.newOutputStream(peer)) {
            store.store(out, password);
        }
    }

    private static SimMemory rsaSim(TestPki.Holder root) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        TestPki.Holder rsa = TestPki.issue(root, wish("rsa device"), generator.generateKeyPair());
        Octets id = Octets.of(1);
        return SimMemory.blank(Profile.named("standard"))
                .addKeyPair(KeyAlgorithm.RSA_2048, "rsa", id, id, KeyFunction.SIGN)
                .loadPrivateKey(id, rsa.keys().getPrivate())
                .addFile(Octets.of(2), "rsa cert", TestPki.der(rsa.certificate()), FileContainer.CERTIFICATE)
                .addFile(Octets.of(3), "root", TestPki.der(root.certificate()), FileContainer.CERTIFICATE);
    }

    /** For either role, valid on the day of the build: another JVM has a clock of its own. */
    private static TestPki.Wish wish(String name) {
        Instant now = Instant.now();
        return new TestPki.Wish(
                name,
                KeyPurposeId.anyExtendedKeyUsage,
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void keytool_lists_the_keys_and_authorities_of_the_card(Path javaHome) throws Exception {
        assumeInstalled(javaHome);
        String output = keytoolList(javaHome, "testcard:" + card);
        assertThat(output)
                .contains("Keystore provider: IotSafe", "Your keystore contains 2 entries")
                .contains("Alias name: device")
                .contains("Entry type: PrivateKeyEntry\nCertificate chain length: 2")
                .contains("Alias name: root")
                .contains("Entry type: trustedCertEntry")
                .contains("Issuer: CN=Intermediate")
                .contains("test card: channel closed");
    }

    /** RFC 5246 7.4.8 and RFC 8446 4.4.3: in both roles the SIM's key signs the handshake. */
    @ParameterizedTest
    @MethodSource("javaHomes")
    void a_program_of_the_platform_alone_speaks_mutual_TLS_with_the_key_of_the_SIM(Path javaHome) throws Exception {
        assumeInstalled(javaHome);
        List<String> providers = providersWith("SunRsaSign", "IotSafe testcard:" + card, "SunEC");
        assertThat(tls(javaHome, providers, "TLSv1.2", "TLSv1.3"))
                .contains(
                        "TLSv1.2 as client: server CN=other, client CN=device, TLSv1.2",
                        "TLSv1.2 as server: server CN=device, client CN=other, TLSv1.2",
                        "TLSv1.3 as client: server CN=other, client CN=device, TLSv1.3",
                        "TLSv1.3 as server: server CN=device, client CN=other, TLSv1.3",
                        "random: 1",
                        "test card: channel closed");
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void keytool_lists_an_RSA_key_of_the_SIM(Path javaHome) throws Exception {
        assumeInstalled(javaHome);
        assertThat(keytoolList(javaHome, "testsim:" + rsaSim))
                .contains("Keystore provider: IotSafe", "Your keystore contains 2 entries")
                .contains("Alias name: rsa\n", "Entry type: PrivateKeyEntry\nCertificate chain length: 1")
                .contains("Owner: CN=rsa device", "2048-bit RSA key");
    }

    /**
     * RFC 5246 7.4.1.4.1: in both roles the SIM's RSA key signs a handshake of TLS 1.2. RFC 8446 4.2.3 has no PKCS#1 v1.5 for handshakes: TLS
     * 1.3 is refused by the SIM's own end, and says why.
     */
    @ParameterizedTest
    @MethodSource("javaHomes")
    void with_an_RSA_key_of_the_SIM_it_speaks_TLS_1_2_and_refuses_1_3(Path javaHome) throws Exception {
        assumeInstalled(javaHome);
        List<String> providers = providersWith("IotSafe testsim:" + rsaSim, "SunRsaSign", "SunEC");
        assertThat(tls(javaHome, providers, "TLSv1.2", "TLSv1.3"))
                .contains(
                        "TLSv1.2 as client: server CN=other, client CN=rsa device, TLSv1.2",
                        "TLSv1.2 as server: server CN=rsa device, client CN=other, TLSv1.2",
                        "random: 1")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("TLSv1.3 as client: client: ")
                        .contains("No supported CertificateVerify signature algorithm for RSA"));
    }

    private static String keytoolList(Path javaHome, String address) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/keytool").toString()));
        QUICK_START.forEach(option -> command.add("-J" + option));
        command.addAll(List.of("-providerPath", CLASS_PATH));
        command.addAll(List.of("-providerClass", "iotsafe.credentials.jca.IotSafeProvider", "-providerArg", address));
        command.addAll(List.of("-storetype", "IoTSAFE", "-keystore", "NONE", "-list", "-v"));
        return run(command);
    }

    private static List<String> tls(Path javaHome, List<String> providers, String... protocols)
            throws IOException, InterruptedException {
        Path security = Files.createTempFile(folder, "java", ".security");
        Files.write(security, providers);
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
        command.addAll(QUICK_START);
        command.addAll(List.of("-Djava.security.properties=" + security, "-cp", CLASS_PATH));
        command.addAll(List.of(TlsProgram.class.getName(), peer.toString()));
        command.addAll(List.of(protocols));
        return run(command).lines().toList();
    }

    /** The platform's own list, with these in the place of SunRsaSign and SunEC. */
    private static List<String> providersWith(String... signing) {
        List<String> others = List.of(
                "SunJSSE", "SunJCE", "SunJGSS", "SunSASL", "XMLDSig", "SunPCSC", "JdkLDAP", "JdkSASL", "SunPKCS11");
        List<String> names = Stream.of(Stream.of("SUN"), Stream.of(signing), others.stream())
                .flatMap(part -> part)
                .toList();
        return Stream.iterate(0, at -> at < names.size(), at -> at + 1)
                .map(at -> "security.provider." + (at + 1) + "=" + names.get(at))
                .toList();
    }

    private static void assumeInstalled(Path javaHome) {
        assumeTrue(
                Files.isDirectory(javaHome),
                () -> "no JDK at " + javaHome + ": the test on it is skipped; apt install temurin-25-jdk brings it");
    }

    /** Standard output and error of a command that has nothing to read. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
