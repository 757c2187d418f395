package iotsafe.client.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system of a few pages at a folder, in a mount namespace of its own: nobody else sees it, and it goes with the program that holds it.
 *
 * @param holder keeps the namespace
 * @param folder where it is mounted
 */
record SmallDisk(Program holder, Path folder) {
    /** A page and more are left for the kernel's own. */
    private static final int KIBIBYTES = 128;

    /** Mounts one. */
    static SmallDisk mounted(Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!isRoot()) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(
                "sh",
                "-c",
                "mount --make-rprivate / && mount -t tmpfs -o size=%dk tmpfs \"$0\" && echo mounted && exec cat"
                        .formatted(KIBIBYTES),
                folder.toString()));
        Program holder = Program.start(command);
        holder.awaitOut("^mounted$", 1);
        return new SmallDisk(holder, folder);
    }

    /** How a program is started that sees it. */
    List<String> seenBy(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", String.valueOf(holder.pid()), "--mount"));
        if (!isRoot()) {
            all.addAll(List.of("--user", "--preserve-credentials"));
        }
        all.addAll(command);
        return all;
    }

    /** The same file as its programs see at this path. */
    Path file(String name) {
        return Path.of("/proc", String.valueOf(holder.pid()), "root" + folder.resolve(name));
    }

    /** Until not a byte more fits on it. */
    void fill() throws IOException {
        for (int size : new int[] {4096, 1}) {
            try (OutputStream out = Files.newOutputStream(file("filler-" + size))) {
                while (true) {
                    out.write(new byte[size]);
                }
            } catch (IOException full) {
                // as it is to be
            }
        }
    }

    /** Makes room again. */
    void empty() throws IOException {
        Files.deleteIfExists(file("filler-4096"));
        Files.deleteIfExists(file("filler-1"));
    }

    /** Allows writing, or forbids it. */
    void remount(boolean writable) throws IOException, InterruptedException {
        try (Program mount = Program.start(
                seenBy(List.of("mount", "-o", "remount," + (writable ? "rw" : "ro"), folder.toString())))) {
            mount.awaitEnd().done();
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
