package iotsafe.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.RenewalHistory;
import iotsafe.bootstrap.SavedState;
import iotsafe.client.card.MaskedIdentity;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.Printable;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the device stands, from what it has saved: for people and for scripts. */
public final class DeviceStatus {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, String> lines = new LinkedHashMap<>();

    private DeviceStatus() {}

    /**
     * Puts together what is known.
     *
     * @param file where it is saved
     * @param running whether an agent works with it now
     */
    public static DeviceStatus of(Memory memory, AgentConfig config, Path file, boolean running, Instant now) {
        DeviceStatus status = new DeviceStatus();
        status.values.put("provisioned", memory.managed().isPresent());
        status.values.put("running", running);
        memory.managed().ifPresent(state -> status.inForce(state, now));
        status.values.put("state", file.toString());
        memory.managed().ifPresent(state -> status.renewal(state, memory, config, now));
        status.line("agent", running ? "running" : "not running");
        status.line("state", file.toString());
        if (now.isBefore(AgentVersion.built())) {
            status.values.put("clockUnset", true);
            status.line(
                    "clock",
                    "%s is before this agent was built: not set; it is taken for %s at least, and a certificate that begins later for valid"
                            .formatted(now, AgentVersion.built()));
        }
        return status;
    }

    private void inForce(SavedState state, Instant now) {
        values.put("endpoint", state.endpoint());
        values.put("server", state.server().uri().toString());
        values.put("shortServerId", state.server().shortServerId());
        line("endpoint", state.endpoint());
        line(
                "server",
                "%s (short server id %d)"
                        .formatted(state.server().uri(), state.server().shortServerId()));
        if (state.usesPsk()) {
            line("key", "pre-shared, of the account; it has no certificate");
        } else {
            certificate(state, now);
        }
        values.put("card", MaskedIdentity.of(state.card()));
        line("card", MaskedIdentity.of(state.card()));
    }

    private void certificate(SavedState state, Instant now) {
        X509Certificate certificate = state.certificate();
        Instant end = certificate.getNotAfter().toInstant();
        String subject = certificate.getSubjectX500Principal().getName();
        String issuer = certificate.getIssuerX500Principal().getName();
        String serial = certificate.getSerialNumber().toString(16);
        values.put("subject", subject);
        values.put("serial", serial);
        values.put("issuer", issuer);
        values.put("notAfter", end.toString());
        values.put("daysLeft", Duration.between(now, end).toDays());
        values.put("key", state.key().toString());
        line("certificate", subject);
        line("  serial", serial);
        line("  issuer", issuer);
        line("  until", "%s (%s)".formatted(end, left(Duration.between(now, end))));
        line("key", state.key().toString());
    }

    private void renewal(SavedState state, Memory memory, AgentConfig config, Instant now) {
        if (state.usesPsk()) {
            return;
        }
        if (state.key().equals(config.bootstrap().key())) {
            line("renewal", "none: this is the certificate that the SIM was made with");
            return;
        }
        RenewalHistory history = memory.history();
        Instant next = AgentSettings.renewal(config).nextTry(state.certificate(), history, now);
        values.put("nextRenewal", next.toString());
        values.put("failedRenewals", history.failures());
        line("renewal", next.isAfter(now) ? next + " (" + left(Duration.between(now, next)) + ")" : "due");
        if (memory.candidate().isPresent()) {
            String serial =
                    memory.candidate().get().certificate().getSerialNumber().toString(16);
            values.put("candidateSerial", serial);
            line("  waiting", "certificate %s, to be registered with".formatted(serial));
        }
        Optional<String> failure = history.lastFailure();
        failure.ifPresent(why -> {
            values.put("lastFailure", why);
            line("  last", "%s (%d failed so far)".formatted(why, history.failures()));
        });
        history.lastTry().ifPresent(time -> values.put("lastFailureTime", time.toString()));
    }

    private void line(String name, String value) {
        lines.put(name, value);
    }

    private static String left(Duration left) {
        if (left.isNegative()) {
            return "expired";
        }
        return left.toDays() > 0
                ? left.toDays() + " days left"
                : left.toHours() + " h " + left.toMinutesPart() + " min left";
    }

    /** One line a value. */
    public String toText() {
        return lines.entrySet().stream()
                .map(line -> "%-12s %s%n".formatted(line.getKey(), Printable.of(line.getValue())))
                .collect(Collectors.joining());
    }

    /** One JSON object in one line. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(values) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, numbers and truth values that cannot be written down", e);
        }
    }
}
