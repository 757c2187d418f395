package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.kept.KeptObservation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.ContentFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server was told last of an observation, as it is kept: with it nothing has to be told a second time after a restart.
 *
 * @param at when
 * @param nodes null for a path that held nothing
 */
record LastTold(Instant at, Map<LwM2mPath, LwM2mNode> nodes) {
    private static final Logger LOG = LoggerFactory.getLogger(LastTold.class);
    /** More than a few values are told once more instead. */
    private static final int LARGEST = 2048;

    /** Of an observation that no notification is on its way of. */
    static LastTold of(Observation observation, Agenda agenda) {
        Map<LwM2mPath, LwM2mNode> nodes = new HashMap<>();
        long at = agenda.now();
        for (Map.Entry<LwM2mPath, Pace> each : observation.paces.entrySet()) {
            nodes.put(each.getKey(), each.getValue().told());
            at = each.getValue().toldAt();
        }
        return new LastTold(agenda.time().minusNanos(agenda.now() - at), nodes);
    }

    /** As the file has it; empty if it is too large, or cannot be written down. */
    Optional<KeptObservation.Told> write(ClientEndpointToolbox tools) {
        Map<LwM2mPath, LwM2mNode> there = new HashMap<>(nodes);
        there.values().removeIf(node -> node == null);
        try {
            byte[] values = tools.getEncoder().encodeNodes(there, ContentFormat.SENML_JSON, null, tools.getModel());
            return values.length > LARGEST
                    ? Optional.empty()
                    : Optional.of(new KeptObservation.Told(at, new String(values, StandardCharsets.UTF_8)));
        } catch (RuntimeException e) { // the library's encoder throws many kinds
            LOG.debug("what was told last of {} is not kept", nodes.keySet(), e);
            return Optional.empty();
        }
    }

    /** What {@link #write} wrote; empty if it cannot be read. */
    static Optional<LastTold> read(KeptObservation.Told told, Subject subject, ClientEndpointToolbox tools) {
        try {
            return Optional.of(new LastTold(
                    told.at(),
                    tools.getDecoder()
                            .decodeNodes(
                                    told.values().getBytes(StandardCharsets.UTF_8),
                                    ContentFormat.SENML_JSON,
                                    null,
                                    subject.paths(),
                                    tools.getModel())));
        } catch (RuntimeException e) { // and the decoder, too
            LOG.debug("what was told last of {} cannot be read", subject.paths(), e);
            return Optional.empty();
        }
    }

    /** When that was, as the agenda counts; a clock that was put back since makes it now. */
    long since(Agenda agenda) {
        Duration ago = Duration.between(at, agenda.time());
        return agenda.now() - (ago.isNegative() ? 0 : ago.toNanos());
    }
}
