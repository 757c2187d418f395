package iotsafe.sim.cli;

import iotsafe.sim.FaultyCard;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.modem.ModemFace;
import iotsafe.sim.modem.ModemProfile;
import iotsafe.sim.modem.ModemQuirk;
import iotsafe.sim.modem.SocatTty;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Stands a SIM behind the AT line of a modem until told to quit. */
@Command(
        name = "modem",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the SIM into a modem and stays in the foreground; the modem speaks AT on a TCP port of this machine.",
            "Lines on standard input: " + Remote.COMMANDS
                    + ", lose, modem-reset, vanish. At its end the modem stays until " + "the program is ended."
        })
final class ModemCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private MemoryFileArgument file = new MemoryFileArgument();

    @Option(
            names = "--port",
            defaultValue = "0",
            description = "TCP port; any free one if 0 (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--tty",
            paramLabel = "LINK",
            description = "Makes it a terminal device with this link to it, by socat.")
    private Optional<Path> tty = Optional.empty();

    @Option(
            names = "--quirk",
            paramLabel = "NAME",
            converter = QuirkConverter.class,
            description = "How the modem misbehaves; may be given several times. Names are in the README.")
    private List<ModemQuirk> quirks = List.of();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "What is random follows from it (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--pause",
            defaultValue = "1000",
            paramLabel = "MILLISECONDS",
            description = "How long slow answers and late results take (default: ${DEFAULT-VALUE}).")
    private int pause = 1000;

    static final class QuirkConverter implements ITypeConverter<ModemQuirk> {
        @Override
        public ModemQuirk convert(String name) {
            try {
                return ModemQuirk.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireRange("--port", port, 65535);
        requireRange("--pause", pause, 600_000);
        PrintWriter out = spec.commandLine().getOut();
        Consumer<String> print = what -> {
            out.println(what);
            out.flush();
        };
        EnumSet<ModemQuirk> chosen = EnumSet.noneOf(ModemQuirk.class);
        chosen.addAll(quirks);
        FaultyCard card = new FaultyCard(SoftwareSim.open(file.path()));
        try (ModemFace face = new ModemFace(card, port, new ModemProfile(chosen, seed, Duration.ofMillis(pause)))) {
            if (tty.isEmpty()) {
                return stay(card, face, print);
            }
            try (SocatTty device = new SocatTty(tty.get(), face.port())) {
                print.accept("terminal " + device.link());
                return stay(card, face, print);
            }
        }
    }

    private static int stay(FaultyCard card, ModemFace face, Consumer<String> print)
            throws IOException, InterruptedException {
        print.accept("listening on 127.0.0.1:" + face.port());
        Map<String, Runnable> more = new LinkedHashMap<>();
        more.put("lose", face::loseNext);
        more.put("modem-reset", face::restartModem);
        more.put("vanish", face::vanish);
        if (!new Remote(card, Slot.of(card, print), more, print).obeyLines(System.in)) {
            new CountDownLatch(1).await(); // for good: without a terminal only a signal ends it
        }
        return 0;
    }

    private static void requireRange(String option, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(option + " is " + value + "; it can be 0 to " + most);
        }
    }
}
