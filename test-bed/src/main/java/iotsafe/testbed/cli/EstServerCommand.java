package iotsafe.testbed.cli;

import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.https.HttpsEstServer;
import iotsafe.testbed.weather.Forecast;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "est-server", description = "Runs an EST server over HTTPS, until standard input ends or SIGTERM.")
final class EstServerCommand implements Callable<Integer> {
    static final String EVENTS = "https-events.jsonl";

    @Parameters(
            paramLabel = "DIR",
            description = "Folder made by \"ca create\"; events are appended to " + EVENTS + ".")
    Path folder = Path.of("");

    @Option(names = "--port", paramLabel = "PORT", description = "HTTPS port; 0 (default): any free one.")
    int port;

    @Option(
            names = "--weather",
            paramLabel = "NAME[=NUMBER]",
            description = "Something to do wrong; may be repeated. \"weather\" lists all.")
    List<String> weather = new ArrayList<>();

    @Mixin
    CertificateLife certificateLife = new CertificateLife();

    @Override
    public Integer call() throws IOException {
        Forecast forecast = Forecast.parse(weather);
        Banner.print();
        Lifetime lifetime = new Lifetime();
        HttpsEstServer server = lifetime.keep(HttpsEstServer.start(
                CaFolder.open(folder, Clock.systemUTC()).authority(),
                forecast,
                certificateLife.duration,
                EventLog.to(folder.resolve(EVENTS)),
                port));
        lifetime.untilInputEnds(new Ready(Map.of("est", server.uri().toString())));
        return 0;
    }
}
