package iotsafe.credentials.pkcs11;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A real SoftHSM with fresh tokens. It finds its tokens by an environment variable, and reads them when a process loads it. */
final class SoftHsm {
    static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    static final String PIN = "1234";
    static final String CONFIGURATION = "SOFTHSM2_CONF";

    private final Path directory;

    private SoftHsm(Path directory) {
        this.directory = directory;
    }

    static boolean isInstalled() {
        return Files.exists(LIBRARY) && Files.isExecutable(Path.of("/usr/bin/softhsm2-util"));
    }

    /** The one of this JVM, made once: later tokens would not be seen. */
    static SoftHsm here() {
        return Here.ONE;
    }

    /** One for other processes, with a token of each label. */
    static SoftHsm in(Path directory, String... labels) throws IOException {
        Path tokens = Files.createDirectories(directory.resolve("tokens"));
        SoftHsm made = new SoftHsm(directory);
        Files.writeString(
                made.configuration(),
                "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n".formatted(tokens));
        for (String label : labels) {
            made.run("softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", PIN);
        }
        return made;
    }

    Path configuration() {
        return directory.resolve("softhsm2.conf");
    }

    /** A file that holds the PIN. */
    Path pinFile() throws IOException {
        return Files.writeString(directory.resolve("pin"), PIN + "\n");
    }

    TokenAddress token(String label) throws IOException {
        return new TokenAddress(LIBRARY, new TokenChoice.ByLabel(label), new PinSource.InFile(pinFile()));
    }

    /** As a token pulled out. */
    void removeTokens() throws IOException {
        delete(directory.resolve("tokens"));
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put(CONFIGURATION, configuration().toString());
        try {
            if (builder.start().waitFor() != 0) {
                throw new IOException(Files.readString(directory.resolve("log")));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static final class Here {
        static final SoftHsm ONE = make();

        private static SoftHsm make() {
            try {
                Path directory = Path.of(System.getenv(CONFIGURATION)).getParent();
                if (directory == null) {
                    throw new IOException(CONFIGURATION + " names no folder");
                }
                delete(directory);
                return in(directory, "first", "second", "guarded");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
