package iotsafe.sim.cli;

import iotsafe.sim.ObjectKind;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts a secret on the SIM. */
@Command(
        name = "load-secret",
        mixinStandardHelpOptions = true,
        description = "Puts a secret key on the SIM, such as a PSK, in place of one of the same id.")
final class LoadSecretCommand implements Callable<Integer> {
    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Mixin
    private NewContainer container = new NewContainer();

    @Option(
            names = "--hex-file",
            required = true,
            paramLabel = "F",
            description = "A file with the secret in hex digits: a command line is seen by every user of the machine.")
    private Path hexFile = Path.of("");

    @Override
    public Integer call() throws IOException {
        byte[] secret = secret();
        Octets id = container.id();
        String name = container.label("secret");
        file.change(memory -> memory.remove(ObjectKind.SECRET, id).addSecret(id, name, secret));
        return 0;
    }

    private byte[] secret() throws IOException {
        String text = new String(Pem.bytes(hexFile), StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
        if (!text.matches("([0-9A-Fa-f]{2})+")) {
            throw new IOException(hexFile + ": is not pairs of hex digits"); // and not what it is instead
        }
        return Octets.hex(text).toArray();
    }
}
