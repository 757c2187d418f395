package iotsafe.sim.cli;

import iotsafe.sim.FaultyCard;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.vpcd.VpcdFace;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stands a SIM behind pcscd until told to quit. */
@Command(
        name = "vpcd",
        mixinStandardHelpOptions = true,
        description = {
            "Inserts the SIM into a virtual reader of pcscd and stays in the foreground.",
            "Lines on standard input: " + Remote.COMMANDS + ". At its end the SIM stays in until the program is ended."
        })
final class VpcdCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Where pcscd runs (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "35963", description = "The port of the slot (default: ${DEFAULT-VALUE}).")
    private int port = VpcdFace.DEFAULT_PORT;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        FaultyCard card = new FaultyCard(SoftwareSim.open(file.path()));
        try (VpcdFace face = new VpcdFace(card, host, port, what -> line(out, what))) {
            face.insert();
            Remote remote = new Remote(card, Slot.of(face), Map.of(), what -> line(out, what));
            if (!remote.obeyLines(System.in)) {
                new CountDownLatch(1).await(); // for good: without a terminal only a signal ends it
            }
            return 0;
        }
    }

    private static void line(PrintWriter out, String what) {
        out.println(what);
        out.flush();
    }
}
