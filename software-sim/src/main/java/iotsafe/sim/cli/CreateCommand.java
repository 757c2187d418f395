package iotsafe.sim.cli;

import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a blank SIM. */
@Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a blank SIM.")
final class CreateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "standard",
            description = "How the card deviates from the standard reading; several names joined by +.")
    private String profile = "standard";

    @Option(
            names = "--iccid",
            paramLabel = "DIGITS",
            description = "18 to 20 digits beginning with 89; random if not given.")
    private Optional<String> iccid = Optional.empty();

    @Option(names = "--aid", converter = HexConverter.class, paramLabel = "HEX", description = "The applet's name.")
    private Optional<Octets> aid = Optional.empty();

    @Option(names = "--protocol", defaultValue = "T1", description = "T0 or T1 (default).")
    private Protocol protocol = Protocol.T1;

    @Option(names = "--force", description = "Replaces a file that is there, and every key in it.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (!force && Files.exists(file.path())) {
            throw new IOException(file.path() + ": is there already; choose another name, or --force to lose its keys");
        }
        SimMemory memory = SimMemory.blank(Profile.named(profile)).protocol(protocol);
        iccid.ifPresent(memory::iccid);
        aid.ifPresent(memory::aid);
        memory.save(file.path());
        spec.commandLine().getOut().printf("created %s, ICCID %s%n", file.path(), memory.iccid());
        return 0;
    }
}
