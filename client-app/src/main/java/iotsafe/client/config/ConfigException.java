package iotsafe.client.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. The message is every problem's block, in the order of the file. */
public final class ConfigException extends Exception {
    private final transient List<ConfigProblem> problems;

    /** Refuses an empty list: without a problem there is no exception. */
    public ConfigException(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an exception without a problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** At least one; those of the file by line and column, then those of the environment. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
