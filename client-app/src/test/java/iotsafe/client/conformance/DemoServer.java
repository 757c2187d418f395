package iotsafe.client.conformance;

import iotsafe.client.e2e.Json;
import iotsafe.client.e2e.LeshanRest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * What Leshan's demo server does to one device, and what it tells of it.
 *
 * <p>Values are in its JSON: {@code {"id":0,"value":1}} for a resource, {@code {"id":0,"values":{"0":1}}} for one with instances,
 * {@code {"id":0,"resources":[...]}} for an object instance, {@code {"id":0,"instances":[...]}} for an object.
 */
final class DemoServer {
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final LeshanRest rest;
    private final String endpoint;

    DemoServer(LeshanRest rest, String endpoint) {
        this.rest = rest;
        this.endpoint = endpoint;
    }

    /**
     * The device's answer.
     *
     * @param json {@code status}, and {@code content}, {@code objectLinks} or {@code errormessage}
     */
    record Answer(Map<String, Object> json) {
        /** {@code CONTENT(205)} and the like. */
        String status() {
            return String.valueOf(json.get("status"));
        }

        /** The content of a Read. */
        Node content() {
            return Node.of(json.get("content"));
        }

        /** The links of a Discover: path to attributes. */
        Map<String, Object> links() {
            return Json.objects(json, "objectLinks").stream()
                    .collect(Collectors.toMap(
                            link -> String.valueOf(link.get("url")),
                            link -> link.get("attributes"),
                            (one, same) -> one));
        }
    }

    /**
     * A node of the data model.
     *
     * @param json see above
     */
    record Node(Map<String, Object> json) {
        @SuppressWarnings("unchecked") // a node is an object
        static Node of(@Nullable Object json) {
            if (json == null) {
                throw new AssertionError("no node");
            }
            return new Node((Map<String, Object>) json);
        }

        /** Of a resource: its value. */
        Object value() {
            Object value = json.getOrDefault("value", json.get("values"));
            if (value == null) {
                throw new AssertionError("no value in " + json);
            }
            return value;
        }

        /** Of an object instance: the value of a resource. */
        Object value(int resource) {
            return child("resources", resource).value();
        }

        /** Of an object: an instance. */
        Node instance(int id) {
            return child("instances", id);
        }

        /** The ids of resources or instances. */
        List<Integer> ids() {
            return json.values().stream()
                    .filter(List.class::isInstance)
                    .flatMap(list -> ((List<?>) list).stream())
                    .map(child -> (Integer) of(child).json().get("id"))
                    .sorted()
                    .toList();
        }

        private Node child(String list, int id) {
            return Json.objects(json, list).stream()
                    .filter(child -> Integer.valueOf(id).equals(child.get("id")))
                    .map(Node::new)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no %d in %s".formatted(id, json)));
        }
    }

    Answer read(String path) throws IOException, InterruptedException {
        return ask("GET", path, "");
    }

    /** In a content format by its name: {@code TLV}, {@code SENML_CBOR}... */
    Answer read(String path, String format) throws IOException, InterruptedException {
        return ask("GET", path + "?format=" + format, "");
    }

    /** Write (replace) of a node. */
    Answer writeNode(String path, String node) throws IOException, InterruptedException {
        return ask("PUT", path, node);
    }

    /** The same in a content format. */
    Answer writeNode(String path, String node, String format) throws IOException, InterruptedException {
        return ask("PUT", path + "?format=" + format, node);
    }

    /** Writes the one value of a resource, as JSON has it. */
    Answer write(String path, Object value) throws IOException, InterruptedException {
        return writeNode(path, resource(path, value));
    }

    /** The node of a resource with one value. */
    static String resource(String path, Object value) {
        String json = value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
        return "{\"id\":%s,\"value\":%s}".formatted(path.substring(path.lastIndexOf('/') + 1), json);
    }

    /** Write (partial update). */
    Answer update(String path, String node, String format) throws IOException, InterruptedException {
        return ask("PUT", path + "?replace=false&format=" + format, node);
    }

    Answer execute(String path) throws IOException, InterruptedException {
        return ask("POST", path, "");
    }

    Answer create(String path, String node) throws IOException, InterruptedException {
        return ask("POST", path, node);
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return ask("DELETE", path, "");
    }

    Answer discover(String path) throws IOException, InterruptedException {
        return ask("GET", path + "/discover", "");
    }

    /** Write-Attributes: {@code pmin=1&pmax=10}. */
    Answer writeAttributes(String path, String attributes) throws IOException, InterruptedException {
        return ask("PUT", path + "/attributes?" + attributes, "");
    }

    Answer observe(String path) throws IOException, InterruptedException {
        return ask("POST", path + "/observe", "");
    }

    Answer observe(String path, String format) throws IOException, InterruptedException {
        return ask("POST", path + "/observe?format=" + format, "");
    }

    /** Has the server forget that it observes; the device is not told. */
    void forget(String path) throws IOException, InterruptedException {
        rest.tell("DELETE", endpoint, path + "/observe");
    }

    private Answer ask(String method, String path, String body) throws IOException, InterruptedException {
        return new Answer(rest.ask(method, endpoint, path, body));
    }

    /** The registration: {@code lifetime}, {@code bindingMode}, {@code objectLinks}... */
    Map<String, Object> registration() throws IOException, InterruptedException {
        return rest.ask("GET", endpoint, "", "");
    }

    boolean isRegistered() throws IOException, InterruptedException {
        return rest.knows(endpoint);
    }

    /** What happens from now on; CoAP messages only for as long as this registration's association lasts. */
    Events events() throws IOException, InterruptedException {
        Events events = new Events(rest.events(endpoint));
        // the server answers a little before it begins to tell
        Awaitility.await().atMost(RunningDevice.PATIENCE).until(() -> {
            read("/1/0/0");
            return !events.coap().isEmpty();
        });
        return events;
    }

    /** What the server tells, in its order. */
    static final class Events implements AutoCloseable {
        private final LeshanRest.Events source;

        Events(LeshanRest.Events source) {
            this.source = source;
        }

        /** All of a name so far. */
        List<Map<String, Object>> all(String name) {
            return source.named(name).stream()
                    .map(line -> Json.object(line.substring("data: ".length())))
                    .toList();
        }

        /** Waits for the {@code nth} of a name, 1 being the first. */
        Map<String, Object> await(String name, int nth) {
            awaitOf(name).until(() -> source.named(name).size() >= nth);
            return all(name).get(nth - 1);
        }

        /** The values of the notifications of a path, the first {@code many}. */
        List<Object> notified(String path, int many) {
            awaitOf("NOTIFICATION of " + path).until(() -> notifications(path).size() >= many);
            return notifications(path).stream()
                    .limit(many)
                    .map(data -> Node.of(data.get("val")).value())
                    .toList();
        }

        private List<Map<String, Object>> notifications(String path) {
            return all("NOTIFICATION").stream()
                    .filter(data -> path.equals(data.get("res")))
                    .toList();
        }

        /** The CoAP messages that passed so far. */
        List<Coap> coap() {
            return all("COAPLOG").stream().map(Coap::new).toList();
        }

        /** Waits for CoAP messages of a kind and gives the first {@code many}. */
        List<Coap> coap(String kind, Predicate<Coap> is, int many) {
            List<Coap> found = new ArrayList<>();
            awaitOf(kind).until(() -> {
                found.clear();
                coap().stream().filter(is).forEach(found::add);
                return found.size() >= many;
            });
            return found.subList(0, many);
        }

        private static ConditionFactory awaitOf(String what) {
            return Awaitility.await(what).atMost(RunningDevice.PATIENCE).pollInterval(OFTEN);
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /**
     * A CoAP message at the server.
     *
     * @param json {@code incoming}, {@code type}, {@code code}, {@code token}, {@code mId}, {@code options}, {@code payload}
     */
    record Coap(Map<String, Object> json) {
        boolean isIncoming() {
            return Boolean.TRUE.equals(json.get("incoming"));
        }

        /** When it passed, by the server's clock. */
        Instant at() {
            return Instant.ofEpochMilli(Long.parseLong(text("timestamp")));
        }

        String type() {
            return text("type");
        }

        /** {@code 2.05}, or {@code POST}; empty for an empty message. */
        String code() {
            return text("code");
        }

        String token() {
            return text("token");
        }

        /** {@code Content-Format: "text/plain" - Observe: 2}. */
        String options() {
            return text("options");
        }

        /** As text, or {@code Hex:...}. */
        String payload() {
            return text("payload");
        }

        private String text(String name) {
            return String.valueOf(json.getOrDefault(name, ""));
        }
    }
}
