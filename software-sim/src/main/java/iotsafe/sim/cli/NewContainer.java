package iotsafe.sim.cli;

import iotsafe.sim.apdu.Octets;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the commands that add a container call it. */
final class NewContainer {
    @Option(
            names = "--id",
            required = true,
            converter = HexConverter.class,
            paramLabel = "HEX",
            description = "Its id, 1 to 20 bytes; of a key pair that of the private key.")
    private Octets id = Octets.EMPTY;

    @Option(names = "--label", description = "Its label, of a key pair that of both; made of the id if not given.")
    private Optional<String> label = Optional.empty();

    Octets id() {
        return id;
    }

    /** The one that was given, or {@code kind} and the id. */
    String label(String kind) {
        return label.orElse(kind + " " + id);
    }
}
