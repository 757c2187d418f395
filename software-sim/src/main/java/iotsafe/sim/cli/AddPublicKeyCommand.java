package iotsafe.sim.cli;

import iotsafe.sim.KeyFunction;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a container for a peer's public key. */
@Command(
        name = "add-public-key",
        mixinStandardHelpOptions = true,
        description = "Adds an empty public key container, for a peer's key (verification and key agreement).")
final class AddPublicKeyCommand implements Callable<Integer> {
    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Option(
            names = "--id",
            required = true,
            converter = HexConverter.class,
            paramLabel = "HEX",
            description = "Its id.")
    private Octets id = Octets.EMPTY;

    @Option(names = "--label", description = "Its label; \"peer ID\" if not given.")
    private Optional<String> label = Optional.empty();

    @Override
    public Integer call() throws IOException {
        String name = label.orElse("peer " + id);
        file.change(memory -> memory.addPublicKey(name, id, KeyFunction.SIGN, KeyFunction.AGREE));
        return 0;
    }
}
