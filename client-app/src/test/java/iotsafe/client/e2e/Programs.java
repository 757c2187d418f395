package iotsafe.client.e2e;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command lines of this build's programs. The test bed's libraries clash with the agent's, so each program is a process. */
final class Programs {
    private static final Path REPOSITORY = Path.of(System.getProperty("iotsafe.repository", ".."))
            .toAbsolutePath()
            .normalize();

    private Programs() {}

    /** The agent that is being tested, from the classes of this build. */
    static List<String> agent(List<String> arguments) {
        List<String> command = java();
        // a heap dump of it is searched, and it has to do with this much
        command.add("-Xmx64m");
        // as the distribution's start script does
        command.add("--add-opens=java.smartcardio/sun.security.smartcardio=ALL-UNNAMED");
        command.add("--add-exports=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "iotsafe.client.Main"));
        command.addAll(arguments);
        return command;
    }

    /** The test bed: CA, bootstrap server, management server. */
    static List<String> testBed(List<String> arguments) throws IOException {
        requireFolder("test-bed/management-server/target/lib");
        List<String> command = java();
        command.addAll(List.of("-cp", classPath("test-bed"), "iotsafe.testbed.Main"));
        command.addAll(arguments);
        return command;
    }

    /** The software SIM's own program. */
    static List<String> sim(List<String> arguments) throws IOException {
        List<String> command = java();
        command.addAll(List.of("-cp", classPath("software-sim"), "iotsafe.sim.cli.SimCommand"));
        command.addAll(arguments);
        return command;
    }

    /** Another program of the JDK that runs this test. */
    static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static List<String> java() {
        return new ArrayList<>(List.of(jdk("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }

    /** All jars of the test bed. */
    static List<URL> testBedJars() throws IOException {
        List<URL> jars = new ArrayList<>(List.of(jar("test-bed").toUri().toURL()));
        try (Stream<Path> libraries = Files.list(requireFolder("test-bed/target/lib"))) {
            for (Path library : libraries.toList()) {
                jars.add(library.toUri().toURL());
            }
        }
        return jars;
    }

    private static String classPath(String module) throws IOException {
        return jar(module) + ":" + requireFolder(module + "/target/lib").resolve("*");
    }

    private static Path jar(String module) throws IOException {
        Path target = requireFolder(module + "/target/lib").resolveSibling("");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches(".*[0-9](-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> missing(target.resolve("*.jar")));
        }
    }

    private static Path requireFolder(String name) throws IOException {
        Path folder = REPOSITORY.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw missing(folder);
        }
        return folder;
    }

    private static IOException missing(Path what) {
        return new IOException(what + " is missing: run \"mvn package\" in " + REPOSITORY
                + ", which builds it before these tests run");
    }
}
