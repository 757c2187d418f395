package iotsafe.client.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A SoftHSM token with a PIN, personalised by OpenSC's tool, which shares nothing with the agent.
 *
 * @param folder its own
 */
record Token(Path folder) {
    private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    private static final Path TOOL = Path.of("/usr/bin/pkcs11-tool");
    private static final String CONFIGURATION = "SOFTHSM2_CONF";
    private static final String LABEL = "device";
    private static final String PIN = "271828";

    /** Whether the machine has what it takes. */
    static boolean isInstalled() {
        return Files.exists(LIBRARY)
                && Files.isExecutable(TOOL)
                && Files.isExecutable(Path.of("/usr/bin/softhsm2-util"));
    }

    /** As it leaves the factory for {@code endpoint}: a key made on it and the certificate over it, both of CKA_ID 01. */
    static Token fromFactory(Path folder, TestBed bed, String endpoint) throws IOException, InterruptedException {
        Token token = new Token(folder);
        Files.createDirectory(folder.resolve("tokens"));
        Files.writeString(token.configuration(), """
                directories.tokendir = %s
                objectstore.backend = file
                log.level = ERROR
                """.formatted(folder.resolve("tokens")));
        Files.writeString(token.pinFile(), PIN + "\n");
        token.runs("softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", PIN + PIN, "--pin", PIN);
        token.tool("--keypairgen", "--key-type", "EC:prime256v1", "--id", "01", "--label", "factory");
        token.certified(bed, endpoint);
        return token;
    }

    private void certified(TestBed bed, String endpoint) throws IOException, InterruptedException {
        Path der = folder.resolve("key.der");
        tool("--read-object", "--type", "pubkey", "--id", "01", "--output-file", der.toString());
        String pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(Files.readAllBytes(der)));
        Path publicKey = Files.writeString(folder.resolve("key.pem"), pem, StandardCharsets.US_ASCII);
        Path certificate = bed.issue(endpoint, publicKey);
        tool("--write-object", certificate.toString(), "--type", "cert", "--id", "01", "--label", "factory");
    }

    /** The address under which the agent finds it. */
    String address() {
        return "pkcs11:%s?token=%s&pin-file=%s".formatted(LIBRARY, LABEL, pinFile());
    }

    /** What the agent needs in order to find it and what is on it, which for a SIM is elsewhere. */
    Map<String, String> environment(TestBed bed) {
        return Map.of(
                CONFIGURATION,
                configuration().toString(),
                "IOTSAFE_BOOTSTRAP_KEY",
                "pkcs11:token=device;type=private;id=%01",
                "IOTSAFE_BOOTSTRAP_CERTIFICATE",
                "pkcs11:token=device;type=cert;id=%01",
                "IOTSAFE_BOOTSTRAP_TRUST",
                "file:" + bed.authority());
    }

    /** What other programs see of this kind, {@code privkey}, {@code pubkey} or {@code cert}. */
    String lists(String type) throws IOException, InterruptedException {
        return tool("--list-objects", "--type", type);
    }

    /** The secret that no log may show. */
    String pin() {
        return PIN;
    }

    private String tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                TOOL.toString(), "--module", LIBRARY.toString(), "--token-label", LABEL, "--login", "--pin", PIN));
        command.addAll(List.of(arguments));
        return runs(command.toArray(String[]::new));
    }

    private String runs(String... command) throws IOException, InterruptedException {
        try (Program program = Program.start(
                List.of(command), Map.of(CONFIGURATION, configuration().toString()))) {
            return program.awaitEnd().done().out();
        }
    }

    private Path configuration() {
        return folder.resolve("softhsm2.conf");
    }

    private Path pinFile() {
        return folder.resolve("pin");
    }
}
