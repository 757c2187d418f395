package iotsafe.testbed.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import iotsafe.testbed.bootstrap.Psk;
import iotsafe.testbed.ca.CaFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Leshan's demo server in a JVM of its own on 127.0.0.1, with its web page and REST; ends with this object or this JVM. */
public final class ManagementServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration HTTP = Duration.ofSeconds(10);
    /** What the demo server logs once its CoAP endpoints listen, and once its web server does. */
    private static final Pattern LISTENING =
            Pattern.compile("LWM2M server started at .*coaps://+127\\.0\\.0\\.1:(\\d+).*");

    private static final Pattern SERVING = Pattern.compile("Web server started at http://[^:]+:(\\d+)/?.*");

    private final Process process;
    private final Path work;
    private final Ports ports;

    private ManagementServer(Process process, Path work, Ports ports) {
        this.process = process;
        this.work = work;
        this.ports = ports;
    }

    /**
     * What a server is made of.
     *
     * @param folder its identity and the CA its devices come from; its log and working directory go there too
     * @param library its class path
     * @param port coaps; 0 for any free one
     * @param webPort HTTP; 0 for any free one
     */
    public record Setup(CaFolder folder, ManagementLibrary library, int port, int webPort) {}

    private record Ports(int coaps, int web) {}

    /**
     * Starts a server; it answers when this returns.
     *
     * @throws IOException if it ends early or does not start within a minute; its log is named
     */
    public static ManagementServer start(Setup setup) throws IOException, InterruptedException {
        Path log = setup.folder().path().resolve("management-server.log");
        // it writes settings and known devices where it runs, and reads them again
        Path work = Files.createTempDirectory(setup.folder().path().toAbsolutePath(), "management-server-");
        Process process = new ProcessBuilder(command(setup))
                .directory(work.toFile())
                .redirectError(log.toFile())
                .start();
        CompletableFuture<Ports> ports =
                CompletableFuture.supplyAsync(() -> readPorts(process), ManagementServer::inThread);
        ManagementServer server = null;
        try {
            server = new ManagementServer(process, work, ports.get(START.toSeconds(), TimeUnit.SECONDS));
            return server;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the management server did not start; see " + log, e);
        } finally {
            if (server == null) {
                new ManagementServer(process, work, new Ports(0, 0)).close();
            }
        }
    }

    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "management-server-output");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<String> command(Setup setup) {
        CaFolder folder = setup.folder();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // it starts in half the time, and is not here to be fast
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // the JSON library of its REST looks into the JDK's collections
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dlogback.configurationFile=iotsafe-management-server-logback.xml",
                "-cp",
                setup.library().classPath(),
                DemoLauncher.class.getName(),
                "-lh",
                "127.0.0.1",
                "-lp",
                "0",
                "-slh",
                "127.0.0.1",
                "-slp",
                Integer.toString(setup.port()),
                "-wh",
                "127.0.0.1",
                "-wp",
                Integer.toString(setup.webPort()),
                "-cert",
                folder.managementCertificateFile().toAbsolutePath().toString(),
                "-prik",
                folder.managementKeyFile().toAbsolutePath().toString(),
                "-truststore",
                folder.authorityFile().toAbsolutePath().toString(),
                "-m",
                setup.library().models().toString());
    }

    /** Reads until both ports are known; afterwards goes on reading in the background, so that the server never blocks. */
    private static Ports readPorts(Process process) {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        int coaps = 0;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher listening = LISTENING.matcher(line);
                Matcher serving = SERVING.matcher(line);
                if (listening.matches()) {
                    coaps = Integer.parseInt(listening.group(1));
                } else if (serving.matches() && coaps != 0) {
                    inThread(() -> lines.lines().forEach(ignored -> {}));
                    return new Ports(coaps, Integer.parseInt(serving.group(1)));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("lost its output: " + e.getMessage(), e);
        }
        throw new IllegalStateException("it ended before it was ready");
    }

    /** Where devices register: {@code coaps://127.0.0.1:PORT}. */
    public URI uri() {
        return URI.create("coaps://127.0.0.1:" + ports.coaps());
    }

    /** Its web page and REST: {@code http://127.0.0.1:PORT}. */
    public URI web() {
        return URI.create("http://127.0.0.1:" + ports.web());
    }

    /** Completes when the server has ended, wanted or not. */
    public CompletableFuture<Void> ended() {
        return process.onExit().thenAccept(ignored -> {});
    }

    /** The process, for a test that wants to see it gone. */
    ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * Lets a device in by a certificate of the CA whose CN is its endpoint name; others cannot register.
     *
     * @throws IOException if the server refuses
     */
    public void admit(String endpoint) throws IOException, InterruptedException {
        admit(endpoint, Map.of("endpoint", endpoint, "x509", true));
    }

    /**
     * Lets a device in by a pre-shared key.
     *
     * @throws IOException if the server refuses
     */
    public void admit(Psk psk) throws IOException, InterruptedException {
        admit(
                psk.identity(),
                Map.of("endpoint", psk.identity(), "psk", Map.of("identity", psk.identity(), "key", psk.key())));
    }

    private void admit(String endpoint, Map<String, Object> security) throws IOException, InterruptedException {
        String body = new ObjectMapper().writeValueAsString(security);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(web().resolve("/api/security/clients"))
                                .timeout(HTTP)
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("the management server does not admit \"%s\": HTTP %d %s"
                    .formatted(endpoint, response.statusCode(), response.body()));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " survives being killed");
            }
            deleteWork();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // it lies in the test bed's own folder and hurts nobody
        }
    }

    private void deleteWork() throws IOException {
        try (Stream<Path> all = Files.walk(work)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
