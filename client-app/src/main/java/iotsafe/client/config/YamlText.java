package iotsafe.client.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns text into the nodes of YAML 1.2, within limits that a configuration never meets and an attack does. */
final class YamlText {
    /** The library composes by recursion and bounds neither depth nor, outside of collections, aliases. */
    private static final int DEEPEST = 16;

    private static final int MOST_ALIASES = 64;

    /** The library's words for what {@code reader: pcsc:} does. */
    private static final String MISPLACED_COLON = "mapping values are not allowed here";

    private YamlText() {}

    /** The root node; empty, and a problem added, if the text is not YAML or holds nothing. */
    static Optional<Node> compose(SourceText source, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.name())
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(ConfigReader.LARGEST_FILE)
                .build();
        try {
            if (!isWithinLimits(settings, source, problems)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(source.text());
            if (root.isEmpty()) {
                problems.add(source.place(0), "the file holds no setting", "config/agent.yaml explains every key");
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            report(e, source, problems);
        } catch (ReaderException e) {
            problems.add(
                    source.place(e.getPosition()),
                    "not YAML: the character U+%04X is not allowed".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            problems.add(source.place(0), "not YAML 1.2: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static boolean isWithinLimits(LoadSettings settings, SourceText source, Problems problems) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(settings).parseString(source.text())) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> aliases++;
                default -> {
                    continue;
                }
            }
            if (depth > DEEPEST || aliases > MOST_ALIASES) {
                problems.add(
                        place(source, event.getStartMark()),
                        depth > DEEPEST
                                ? "nested more than %d deep".formatted(DEEPEST)
                                : "more than %d aliases".formatted(MOST_ALIASES));
                return false;
            }
        }
        return true;
    }

    private static void report(MarkedYamlEngineException e, SourceText source, Problems problems) {
        Place place = place(source, e.getProblemMark());
        if (e.getProblemMark().filter(source::isTab).isPresent()) {
            problems.add(place, "not YAML: a tab indents this line", "indent with spaces");
            return;
        }
        // "(Do not use @ for indentation)" follows whatever the character is
        String problem = e.getProblem().replaceAll(" \\(Do not use .*", "");
        String context = e.getContextMark()
                .map(begun -> " (%s, begun in line %d)".formatted(e.getContext(), begun.getLine() + 1))
                .orElse("");
        String hint = problem.equals(MISPLACED_COLON)
                ? "a value that ends in a colon needs quotation marks, such as \"pcsc:\""
                : null;
        problems.add(place, "not YAML: " + Printable.of(problem + context), hint);
    }

    private static Place place(SourceText source, Optional<Mark> mark) {
        return mark.map(at -> source.place(at, at)).orElseGet(() -> source.place(0));
    }
}
