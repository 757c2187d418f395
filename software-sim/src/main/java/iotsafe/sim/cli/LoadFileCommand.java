package iotsafe.sim.cli;

import iotsafe.sim.FileContainer;
import iotsafe.sim.ObjectKind;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a file on the SIM. */
@Command(
        name = "load-file",
        mixinStandardHelpOptions = true,
        description = "Puts a file on the SIM, in place of one of the same id.")
final class LoadFileCommand implements Callable<Integer> {
    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Parameters(index = "1", paramLabel = "CONTENT", description = "The file to put there, at most 65535 bytes.")
    private Path content = Path.of("");

    @Mixin
    private NewContainer container = new NewContainer();

    @Option(names = "--certificate", description = "CONTENT is an X.509 certificate; the SIM gets its DER.")
    private boolean certificate;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = certificate ? Pem.certificate(content) : Pem.bytes(content);
        int usage = certificate ? FileContainer.CERTIFICATE : FileContainer.GENERAL;
        Octets id = container.id();
        String name = container.label("file");
        file.change(memory -> memory.remove(ObjectKind.FILE, id).addFile(id, name, bytes, usage));
        return 0;
    }
}
