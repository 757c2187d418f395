package iotsafe.sim.cli;

import iotsafe.sim.FileContainer;
import iotsafe.sim.ObjectKind;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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

    @Option(
            names = "--id",
            required = true,
            converter = HexConverter.class,
            paramLabel = "HEX",
            description = "Its id.")
    private Octets id = Octets.EMPTY;

    @Option(names = "--label", description = "Its label; \"file ID\" if not given.")
    private Optional<String> label = Optional.empty();

    @Option(names = "--certificate", description = "CONTENT is an X.509 certificate; the SIM gets its DER.")
    private boolean certificate;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = certificate ? Pem.certificate(content) : Pem.bytes(content);
        int usage = certificate ? FileContainer.CERTIFICATE : FileContainer.GENERAL;
        String name = label.orElse("file " + id);
        file.change(memory -> memory.remove(ObjectKind.FILE, id).addFile(id, name, bytes, usage));
        return 0;
    }
}
