package iotsafe.sim.cli;

import iotsafe.sim.KeyAlgorithm;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds containers for a key pair. */
@Command(
        name = "add-key-pair",
        mixinStandardHelpOptions = true,
        description = "Adds a private and a public key container of one label, empty unless told otherwise.")
final class AddKeyPairCommand implements Callable<Integer> {
    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Mixin
    private NewContainer container = new NewContainer();

    @Option(
            names = "--public-id",
            converter = HexConverter.class,
            paramLabel = "HEX",
            description = "Id of the public key; that of the private key if not given.")
    private Optional<Octets> publicId = Optional.empty();

    @Option(
            names = "--functions",
            split = ",",
            paramLabel = "FUNCTION",
            defaultValue = "sign,generate,agree",
            description = "Of sign, generate, agree, derive; the first three if not given.")
    private List<KeyFunction> functions = List.of();

    @Option(
            names = "--algorithm",
            defaultValue = "P_256",
            description = "P_256 (default), BRAINPOOL_P_256 or RSA_2048; the last can only sign.")
    private KeyAlgorithm algorithm = KeyAlgorithm.P_256;

    @Option(names = "--volatile", description = "The keys are gone at reset.")
    private boolean isVolatile;

    @Option(names = "--generate", description = "Puts a fresh key in.")
    private boolean generate;

    @Override
    public Integer call() throws IOException {
        if (isVolatile && generate) {
            throw new IllegalArgumentException("--volatile keys are not kept in the file: leave out --generate");
        }
        Octets id = container.id();
        String name = container.label("key");
        KeyFunction[] chosen = functions.toArray(KeyFunction[]::new);
        file.change(memory -> {
            if (isVolatile && algorithm != KeyAlgorithm.P_256) {
                throw new IllegalArgumentException("--volatile keys are of P_256: leave out --algorithm");
            } else if (isVolatile) {
                memory.addVolatileKeyPair(name, id, publicId.orElse(id), chosen);
            } else {
                memory.addKeyPair(algorithm, name, id, publicId.orElse(id), chosen);
            }
            if (generate) {
                memory.generateKeyPair(id);
            }
        });
        return 0;
    }
}
