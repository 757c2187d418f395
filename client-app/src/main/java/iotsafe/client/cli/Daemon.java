package iotsafe.client.cli;

import iotsafe.client.Agent;
import iotsafe.client.StateInUseException;
import iotsafe.client.UnusableFileException;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.health.HealthServer;
import iotsafe.client.health.Monitor;
import iotsafe.client.health.PortInUseException;
import iotsafe.client.supervision.Rebuilding;
import iotsafe.client.supervision.ServiceManager;
import iotsafe.client.supervision.Watchdog;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one agent after the other until the process is told to end: anew after Reboot, and anew after a bug. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration TO_DEREGISTER = Duration.ofSeconds(1);

    private final AgentConfig config;
    private final Monitor monitor;
    private final ServiceManager manager =
            ServiceManager.of(System.getenv(), ProcessHandle.current().pid());
    private final Rebuilding rebuilding = new Rebuilding();
    private final Stop stop = new Stop(Thread.currentThread());
    private final BugCatcher bugs = new BugCatcher();

    /** To be run by the thread that makes it. */
    Daemon(AgentConfig config, Monitor monitor) {
        this.config = config;
        this.monitor = monitor.with(bugs);
    }

    void run() throws ConfigException, UnusableFileException, StateInUseException, PortInUseException {
        stop.whenTheProcessIsToldTo();
        Optional<HealthServer> health = health();
        Watchdog watchdog = Watchdog.start(manager, monitor.pulse()::isAlive, monitor::sentence);
        try {
            while (isToBeginAnew()) {
                LOG.info("beginning anew");
            }
        } finally {
            manager.stopping();
            watchdog.close();
            health.ifPresent(HealthServer::close);
            stop.acknowledge();
        }
    }

    private Optional<HealthServer> health() throws PortInUseException {
        return config.http().listen().isEmpty()
                ? Optional.empty()
                : Optional.of(HealthServer.start(
                        config.http().listen().get(), config.http().grace(), monitor));
    }

    /** One agent, until it ends. */
    private boolean isToBeginAnew() throws ConfigException, UnusableFileException, StateInUseException {
        long begin = System.nanoTime();
        Optional<Throwable> bug;
        try (Agent agent = Agent.of(config, monitor, stop::restart)) {
            manager.ready();
            bug = run(agent);
        }
        return bug.isPresent()
                ? isWaited(bug.get(), Duration.ofNanos(System.nanoTime() - begin))
                : stop.isRestartWanted();
    }

    /** Until it is told to end, or breaks. */
    private Optional<Throwable> run(Agent agent) {
        try {
            agent.run();
        } catch (InterruptedException e) {
            Optional<Throwable> bug = bugs.take();
            if (bug.isPresent() && !stop.isTold()) {
                return bug;
            }
            end(agent);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            return Optional.of(e);
        } catch (
                VirtualMachineError
                        e) { // out of memory: nothing more can be relied on, and a supervisor starts a new process
            Runtime.getRuntime().halt(ExitCode.BUG.code());
        }
        return Optional.empty();
    }

    private void end(Agent agent) {
        if (stop.isTold() && config.lwm2m().deregisterAtStop()) {
            try {
                agent.deregister(TO_DEREGISTER);
            } catch (InterruptedException e) {
                LOG.debug("told to end once more");
            }
        }
        LOG.info("stopped, as told");
    }

    private boolean isWaited(Throwable bug, Duration ran) {
        Duration delay = rebuilding.delay(ran);
        LOG.error("a bug of the agent; it is built anew in {} s", delay.toSeconds(), bug);
        monitor.rebuilt(bug);
        monitor.pulse().beat(delay);
        try {
            Thread.sleep(delay.toMillis());
            return true;
        } catch (InterruptedException e) {
            return stop.isRestartWanted();
        }
    }
}
