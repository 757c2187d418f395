package iotsafe.testbed.management;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The management server's jars, which must stay off every other class path.
 *
 * @param jars a folder of jars, Leshan's demo server among them
 * @param models a folder of LwM2M object definitions, newer than the demo server's own
 */
public record ManagementLibrary(Path jars, Path models) {
    /** System property that names the folder of jars. */
    public static final String PROPERTY = "iotsafe.testbed.management-lib";

    /**
     * Finds the jars: where told, else where the system property says, else where the build of this repository puts them, seen
     * from our own code.
     *
     * @throws IOException if Leshan's demo server or the models are not there
     */
    public static ManagementLibrary locate(Optional<Path> told) throws IOException {
        Path jars = told.or(
                        () -> Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of))
                .orElseGet(() -> ourCode().resolve("../../management-server/target/lib"))
                .toAbsolutePath()
                .normalize();
        Path models = jars.resolveSibling("models");
        if (!hasDemoServer(jars) || !Files.isDirectory(models)) {
            throw new IOException(
                    "%s: no management server here; build it with \"mvn -pl test-bed/management-server package\" or name the folder with --management-lib"
                            .formatted(jars));
        }
        return new ManagementLibrary(jars, models);
    }

    /** Our own classes first, for the launcher and its logging, then all jars. */
    String classPath() {
        return ourCode() + File.pathSeparator + jars + File.separator + "*";
    }

    private static boolean hasDemoServer(Path jars) throws IOException {
        if (!Files.isDirectory(jars)) {
            return false;
        }
        try (Stream<Path> all = Files.list(jars)) {
            return all.anyMatch(jar -> jar.getFileName().toString().startsWith("leshan-server-demo-"));
        }
    }

    /** The jar or the folder of classes that holds this class. */
    private static Path ourCode() {
        try {
            return Path.of(ManagementLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class loaders give proper locations", e);
        }
    }
}
