package iotsafe.testbed.cli;

import iotsafe.testbed.relay.Odds;
import iotsafe.testbed.relay.Relay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "relay",
        description =
                "Runs a bad UDP path to one of the servers, or to any other, until standard input ends or SIGTERM.")
final class RelayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URI", description = "The server, such as coaps://127.0.0.1:5684.")
    URI server = URI.create("");

    @Option(names = "--port", paramLabel = "PORT", description = "UDP port; 0 (default): any free one.")
    int port;

    @Option(names = "--lose", paramLabel = "PERCENT", description = "Datagrams that are lost; default: none.")
    int lose;

    @Option(names = "--repeat", paramLabel = "PERCENT", description = "Datagrams that arrive twice; default: none.")
    int repeat;

    @Option(
            names = "--overtake",
            paramLabel = "PERCENT",
            description = "Datagrams that arrive after the next one; default: none.")
    int overtake;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "The same seed draws the same fates; default: ${DEFAULT-VALUE}.")
    long seed = 1;

    @Override
    public Integer call() throws IOException {
        if (server.getHost() == null || server.getPort() < 0) {
            throw new IllegalArgumentException(
                    "\"" + server + "\" names no server; give its scheme, host and port, as coaps://127.0.0.1:5684");
        }
        Odds odds = new Odds(seed, lose, repeat, overtake);
        Banner.print();
        Lifetime lifetime = new Lifetime();
        Relay relay = lifetime.keep(Relay.to(new InetSocketAddress(server.getHost(), server.getPort()), odds, port));
        lifetime.untilInputEnds(new Ready(Map.of(
                "relay", server.getScheme() + "://127.0.0.1:" + relay.address().getPort())));
        return 0;
    }
}
