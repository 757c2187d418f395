package iotsafe.client.conformance;

import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.client.Agent;
import iotsafe.client.Logging;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ConfigReader;
import iotsafe.client.e2e.Sim;
import iotsafe.credentials.jca.IotSafeProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;

/** The whole agent in this JVM, as its daemon runs it: on and on, until it is told to end. */
final class RunningDevice implements AutoCloseable {
    /** Far more than anything here needs, so that a busy machine fails no test. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration OFTEN = Duration.ofMillis(10);

    static {
        Logging.quiet();
        IotSafeProvider.install(); // as Main does: before any class of Scandium loads
        Configuration.createStandardWithoutFile();
    }

    private final AgentConfig config;
    private final List<DeviceState> reached = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicBoolean rebootAsked = new AtomicBoolean();
    private volatile @Nullable Hold hold;
    private Thread thread;

    private record Hold(Class<? extends DeviceState> state, CountDownLatch released) {}

    private RunningDevice(AgentConfig config) {
        this.config = config;
        this.thread = run();
    }

    /** Begins; {@code folder} takes its state. */
    static RunningDevice started(Path folder, Sim sim, URI bootstrapServer, String... moreYaml) throws ConfigException {
        return started(folder, sim, bootstrapServer, Map.of(), moreYaml);
    }

    /** With overrides of the configuration, as from the environment. */
    static RunningDevice started(
            Path folder, Sim sim, URI bootstrapServer, Map<String, String> environment, String... moreYaml)
            throws ConfigException {
        String yaml =
                """
                card: {reader: "%s"}
                bootstrap: {uri: "%s"}
                state: {dir: "%s"}
                %s
                """.formatted(sim.address(), bootstrapServer, folder.resolve("state"), String.join("\n", moreYaml));
        return new RunningDevice(ConfigReader.read("the test's configuration", yaml, environment));
    }

    private Thread run() {
        Thread running = new Thread(this::live, "agent");
        running.start();
        return running;
    }

    private void live() {
        try (Agent agent = Agent.of(config, new Listener(), () -> rebootAsked.set(true))) {
            agent.run();
        } catch (InterruptedException e) {
            // told to end
        } catch (Exception e) {
            failures.add(e);
        }
    }

    private final class Listener implements FlowListener {
        @Override
        public void reached(DeviceState state, Duration took, long exchanges) {
            reached.add(state);
            Hold now = hold;
            if (now != null && now.state().isInstance(state)) {
                try {
                    now.released().await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {
            failures.add(failure);
        }
    }

    /** Waits until it has been registered so often since it was made. */
    RunningDevice awaitRegistrations(int times) {
        await().atMost(PATIENCE).pollInterval(OFTEN).until(() -> registrations() >= times || !thread.isAlive());
        if (registrations() < times) {
            AssertionError error = new AssertionError("registered %d times; %s".formatted(registrations(), failures));
            failures.forEach(error::addSuppressed);
            throw error;
        }
        return this;
    }

    long registrations() {
        return reached.stream().filter(Managed.class::isInstance).count();
    }

    /** What it has reached so far. */
    List<DeviceState> reached() {
        return List.copyOf(reached);
    }

    /** What has failed so far. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** The next time that it reaches such a state it stays there until the runnable is run. */
    Runnable holdAt(Class<? extends DeviceState> state) {
        Hold made = new Hold(state, new CountDownLatch(1));
        hold = made;
        return () -> {
            hold = null;
            made.released().countDown();
        };
    }

    /** Whether a server has asked for a reboot. */
    boolean isRebootAsked() {
        return rebootAsked.get();
    }

    /** Ends it and begins anew with what it has kept. */
    void restart() {
        end();
        rebootAsked.set(false);
        thread = run();
    }

    /** Ends it, as a power cut does: nobody is told. */
    void end() {
        thread.interrupt();
        await("its end").atMost(PATIENCE).pollInterval(OFTEN).until(() -> !thread.isAlive());
    }

    @Override
    public void close() {
        end();
    }
}
