package iotsafe.client.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What the file and the environment say for each key: names are known and shapes are right, values are not yet understood. */
final class Settings {
    /** What YAML 1.2 finds in a word without a tag; each is taken as written, so that a model "1.10" stays one. */
    private static final Set<Tag> PLAIN_TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    private final SourceText source;
    private final Problems problems;
    private final Map<ConfigKey, Setting> values = new EnumMap<>(ConfigKey.class);
    private final Map<ConfigKey, Place> withoutValue = new EnumMap<>(ConfigKey.class);
    private final Set<ConfigKey> refused = EnumSet.noneOf(ConfigKey.class);
    private final Map<String, Place> sections = new HashMap<>();
    private Optional<Node> objects = Optional.empty();

    private Settings(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** Walks the file, then lets the environment override it. Visits each known key once, so that aliases cannot multiply work. */
    static Settings read(SourceText source, Node root, Map<String, String> environment, Problems problems) {
        Settings settings = new Settings(source, problems);
        settings.file(root);
        settings.environment(new TreeMap<>(environment));
        return settings;
    }

    /** What was written for the key; empty if nothing was. */
    Optional<Setting> get(ConfigKey key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The list of objects, the one value that is a tree; empty if there is none. */
    Optional<Node> objects() {
        return objects;
    }

    /** Whether something was written for the key, but of a shape that was refused already. */
    boolean isRefused(ConfigKey key) {
        return refused.contains(key);
    }

    /** Where an absent key would have been: where it stands without a value, its section, or the start of the file. */
    Place placeOfAbsent(ConfigKey key) {
        return Optional.ofNullable(withoutValue.get(key))
                .or(() -> Optional.ofNullable(sections.get(key.section())))
                .orElseGet(() -> sections.getOrDefault("", source.place(0)));
    }

    private void file(Node root) {
        sections.put("", firstCharacter(root));
        if (root instanceof MappingNode mapping) {
            mapping("", mapping);
        } else {
            problems.add(
                    place(root),
                    "the file holds %s; it must hold sections such as \"card:\"".formatted(kind(root)),
                    "config/agent.yaml explains every key");
        }
    }

    private void mapping(String section, MappingNode mapping) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(place(tuple.getKeyNode()), "a key must be a word, not " + kind(tuple.getKeyNode()));
                continue;
            }
            String word = keyNode.getValue();
            int line = keyNode.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
            Integer earlier = lines.putIfAbsent(word, line);
            if (earlier != null) {
                problems.add(
                        place(keyNode),
                        "%s stands twice; the first is in line %d"
                                .formatted(Printable.of(path(section, word)), earlier),
                        "remove one of them");
            } else if (section.isEmpty() && ConfigKey.sections().contains(word)) {
                section(word, keyNode, tuple.getValueNode());
            } else {
                ConfigKey.find(section, word)
                        .ifPresentOrElse(
                                key -> value(key, keyNode, tuple.getValueNode()), () -> unknown(section, keyNode));
            }
        }
    }

    private void section(String section, Node keyNode, Node valueNode) {
        sections.put(section, place(keyNode));
        if (valueNode instanceof MappingNode mapping) {
            mapping(section, mapping);
        } else if (!isNull(valueNode)) {
            problems.add(
                    place(valueNode),
                    "%s is %s; it must be a section with keys below it".formatted(section, kind(valueNode)),
                    hintForSection(section));
            ConfigKey.in(section).forEach(refused::add);
        }
    }

    private void value(ConfigKey key, Node keyNode, Node valueNode) {
        if (isNull(valueNode)) {
            withoutValue.put(key, place(keyNode));
        } else if (key == ConfigKey.OBJECTS) {
            objects = Optional.of(valueNode);
        } else if (valueNode instanceof SequenceNode sequence) {
            List<Setting.Item> items = sequence.getValue().stream()
                    .flatMap(node -> item(key, node).stream())
                    .toList();
            if (items.size() == sequence.getValue().size()) {
                values.put(key, new Setting(place(sequence), items, true));
            }
        } else {
            item(key, valueNode).ifPresent(item -> values.put(key, new Setting(item.place(), List.of(item), false)));
        }
    }

    private Optional<Setting.Item> item(ConfigKey key, Node node) {
        if (!(node instanceof ScalarNode scalar) || isNull(node)) {
            problems.add(place(node), "%s holds %s; it must be a value".formatted(key.path(), kind(node)));
            refused.add(key);
            return Optional.empty();
        }
        if (!PLAIN_TAGS.contains(scalar.getTag())) {
            problems.add(
                    place(node),
                    "%s has the tag %s; tags have no meaning here"
                            .formatted(
                                    key.path(), Printable.quote(scalar.getTag().getValue())),
                    "remove it");
            refused.add(key);
            return Optional.empty();
        }
        return Optional.of(new Setting.Item(place(node), scalar.getValue()));
    }

    private void unknown(String section, ScalarNode keyNode) {
        String word = keyNode.getValue();
        problems.add(
                place(keyNode),
                Printable.quote(word) + (section.isEmpty() ? " is no key" : " is no key of " + section),
                hintForKey(section, word));
    }

    private static String hintForKey(String section, String word) {
        List<String> here = words(section);
        return Suggestion.of(word, here)
                .map(Suggestion::didYouMean)
                .or(() -> elsewhere(word).map("it belongs below \"%s:\""::formatted))
                .orElse((section.isEmpty() ? "there are " : section + " has ") + String.join(", ", here));
    }

    private static String hintForSection(String section) {
        return section + " has " + String.join(", ", words(section));
    }

    private static List<String> words(String section) {
        Stream<String> keys = ConfigKey.in(section).stream().map(ConfigKey::word);
        return Stream.concat(keys, section.isEmpty() ? ConfigKey.sections().stream() : Stream.empty())
                .toList();
    }

    private static Optional<String> elsewhere(String word) {
        return ConfigKey.sections().stream()
                .filter(section -> ConfigKey.find(section, word).isPresent())
                .findFirst();
    }

    private void environment(SortedMap<String, String> environment) {
        Map<String, ConfigKey> known = Arrays.stream(ConfigKey.values())
                .filter(key -> key != ConfigKey.OBJECTS) // a tree has no place in a variable
                .collect(Collectors.toMap(ConfigKey::variable, key -> key));
        environment.forEach((name, text) -> {
            ConfigKey key = known.get(name);
            if (key != null && !text.isEmpty()) {
                override(key, new Place.Variable(name), text);
            } else if (key == null && name.startsWith(ConfigKey.VARIABLE_PREFIX)) {
                problems.add(
                        new Place.Variable(Printable.of(name)),
                        "no key has this variable",
                        Suggestion.of(name, known.keySet())
                                .map(Suggestion::didYouMean)
                                .orElse("card.reader has IOTSAFE_CARD_READER, and so on"));
            }
        });
    }

    /** A variable is text: where the key takes a list, white space parts its items, which no URI holds. */
    private void override(ConfigKey key, Place place, String text) {
        boolean list = key.isList();
        List<Setting.Item> items = Arrays.stream(list ? text.strip().split("\\s+", -1) : new String[] {text})
                .map(item -> new Setting.Item(place, item))
                .toList();
        values.put(key, new Setting(place, items, list));
    }

    private static String path(String section, String word) {
        return section.isEmpty() ? word : section + "." + word;
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String kind(Node node) {
        if (isNull(node)) {
            return "nothing";
        }
        return node instanceof MappingNode ? "a mapping" : node instanceof SequenceNode ? "a list" : "a single value";
    }

    Place place(Node node) {
        return node.getStartMark()
                .map(start -> source.place(start, node.getEndMark().orElse(start)))
                .orElseGet(() -> source.place(0));
    }

    private Place firstCharacter(Node node) {
        return node.getStartMark().map(start -> source.place(start, start)).orElseGet(() -> source.place(0));
    }
}
