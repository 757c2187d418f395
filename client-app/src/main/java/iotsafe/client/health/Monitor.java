package iotsafe.client.health;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.OtherServersListener;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.lwm2m.LineWatch;
import iotsafe.client.config.AgentConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** All that is known of a running agent. It outlives the agent: one that is built anew goes on with it. */
public final class Monitor implements FlowListener {
    /** What a step may take beyond its waits for servers: a key generation, and a card that is looked for. */
    private static final Duration CARD = Duration.ofMinutes(3);

    private final Standing standing = new Standing(Clock.systemUTC());
    private final AgentMetrics metrics;
    private final Pulse pulse;
    private final List<FlowListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * For an agent of this configuration.
     *
     * @param version of the agent
     */
    public Monitor(AgentConfig config, String version) {
        this.metrics = new AgentMetrics(version, standing);
        this.pulse = new Pulse(longestStep(config));
    }

    /** A request is sent, its association found dead, and sent once more with a new handshake. */
    private static Duration longestStep(AgentConfig config) {
        return config.lwm2m()
                .requestTimeout()
                .multipliedBy(3)
                .plus(config.lwm2m().bootstrapSessionTimeout())
                .plus(CARD);
    }

    /** Others who are told of the flow, after what is kept here. */
    public Monitor with(FlowListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Is told of the servers beside the flow's own. */
    public OtherServersListener others() {
        return this;
    }

    /** The flow's pulse. */
    public Pulse pulse() {
        return pulse;
    }

    /** Is told what happens on the lines. */
    public LineWatch lines() {
        return metrics;
    }

    /** Is told how long an exchange with the card took. */
    public void exchanged(Duration took) {
        metrics.exchanged(took);
    }

    /** From now on exchanges are counted there, from 0. */
    public void follow(LongSupplier exchanges) {
        metrics.follow(exchanges);
    }

    /** Exchanges with the card since the start. */
    public long exchanges() {
        return metrics.exchanges();
    }

    /** DTLS records sent since the start. */
    public long recordsSent() {
        return metrics.recordsSent();
    }

    /** DTLS records received since the start. */
    public long recordsReceived() {
        return metrics.recordsReceived();
    }

    /** An agent is built anew because of this. */
    public void rebuilt(Throwable bug) {
        standing.failed(bug);
        standing.begins();
        metrics.rebuilt();
    }

    /** One sentence: where the flow is. */
    public String sentence() {
        return standing.look().sentence();
    }

    Standing standing() {
        return standing;
    }

    byte[] metricsText() {
        return metrics.text();
    }

    @Override
    public void reached(DeviceState reached, Duration took, long exchanges) {
        pulse.beat();
        standing.reached(reached, took, exchanges);
        metrics.reached(reached, took, exchanges);
        listeners.forEach(listener -> listener.reached(reached, took, exchanges));
    }

    @Override
    public void failed(DeviceState next, Throwable failure, Duration pause) {
        pulse.beat(pause);
        standing.failed(next, failure, pause);
        metrics.failed(next, failure, pause);
        listeners.forEach(listener -> listener.failed(next, failure, pause));
    }

    @Override
    public void registered(ServerAccount account, String location) {
        metrics.registered(account, location);
        listeners.forEach(listener -> listener.registered(account, location));
    }

    @Override
    public void failed(ServerAccount account, Throwable failure, Duration pause) {
        metrics.failed(account, failure, pause);
        listeners.forEach(listener -> listener.failed(account, failure, pause));
    }

    @Override
    public void left(ServerAccount account, String sentence) {
        metrics.left(account, sentence);
        listeners.forEach(listener -> listener.left(account, sentence));
    }
}
