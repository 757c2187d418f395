package iotsafe.client.cli;

import iotsafe.bootstrap.FlowListener;
import iotsafe.client.Agent;
import iotsafe.client.Logging;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.health.Monitor;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the device's daemon. */
@Command(
        name = "run",
        description = "Brings the device under management and keeps it there; ends only when it is told to.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--once",
            description =
                    "Ends as soon as the device is registered, and at the first failure: for provisioning and scripts.")
    private boolean once;

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        FlowListener steps = once || Logging.isText(read.log()) ? new StepPrinter(System.out) : new StepLogger();
        Monitor monitor = Agent.monitor(read).with(steps);
        if (once) {
            runOnce(read, monitor);
        } else {
            new Daemon(read, monitor).run();
        }
        return ExitCode.DONE.code();
    }

    private static void runOnce(AgentConfig config, Monitor monitor) throws Exception {
        try (Agent agent = Agent.of(config, monitor, () -> {})) {
            agent.runOnce();
        } catch (InterruptedException e) {
            LOG.info("stopped, as told");
        }
    }
}
