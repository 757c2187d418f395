package iotsafe.client.health;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import iotsafe.bootstrap.Bootstrapping;
import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.NoCard;
import iotsafe.bootstrap.Registering;
import iotsafe.bootstrap.Renewing;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.Switching;
import iotsafe.bootstrap.lwm2m.LineWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** What Prometheus collects. The module's README lists the names: they are a promise, and so are the labels. */
final class AgentMetrics implements FlowListener, LineWatch {
    /** As the text says of itself. */
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** From a fast reader's 5 ms to a key generation's minute. */
    private static final double[] EXCHANGE_BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60};

    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Histogram latency = Histogram.builder()
            .name("iotsafe_card_exchange_seconds")
            .help("How long the card took to answer; a token is not timed")
            .classicOnly()
            .classicUpperBounds(EXCHANGE_BOUNDS)
            .register(registry);
    private final Counter recordsSent = counter("iotsafe_dtls_records_sent", "DTLS records sent");
    private final Counter recordsReceived = counter("iotsafe_dtls_records_received", "DTLS records received");
    private final Counter retransmissions =
            counter("iotsafe_retransmissions", "CoAP messages and handshake flights sent once more");
    private final Counter handshakes = results("iotsafe_dtls_handshakes", "DTLS handshakes that ended");
    private final Counter bootstraps = results("iotsafe_bootstraps", "Bootstrap sessions that ended");
    private final Counter enrolments = results("iotsafe_enrolments", "First enrolments that ended");
    private final Counter renewals = results("iotsafe_renewals", "Renewals that ended");
    private final Counter registrations = results("iotsafe_registrations", "Registrations that were tried");
    private final Counter errors = counter("iotsafe_errors", "Steps that failed", "kind");
    private final Counter rebuilds = counter("iotsafe_rebuilds", "Times the agent was built anew after a bug");
    private DeviceState state = new NoCard();
    private boolean enrolling;
    /** Whether the device is registered there, by short server id. */
    private final Map<Integer, Boolean> others = new ConcurrentHashMap<>();

    private LongSupplier card = () -> 0;
    private long exchangesWithFormer;

    AgentMetrics(String version, Standing standing) {
        Info.builder()
                .name("iotsafe_agent")
                .help("The agent")
                .labelNames("version")
                .register(registry)
                .setLabelValues(version);
        for (FailureKind kind : FailureKind.values()) {
            errors.initLabelValues(kind.word());
        }
        CounterWithCallback.builder()
                .name("iotsafe_card_exchanges")
                .help("Exchanges with the card")
                .callback(counter -> counter.call((double) exchanges()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("iotsafe_registered")
                .help("1 while a registration is in force, else 0")
                .callback(gauge -> gauge.call(standing.look().registered() ? 1 : 0))
                .register(registry);
        GaugeWithCallback.builder()
                .name("iotsafe_other_registered")
                .help(
                        "1 while a registration with this server is in force, else 0; of servers beside the one of iotsafe_registered")
                .labelNames("short_server_id")
                .callback(
                        gauge -> others.forEach((id, registered) -> gauge.call(registered ? 1 : 0, String.valueOf(id))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("iotsafe_state")
                .help("1 for the state that the flow is in")
                .labelNames("state")
                .callback(gauge -> gauge.call(1, standing.look().state()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("iotsafe_certificate_expiry_timestamp_seconds")
                .help("When the certificate in force ends, in Unix time")
                .callback(gauge -> standing.look()
                        .saved()
                        .filter(saved -> !saved.usesPsk())
                        .ifPresent(saved -> gauge.call((double)
                                saved.certificate().getNotAfter().toInstant().getEpochSecond())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("iotsafe_last_error_timestamp_seconds")
                .help("When a step failed last, in Unix time; /health says which and why")
                .callback(gauge -> standing.look()
                        .trouble()
                        .ifPresent(trouble -> gauge.call((double) trouble.at().getEpochSecond())))
                .register(registry);
    }

    /** All of it, in {@link #CONTENT_TYPE}. */
    byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    long recordsSent() {
        return recordsSent.getLongValue();
    }

    long recordsReceived() {
        return recordsReceived.getLongValue();
    }

    /** From now on exchanges are counted there, from 0. */
    synchronized void follow(LongSupplier next) {
        exchangesWithFormer += card.getAsLong();
        card = next;
    }

    synchronized long exchanges() {
        return exchangesWithFormer + card.getAsLong();
    }

    void exchanged(Duration took) {
        latency.observe(took.toNanos() / NANOS);
    }

    /** The agent begins anew, after a bug. */
    synchronized void rebuilt() {
        rebuilds.inc();
        state = new NoCard();
    }

    @Override
    public synchronized void reached(DeviceState reached, Duration took, long exchanges) {
        DeviceState from = state;
        state = reached;
        if (from instanceof Bootstrapping) {
            bootstraps.labelValues("success").inc();
        } else if (enrolling && reached instanceof Registering) {
            enrolments.labelValues("success").inc();
        } else if (reached instanceof Managed && from instanceof Switching) {
            renewals.labelValues("success").inc();
        }
        // an account that needs no certificate is stored in the session's first step
        enrolling = from instanceof DeviceState.InSession && reached instanceof DeviceState.InSession;
        if (reached instanceof Managed && (from instanceof Switching || from instanceof Registering)) {
            registrations.labelValues("success").inc();
        }
    }

    @Override
    public synchronized void failed(DeviceState next, Throwable failure, Duration pause) {
        DeviceState from = state;
        state = next;
        errors.labelValues(FailureKind.of(failure).word()).inc();
        if (from instanceof Bootstrapping) {
            bootstraps.labelValues("failure").inc();
        } else if (from instanceof DeviceState.InSession) {
            enrolments.labelValues("failure").inc();
        } else if (from instanceof Renewing || from instanceof Switching) {
            renewals.labelValues("failure").inc();
        } else if (from instanceof Registering) {
            registrations.labelValues("failure").inc();
        }
    }

    @Override
    public void registered(ServerAccount account, String location) {
        others.put(account.shortServerId(), true);
        registrations.labelValues("success").inc();
    }

    @Override
    public void failed(ServerAccount account, Throwable failure, Duration pause) {
        others.put(account.shortServerId(), false);
        errors.labelValues(FailureKind.of(failure).word()).inc();
        registrations.labelValues("failure").inc();
    }

    @Override
    public void left(ServerAccount account, String sentence) {
        others.remove(account.shortServerId());
    }

    @Override
    public void sent() {
        recordsSent.inc();
    }

    @Override
    public void received() {
        recordsReceived.inc();
    }

    @Override
    public void handshake(boolean completed) {
        handshakes.labelValues(completed ? "success" : "failure").inc();
    }

    @Override
    public void repeated() {
        retransmissions.inc();
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** With both results there from the start, so that a rate can be taken of the first failure. */
    private Counter results(String name, String help) {
        Counter counter = counter(name, help, "result");
        counter.initLabelValues("success");
        counter.initLabelValues("failure");
        return counter;
    }
}
