package iotsafe.sim.cli;

import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a public key. */
@Command(
        name = "public-key",
        mixinStandardHelpOptions = true,
        description = "Prints a public key in PEM, for a CA to certify.")
final class PublicKeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Option(
            names = "--id",
            required = true,
            converter = HexConverter.class,
            paramLabel = "HEX",
            description = "Id of the public key.")
    private Octets id = Octets.EMPTY;

    @Override
    public Integer call() throws IOException {
        PublicKey key = file.load()
                .publicKey(id)
                .orElseThrow(() -> new IllegalArgumentException("there is no public key " + id
                        + " on the SIM, or its container is empty; see the command show"));
        spec.commandLine().getOut().print(Pem.of(key));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
