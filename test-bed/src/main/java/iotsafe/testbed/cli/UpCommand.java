package iotsafe.testbed.cli;

import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.management.ManagementServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "up",
        description = "Runs both servers, each in a JVM of its own, until standard input ends or SIGTERM.")
final class UpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder for CA, logs and events; a CA is made if there is none.")
    Path folder = Path.of("");

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Management server's coaps port; 0 (default): any free one.")
    int managementPort;

    @Mixin
    BootstrapOptions bootstrap = new BootstrapOptions();

    @Mixin
    ManagementOptions management = new ManagementOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        bootstrap.check();
        Banner.print();
        CaFolder ca = CaFolder.exists(folder)
                ? CaFolder.open(folder, Clock.systemUTC())
                : CaFolder.create(folder, Clock.systemUTC());
        Lifetime lifetime = new Lifetime();
        ManagementServer manager = management.start(ca, managementPort, lifetime);
        lifetime.needs(manager.ended(), "management server");
        ChildServer bootstrapper =
                lifetime.keep(ChildServer.start(bootstrapArguments(manager), folder.resolve("bootstrap-server.log")));
        lifetime.needs(bootstrapper.ended(), "bootstrap server");
        Map<String, String> addresses = new TreeMap<>(bootstrapper.ready().addresses());
        addresses.put("management", manager.uri().toString());
        addresses.put("web", manager.web().toString());
        lifetime.untilInputEnds(new Ready(addresses));
        return 0;
    }

    private List<String> bootstrapArguments(ManagementServer manager) {
        List<String> arguments = new ArrayList<>(List.of(
                "bootstrap-server",
                folder.toString(),
                "--management-uri",
                manager.uri().toString()));
        arguments.addAll(bootstrap.toArguments());
        return arguments;
    }
}
