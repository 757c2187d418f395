package iotsafe.client.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The REST interface of Leshan's demo server (test environment reference 5). */
public final class LeshanRest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI web;

    LeshanRest(URI web) {
        this.web = web;
    }

    /** Lets a device in by a certificate of the CA whose CN is its endpoint name. */
    public void admit(String endpoint) throws IOException, InterruptedException {
        send("PUT", "/api/security/clients", "{\"endpoint\":\"%s\",\"x509\":true}".formatted(endpoint));
    }

    /** Lets a device in by a pre-shared key. */
    public void admit(String endpoint, String identity, String hex) throws IOException, InterruptedException {
        send(
                "PUT",
                "/api/security/clients",
                "{\"endpoint\":\"%s\",\"psk\":{\"identity\":\"%s\",\"key\":\"%s\"}}"
                        .formatted(endpoint, identity, hex));
    }

    /** Whether a device is registered. */
    public boolean knows(String endpoint) throws IOException, InterruptedException {
        return Json.objects(send("GET", "/api/clients", "")).stream()
                .anyMatch(client -> endpoint.equals(client.get("endpoint")));
    }

    /** Sends a request about a resource to the device and gives the device's answer. */
    public Map<String, Object> ask(String method, String endpoint, String path, String body)
            throws IOException, InterruptedException {
        return Json.object(send(method, "/api/clients/" + endpoint + path, body));
    }

    /** Tells the server itself something about a device, which is not asked. */
    public void tell(String method, String endpoint, String path) throws IOException, InterruptedException {
        send(method, "/api/clients/" + endpoint + path, "");
    }

    /** Begins to listen to what happens to a device. */
    public Events events(String endpoint) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = HTTP.send(
                HttpRequest.newBuilder(web.resolve("/api/event?ep=" + endpoint))
                        .header("Accept", "text/event-stream")
                        .build(),
                BodyHandlers.ofLines());
        return new Events(response.body());
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(web.resolve(path))
                        .timeout(Program.PATIENCE)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("%s %s: HTTP %d %s".formatted(method, path, response.statusCode(), response.body()));
        }
        return response.body();
    }

    /** Server-sent events: lines {@code event: NAME} and {@code data: JSON}. */
    public static final class Events implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Stream<String> source;
        private volatile boolean closed;

        private Events(Stream<String> source) {
            this.source = source;
            Thread reader = new Thread(this::read, "events");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try {
                source.forEach(lines::add);
            } catch (UncheckedIOException e) {
                if (!closed) {
                    throw e;
                }
            }
        }

        /** The data of all events of a name so far. */
        public List<String> named(String name) {
            List<String> found = new CopyOnWriteArrayList<>();
            for (int at = 0; at + 1 < lines.size(); at++) {
                if (lines.get(at).equals("event: " + name)) {
                    found.add(lines.get(at + 1));
                }
            }
            return found;
        }

        @Override
        public void close() {
            closed = true;
            source.close();
        }
    }
}
