package iotsafe.client.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A CA in a folder, with the servers that belong to it.
 *
 * @param stage keeps what runs
 * @param folder the CA's
 */
public record TestBed(Stage stage, Path folder) {
    /** Makes a CA; no server runs yet. */
    static TestBed create(Stage stage) throws IOException {
        TestBed bed = new TestBed(stage, stage.newFolder());
        TestBedCommands.run("ca", "create", bed.folder.toString());
        return bed;
    }

    /**
     * A server that runs.
     *
     * @param program where it runs
     * @param addresses what it says of itself: {@code bootstrap}, {@code management}, {@code web}
     */
    public record Server(Program program, Map<String, Object> addresses) {
        /** {@code coaps://127.0.0.1:PORT}. */
        public URI bootstrap() {
            return address("bootstrap");
        }

        /** {@code coaps://127.0.0.1:PORT}. */
        public URI management() {
            return address("management");
        }

        URI web() {
            return address("web");
        }

        private URI address(String name) {
            return URI.create(String.valueOf(addresses.get(name)));
        }
    }

    /** Starts a server and waits until it answers. */
    Server serve(String command, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command, folder.toString()));
        arguments.addAll(List.of(options));
        Program program = stage.keep(Program.start(Programs.testBed(arguments)));
        return new Server(
                program, Json.object(program.awaitOut("^ready (.*)$", 1).group(1)));
    }

    /** Certifies a public key in PEM; DER. */
    public Path issue(String commonName, Path publicKey, String... options) throws IOException {
        Path out = stage.newFolder().resolve("certificate.der");
        List<String> arguments = new ArrayList<>(List.of("ca", "issue", folder.toString()));
        arguments.addAll(List.of("--cn", commonName, "--public-key", publicKey.toString(), "--out", out.toString()));
        arguments.addAll(List.of(options));
        TestBedCommands.run(arguments.toArray(String[]::new));
        return out;
    }

    /** The CA's certificate, PEM. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** What the bootstrap servers of this folder have seen of a device so far; of {@code event}, {@code session} and more. */
    public List<Map<String, Object>> events(String endpoint) throws IOException {
        List<Map<String, Object>> events = new ArrayList<>();
        for (String line : lines(folder.resolve("bootstrap-events.jsonl"))) {
            Map<String, Object> event = Json.object(line);
            if (endpoint.equals(event.get("endpoint")) || endpoint.equals(event.get("peer"))) {
                events.add(event);
            }
        }
        return events;
    }

    /** What the EST servers of this folder have seen of anybody so far; of {@code event}, {@code status} and more. */
    List<Map<String, Object>> httpsEvents() throws IOException {
        return lines(folder.resolve("https-events.jsonl")).stream()
                .map(Json::object)
                .toList();
    }

    /** How often a device has begun to bootstrap. */
    public long bootstraps(String endpoint) throws IOException {
        return events(endpoint).stream()
                .filter(event -> "bootstrap-started".equals(event.get("event")))
                .count();
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException nothingHappenedYet) {
            return List.of();
        }
    }
}
