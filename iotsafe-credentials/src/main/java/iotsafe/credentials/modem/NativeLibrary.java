package iotsafe.credentials.modem;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The native part of jSerialComm, loaded from a folder of our own. By itself the library unpacks it into a folder of {@code /tmp} whose name
 * is known and which it makes writable for all, loads whatever lies there, and first deletes what links from there point to: an
 * invitation to every other user of the device.
 */
final class NativeLibrary {
    private static final String FOLDER_PROPERTY = "jSerialComm.library.path";
    private static final String OWN_NAME_PROPERTY = "fazecast.jSerialComm.appid";
    private static final String FILE = "libjSerialComm.so";
    /** The library tries them one after the other. */
    private static final List<String> LINUX =
            List.of("x86_64", "x86", "armv8_64", "armv8_32", "armv7hf", "armv6hf", "armv5", "ppc64le");

    private static boolean loaded;

    private NativeLibrary() {}

    /**
     * Loads it, unless that was done.
     *
     * @throws IOException if that cannot be; the message is a sentence that says what to do
     */
    static synchronized void load() throws IOException {
        if (loaded) {
            return;
        }
        if (System.getProperty(OWN_NAME_PROPERTY) == null) {
            // out of the known folder, to a name that nobody can have prepared
            System.setProperty(OWN_NAME_PROPERTY, "../iotsafe-" + UUID.randomUUID());
        }
        try {
            if (System.getProperty(FOLDER_PROPERTY) == null) {
                loadUnpacked();
            } else {
                initialise();
            }
        } catch (LinkageError | IOException e) {
            throw new IOException(
                    "the serial library's native part cannot be unpacked and loaded: make %s writable and executable, or unpack it beforehand and start with -D%s=FOLDER"
                            .formatted(System.getProperty("java.io.tmpdir"), FOLDER_PROPERTY),
                    e);
        }
        loaded = true;
    }

    /** To a folder that only this user can enter, gone again as soon as the library is in memory. */
    private static void loadUnpacked() throws IOException {
        Path folder = Files.createTempDirectory("iotsafe-modem");
        try {
            for (String machine : LINUX) {
                unpack("Linux/" + machine + "/" + FILE, folder);
            }
            System.setProperty(FOLDER_PROPERTY, folder.toString());
            initialise();
        } finally {
            System.clearProperty(FOLDER_PROPERTY);
            remove(folder);
        }
    }

    private static void unpack(String name, Path folder) throws IOException {
        try (InputStream file = SerialPort.class.getResourceAsStream("/" + name)) {
            if (file != null) {
                Path target = folder.resolve(name);
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Files.copy(file, target);
            }
        }
    }

    /** The class loads it when it is first used. */
    private static void initialise() {
        SerialPort.autoCleanupAtShutdown();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
