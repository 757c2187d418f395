package iotsafe.client.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The table in README.md beside, for people to read, has every test of these classes in a row of its own, and no other. */
class ConformanceTableTest {
    private static final Path HERE = Path.of("src/test/java/iotsafe/client/conformance");
    private static final Pattern SECTION = Pattern.compile("## .*: `(\\w+ConformanceTest)`");
    private static final Pattern ROW = Pattern.compile("\\| (?:int-|Core |Transport ).* \\| `(\\w+)` \\| [^|]+ \\|");

    @Test
    void each_test_has_its_row_and_each_row_its_test() throws Exception {
        Map<String, List<String>> rows = rows();
        assertThat(rows.keySet()).isEqualTo(classes());
        for (Map.Entry<String, List<String>> section : rows.entrySet()) {
            List<String> tests = tests(section.getKey());
            assertThat(section.getValue())
                    .as(section.getKey())
                    .hasSameSizeAs(tests)
                    .allSatisfy(beginning -> assertThat(tests)
                            .filteredOn(test -> test.startsWith(beginning))
                            .hasSize(1));
        }
    }

    /** By section, the beginning of the test's name in each row. */
    private static Map<String, List<String>> rows() throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        List<String> section = new ArrayList<>();
        for (String line : Files.readAllLines(HERE.resolve("README.md"))) {
            var title = SECTION.matcher(line);
            var row = ROW.matcher(line);
            if (title.matches()) {
                section = new ArrayList<>();
                rows.put(title.group(1), section);
            } else if (row.matches()) {
                section.add(row.group(1));
            }
        }
        return rows;
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.list(HERE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("ConformanceTest.java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> tests(String simpleName) throws ClassNotFoundException {
        return Stream.of(Class.forName(ConformanceTableTest.class.getPackageName() + "." + simpleName)
                        .getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .toList();
    }
}
