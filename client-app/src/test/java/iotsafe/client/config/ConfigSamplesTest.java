package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.data.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of {@code config/} and the reader say the same. */
class ConfigSamplesTest {
    private static final Path FOLDER = Path.of("..", "config");
    private static final Path EVERY_KEY = FOLDER.resolve("agent.yaml");
    private static final int MUTATIONS = 1500;

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void each_sample_loads(Path sample) throws ConfigException {
        assertThat(ConfigReader.read(sample, Map.of()).bootstrap().uri()).hasScheme("coaps");
    }

    @Test
    void the_full_sample_says_nothing_but_the_defaults() throws ConfigException {
        assertThat(ConfigReader.read(EVERY_KEY, Map.of()))
                .isEqualTo(ConfigReader.read(FOLDER.resolve("agent-pcsc.yaml"), Map.of()));
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void each_key_is_explained_in_the_full_sample_and_its_default_told(ConfigKey key) throws IOException {
        assertThat(commentAbove(key))
                .contains(key.isRequired() ? "Required." : "Default: ")
                .contains(key.byDefault().orElse(""));
    }

    @Test
    void no_two_keys_share_a_variable() {
        assertThat(Arrays.stream(ConfigKey.values()).map(ConfigKey::variable)).doesNotHaveDuplicates();
    }

    @Test
    void the_schema_has_the_keys_of_the_reader_and_no_others() throws IOException {
        Set<String> paths = new TreeSet<>();
        properties(schema()).forEach((name, schema) -> {
            Map<?, ?> inner = properties(schema);
            if (inner.isEmpty()) {
                paths.add(name);
            }
            inner.keySet().forEach(key -> paths.add(name + "." + key));
        });
        assertThat(paths)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ConfigKey.values()).map(ConfigKey::path).toList());
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void the_schema_has_the_defaults_and_duties_of_the_reader(ConfigKey key) throws IOException {
        Map<?, ?> section = key.section().isEmpty() ? schema() : property(schema(), key.section());
        Object byDefault = property(section, key.word()).get("default");
        assertThat(byDefault == null ? null : byDefault.toString())
                .isEqualTo(key.byDefault().orElse(null));
        Object required = section.get("required");
        assertThat(required instanceof List<?> list && list.contains(key.word()))
                .isEqualTo(key.isRequired());
        assertThat(section.get("additionalProperties")).isEqualTo(false);
    }

    @Test
    void the_schema_has_the_words_of_the_reader() throws IOException {
        assertThat(enumWords("enrolment", "accounts")).isEqualTo(words(AgentConfig.Accounts.values()));
        assertThat(enumWords("state", "seal")).isEqualTo(words(AgentConfig.Seal.Policy.values()));
        assertThat(enumWords("data", "send-format")).isEqualTo(words(AgentConfig.SendFormat.values()));
        assertThat(enumWords("data", "when-full")).isEqualTo(words(WhenFull.values()));
        assertThat(enumWords("log", "level")).isEqualTo(words(AgentConfig.Log.Level.values()));
        assertThat(enumWords("log", "format")).isEqualTo(words(AgentConfig.Log.Format.values()));
    }

    @Test
    void a_damaged_file_gives_a_configuration_or_its_mistakes_and_nothing_else() throws IOException {
        String sample = Files.readString(EVERY_KEY).replaceAll("(?m)^ *#.*\n", "");
        long seed = 20261101;
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < MUTATIONS; round++) {
            String text = damaged(sample, random);
            try {
                ConfigReader.read("agent.yaml", text, Map.of());
            } catch (ConfigException e) {
                refused++;
                assertThat(e.problems()).isNotEmpty();
                assertThat(e.problems())
                        .allSatisfy(problem -> assertThat(problem.place()).startsWith("agent.yaml:"));
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ":\n" + text, e);
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 4);
    }

    private static String damaged(String sample, Random random) {
        String alphabet = "abz019 \t\n\r:-#[]{},&*!|>'\"%@`?~/\\;=.\u0000\u0007é\uD834\uDD1E\uFEFF\uD800";
        StringBuilder text = new StringBuilder(sample);
        int count = 1 + random.nextInt(6);
        for (int change = 0; change < count && text.length() > 1; change++) {
            int at = random.nextInt(text.length());
            int until = Math.min(text.length(), at + 1 + random.nextInt(12));
            char any = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, any);
                case 1 -> text.insert(at, any);
                case 2 -> text.delete(at, until);
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, until));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }

    private static String commentAbove(ConfigKey key) throws IOException {
        List<String> lines = Files.readAllLines(EVERY_KEY);
        int line = key.section().isEmpty() ? 0 : lines.indexOf(key.section() + ":");
        String indent = key.section().isEmpty() ? "" : "  ";
        while (!lines.get(line).startsWith(indent + key.word() + ":")) {
            line++;
        }
        List<String> comment = new ArrayList<>();
        for (int above = line - 1; lines.get(above).startsWith(indent + "#"); above--) {
            comment.add(0, lines.get(above));
        }
        return String.join("\n", comment);
    }

    private static Map<?, ?> schema() throws IOException {
        String json = Files.readString(FOLDER.resolve("agent.schema.json"));
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(json);
    }

    private static Map<String, Map<?, ?>> properties(Map<?, ?> schema) {
        return schema.get("properties") instanceof Map<?, ?> map
                ? map.entrySet().stream().collect(Collectors.toMap(entry -> (String) entry.getKey(), entry ->
                        (Map<?, ?>) entry.getValue()))
                : Map.of();
    }

    private static Map<?, ?> property(Map<?, ?> schema, String name) {
        return properties(schema).getOrDefault(name, Map.of());
    }

    private static Set<Object> enumWords(String section, String key) throws IOException {
        Object words = property(property(schema(), section), key).get("enum");
        assertThat(words).isInstanceOf(List.class);
        return ((List<?>) Objects.requireNonNull(words))
                .stream().filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private static Set<Object> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Values::word).collect(Collectors.toSet());
    }
}
