package iotsafe.testbed.cli;

import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.management.ManagementServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "management-server",
        description = "Runs a management server with a web page, until standard input ends or SIGTERM.")
final class ManagementServerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder made by \"ca create\"; the log goes there.")
    Path folder = Path.of("");

    @Option(names = "--port", paramLabel = "PORT", description = "coaps port; 0 (default): any free one.")
    int port;

    @Mixin
    ManagementOptions options = new ManagementOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Banner.print();
        Lifetime lifetime = new Lifetime();
        ManagementServer server = options.start(CaFolder.open(folder, Clock.systemUTC()), port, lifetime);
        lifetime.needs(server.ended(), "management server");
        lifetime.untilInputEnds(new Ready(Map.of(
                "management", server.uri().toString(), "web", server.web().toString())));
        return 0;
    }
}
