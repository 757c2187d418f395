package iotsafe.client.objects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree of {@code proc} and {@code sys} below a folder of the test's own. */
final class FakeHost {
    private final Path root;
    private final Map<String, List<InetAddress>> addresses = new HashMap<>();

    FakeHost(Path root) {
        this.root = root;
    }

    FakeHost file(String path, String content) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** An interface with the addresses given as numbers. */
    FakeHost network(String name, int type, String state, String... numbers) {
        List<InetAddress> list = new ArrayList<>();
        for (String number : numbers) {
            try {
                list.add(InetAddress.getByName(number));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }
        addresses.put(name, list);
        return file("sys/class/net/" + name + "/type", type + "\n")
                .file("sys/class/net/" + name + "/operstate", state + "\n");
    }

    Host host() {
        return new Host(root, name -> addresses.getOrDefault(name, List.of()));
    }
}
