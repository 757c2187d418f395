package iotsafe.sim.cli;

import iotsafe.sim.KeyFunction;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Adds a container for a peer's public key. */
@Command(
        name = "add-public-key",
        mixinStandardHelpOptions = true,
        description = "Adds an empty public key container, for a peer's key (verification and key agreement).")
final class AddPublicKeyCommand implements Callable<Integer> {
    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Mixin
    private NewContainer container = new NewContainer();

    @Override
    public Integer call() throws IOException {
        Octets id = container.id();
        String name = container.label("peer");
        file.change(memory -> memory.addPublicKey(name, id, KeyFunction.SIGN, KeyFunction.AGREE));
        return 0;
    }
}
