package iotsafe.client.config;

import iotsafe.client.command.HostCommand;
import iotsafe.client.config.ManagedObjects.MappedInstance;
import iotsafe.client.config.ManagedObjects.MappedObject;
import iotsafe.client.config.ManagedObjects.MappedResource;
import iotsafe.client.config.ManagedObjects.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the list {@code objects:}, the one part of the configuration that is a tree. */
final class MappedObjectsReader {
    private static final int HIGHEST_ID = 65534;
    private static final int MOST_RESOURCES = 256;
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(2);

    /** 0 to 7 are the agent's, 21 (OSCORE) is a credential store that it would have to understand. */
    private static final Set<Integer> NOT_TO_BE_MAPPED = Set.of(0, 1, 2, 3, 4, 5, 6, 7, 21);

    private static final List<String> OF_OBJECT = List.of("id", "model", "instances");
    private static final List<String> OF_RESOURCE =
            List.of("value", "file", "read", "write", "execute", "socket", "limit", "observe");

    private final Settings settings;
    private final Problems problems;
    private int resources;

    MappedObjectsReader(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    List<MappedObject> read() {
        Optional<Node> node = settings.objects();
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof SequenceNode list)) {
            problems.add(
                    settings.place(node.get()),
                    "objects is no list; it holds one entry an object",
                    "config/agent.yaml shows an entry");
            return List.of();
        }
        List<MappedObject> objects = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (Node entry : list.getValue()) {
            object(entry).ifPresent(object -> {
                if (!ids.add(object.id())) {
                    problems.add(
                            settings.place(entry), "object %d stands twice".formatted(object.id()), "merge the two");
                }
                objects.add(object);
            });
        }
        return objects;
    }

    private Optional<MappedObject> object(Node node) {
        Map<String, Node> fields = fields("an object", node, OF_OBJECT);
        Optional<Integer> id = required(node, fields, "id").flatMap(found -> number("id", found, HIGHEST_ID));
        Optional<Path> model = required(node, fields, "model").flatMap(found -> value("model", found, Values::path));
        Optional<Node> instances = required(node, fields, "instances");
        id.filter(NOT_TO_BE_MAPPED::contains)
                .ifPresent(taken -> problems.add(
                        settings.place(fields.getOrDefault("id", node)),
                        "object %d cannot be mapped: it is the agent's own".formatted(taken),
                        "objects from 8 on can"));
        List<MappedInstance> read = new ArrayList<>();
        instances
                .map(found -> numbered("instances", found))
                .orElse(Map.of())
                .forEach((instance, content) -> read.add(new MappedInstance(instance, resources(content))));
        if (id.isEmpty() || model.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MappedObject(id.get(), model.get(), read, written(node)));
    }

    private List<MappedResource> resources(Node node) {
        List<MappedResource> read = new ArrayList<>();
        numbered("an instance", node)
                .forEach((id, content) -> resource(id, content).ifPresent(read::add));
        return read;
    }

    private Optional<MappedResource> resource(int id, Node node) {
        resources++;
        if (resources == MOST_RESOURCES + 1) {
            problems.add(settings.place(node), "more than %d resources".formatted(MOST_RESOURCES), "map fewer");
        }
        Map<String, Node> fields = fields("a resource", node, OF_RESOURCE);
        Duration limit = field(fields, "limit", Values.duration("100ms", "30s")).orElse(USUAL_LIMIT);
        Optional<Duration> observe = field(fields, "observe", Values.duration("1s", "1d"));
        Optional<String> constant = field(fields, "value", text -> text);
        Optional<Path> file = field(fields, "file", Values::path);
        Optional<Path> socket = field(fields, "socket", Values::path);
        Optional<HostCommand> read = command(fields, "read", limit);
        Optional<HostCommand> write = command(fields, "write", limit);
        Optional<HostCommand> execute = command(fields, "execute", limit);
        boolean byCommand = Stream.of("read", "write", "execute").anyMatch(fields::containsKey);
        long ways =
                Stream.of("value", "file", "socket").filter(fields::containsKey).count() + (byCommand ? 1 : 0);
        if (ways != 1 && node instanceof MappingNode) {
            problems.add(
                    settings.place(node),
                    ways == 0
                            ? "nothing stands behind resource %d".formatted(id)
                            : "resource %d stands for several things".formatted(id),
                    "write one of value, file, socket, or commands: read, write, execute");
            return Optional.empty();
        }
        Optional<Source> source = constant.<Source>map(Source.Constant::new)
                .or(() -> file.map(Source.InFile::new))
                .or(() -> socket.map(path -> new Source.OnSocket(path, limit)));
        if (byCommand) {
            source = Optional.of(new Source.Commands(read, write, execute));
        }
        return source.map(found -> new MappedResource(id, found, observe, written(node)));
    }

    private Optional<HostCommand> command(Map<String, Node> fields, String word, Duration limit) {
        Node node = fields.get(word);
        if (node == null) {
            return Optional.empty();
        }
        List<Node> nodes = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        List<Setting.Item> items = new ArrayList<>();
        for (Node one : nodes) {
            value(word, one, text -> new Setting.Item(settings.place(one), text))
                    .ifPresent(items::add);
        }
        return items.isEmpty() || items.size() < nodes.size()
                ? Optional.empty()
                : ManagedObjectsBinder.command(word, items, limit, problems);
    }

    private <T> Optional<T> field(Map<String, Node> fields, String word, Function<String, T> parser) {
        Node node = fields.get(word);
        return node == null ? Optional.empty() : value(word, node, parser);
    }

    private <T> Optional<T> value(String word, Node node, Function<String, T> parser) {
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(settings.place(node), word + " must be a single value");
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(scalar.getValue()));
        } catch (IllegalArgumentException e) {
            problems.add(
                    settings.place(node),
                    "%s is %s; %s".formatted(word, Printable.quote(scalar.getValue()), e.getMessage()),
                    e instanceof BadValueException bad ? bad.hint().orElse(null) : null);
            return Optional.empty();
        }
    }

    private Optional<Integer> number(String word, Node node, int highest) {
        return value(word, node, Values.number(0, highest));
    }

    private Optional<Node> required(Node object, Map<String, Node> fields, String word) {
        if (!fields.containsKey(word) && object instanceof MappingNode) {
            problems.add(settings.place(object), "an object without " + word, "an object has id, model and instances");
        }
        return Optional.ofNullable(fields.get(word));
    }

    /** Keys that are ids. */
    private Map<Integer, Node> numbered(String what, Node node) {
        Map<Integer, Node> found = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problems.add(
                    settings.place(node), what + " must be a mapping of ids", "for example 0: {5700: {file: /run/x}}");
            return found;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            number("an id", key, HIGHEST_ID).ifPresent(id -> {
                if (found.putIfAbsent(id, tuple.getValueNode()) != null) {
                    problems.add(settings.place(key), "id %d stands twice".formatted(id), "remove one of them");
                }
            });
        }
        return found;
    }

    private Map<String, Node> fields(String what, Node node, List<String> known) {
        Map<String, Node> found = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problems.add(settings.place(node), what + " must be a mapping", "it has " + String.join(", ", known));
            return found;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            String word = key instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!known.contains(word)) {
                problems.add(
                        settings.place(key),
                        "%s is no key of %s".formatted(Printable.quote(word), what),
                        Suggestion.of(word, known)
                                .map(Suggestion::didYouMean)
                                .orElse("it has " + String.join(", ", known)));
            } else if (found.putIfAbsent(word, tuple.getValueNode()) != null) {
                problems.add(settings.place(key), word + " stands twice", "remove one of them");
            }
        }
        return found;
    }

    private ManagedObjects.Written written(Node node) {
        Place place = settings.place(node);
        return new ManagedObjects.Written(place.name(), place.excerpt());
    }
}
