package iotsafe.sim.cli;

import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts LwM2M bootstrap data on the SIM. */
@Command(
        name = "load-bootstrap",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a file EF(LwM2M_Bootstrap) on the SIM, in a PKCS#15 application beside the applet.",
            "An empty CONTENT takes it away."
        })
final class LoadBootstrapCommand implements Callable<Integer> {
    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Parameters(
            index = "1",
            paramLabel = "CONTENT",
            description =
                    "The file to put there: count and size of the objects, then each in TLV; at most 32765 bytes.")
    private Path content = Path.of("");

    @Override
    public Integer call() throws IOException {
        Octets bytes = Octets.of(Files.readAllBytes(content));
        file.change(memory -> memory.bootstrapFile(bytes));
        return 0;
    }
}
