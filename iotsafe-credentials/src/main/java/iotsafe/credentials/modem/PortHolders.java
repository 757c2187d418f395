package iotsafe.credentials.modem;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who else has a port open, as far as this user may see it: root sees all, others their own programs. */
final class PortHolders {
    private PortHolders() {}

    /**
     * The other programs, such as {@code ModemManager (process 812)}.
     *
     * @param proc {@code /proc}; nobody is found where there is none
     * @param port its real path, links followed
     */
    static List<String> of(Path proc, Path port) {
        List<String> holders = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                String id = String.valueOf(process.getFileName());
                boolean other =
                        !id.equals(String.valueOf(ProcessHandle.current().pid()));
                if (other && holds(process, port)) {
                    holders.add("%s (process %s)".formatted(program(process), id));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return holders;
        }
        return holders;
    }

    private static boolean holds(Path process, Path port) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (port.equals(Files.readSymbolicLink(file))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            // it has ended meanwhile, or is another user's
            return false;
        }
    }

    private static String program(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "a program";
        }
    }
}
