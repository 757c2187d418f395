package iotsafe.sim.cli;

import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a key from elsewhere into a pair. */
@Command(
        name = "load-key",
        mixinStandardHelpOptions = true,
        description = "Puts a P-256 or RSA private key, and the public key that belongs to it, into a pair.")
final class LoadKeyCommand implements Callable<Integer> {
    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Parameters(index = "1", paramLabel = "KEY", description = "PKCS#8, PEM or DER.")
    private Path key = Path.of("");

    @Option(
            names = "--id",
            required = true,
            converter = HexConverter.class,
            paramLabel = "HEX",
            description = "Id of the private key.")
    private Octets id = Octets.EMPTY;

    @Override
    public Integer call() throws IOException {
        PrivateKey loaded = Pem.privateKey(key);
        file.change(memory -> memory.loadPrivateKey(id, loaded));
        return 0;
    }
}
