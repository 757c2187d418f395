package iotsafe.client.cli;

import iotsafe.client.config.AgentConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code health}: what a container's health check runs, where there is no other program to ask with. */
@Command(
        name = "health",
        description = {
            "Asks the agent that runs on this host for its /health (http.listen) and prints the answer.",
            "Ends with 0 if the device is registered, with 4 if it is not or no agent answers."
        },
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int MILLISECONDS = 5000;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        InetSocketAddress listen = read.http()
                .listen()
                .filter(address -> address.getPort() != 0)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "no agent can be asked: set http.listen to an address with a port"));
        try {
            HttpURLConnection asked = (HttpURLConnection)
                    new URL("http", listen.getAddress().getHostAddress(), listen.getPort(), "/health")
                            .openConnection(Proxy.NO_PROXY);
            asked.setConnectTimeout(MILLISECONDS);
            asked.setReadTimeout(MILLISECONDS);
            boolean healthy = asked.getResponseCode() == HttpURLConnection.HTTP_OK;
            System.out.print(text(healthy ? asked.getInputStream() : asked.getErrorStream()));
            return (healthy ? ExitCode.DONE : ExitCode.SERVER).code();
        } catch (IOException e) {
            System.err.printf(
                    "error: no agent answers at %s:%d: %s; is it running?%n",
                    listen.getHostString(), listen.getPort(), e.getMessage());
            return ExitCode.SERVER.code();
        }
    }

    private static String text(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
