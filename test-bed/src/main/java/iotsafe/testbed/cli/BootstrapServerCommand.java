package iotsafe.testbed.cli;

import iotsafe.testbed.bootstrap.BootstrapServer;
import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.events.EventLog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bootstrap-server",
        description = "Runs a bootstrap server that also enrols, until standard input ends or SIGTERM.")
final class BootstrapServerCommand implements Callable<Integer> {
    static final String EVENTS = "bootstrap-events.jsonl";

    @Parameters(
            paramLabel = "DIR",
            description = "Folder made by \"ca create\"; events are appended to " + EVENTS + ".")
    Path folder = Path.of("");

    @Option(
            names = "--management-uri",
            required = true,
            paramLabel = "URI",
            description = "Where devices shall register.")
    URI management = URI.create("");

    @Mixin
    BootstrapOptions options = new BootstrapOptions();

    @Override
    public Integer call() throws IOException {
        options.check();
        Banner.print();
        CaFolder ca = CaFolder.open(folder, Clock.systemUTC());
        Lifetime lifetime = new Lifetime();
        BootstrapServer server = lifetime.keep(BootstrapServer.start(new BootstrapServer.Setup(
                ca.authority(),
                ca.bootstrapServer(),
                options.account(ca, management),
                options.forecast(),
                EventLog.to(folder.resolve(EVENTS)),
                options.port,
                options.psks(),
                options.certificateLife.duration)));
        lifetime.untilInputEnds(new Ready(Map.of("bootstrap", server.uri().toString())));
        return 0;
    }
}
