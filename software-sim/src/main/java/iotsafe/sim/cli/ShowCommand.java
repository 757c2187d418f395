package iotsafe.sim.cli;

import iotsafe.sim.Container;
import iotsafe.sim.SimMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what is on the SIM, never a key. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Lists what is on the SIM.")
final class ShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Override
    public Integer call() throws IOException {
        SimMemory memory = file.load();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "ICCID %s, AID %s, %s, profile %s%n",
                memory.iccid(),
                memory.aid(),
                memory.protocol(),
                memory.profile().name());
        for (Container object : memory.objects()) {
            out.printf(
                    "%s  %s%n",
                    object.title(), object.activated() ? object.value().size() + " bytes" : "empty");
        }
        return 0;
    }
}
