package iotsafe.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What a shell's user has beside the program: the man page, and completion in bash. The build runs this. */
public final class ShellFiles {
    private ShellFiles() {}

    /**
     * Writes both.
     *
     * @param arguments the folder that is to be {@code share}, and the version to be named
     */
    public static void main(String[] arguments) throws IOException {
        CommandLine agent = new CommandLine(new AgentCommand());
        write(Path.of(arguments[0], "man/man1/iotsafe-agent.1"), ManPage.of(agent.getCommandSpec(), arguments[1]));
        write(
                Path.of(arguments[0], "bash-completion/completions/iotsafe-agent"),
                AutoComplete.bash("iotsafe-agent", agent));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
