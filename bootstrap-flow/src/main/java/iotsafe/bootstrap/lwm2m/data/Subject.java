package iotsafe.bootstrap.lwm2m.data;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.request.ContentFormat;

/**
 * What is observed, and how it is written.
 *
 * @param paths one for Observe, any number for Observe-Composite
 * @param composite whether it is Observe-Composite
 * @param asked the format that the server asked for, if it did
 * @param own the attributes that came with the request itself (OMA LwM2M Core 1.2, 6.4.1): they go before written ones
 */
record Subject(List<LwM2mPath> paths, boolean composite, Optional<ContentFormat> asked, LwM2mAttributeSet own) {
    /** The nanoseconds of 1/512 s: a time of this age with finer binary fractions has no whole number of them. */
    private static final int EXACT_IN_A_DOUBLE = 1_953_125;

    private static final Collection<ContentFormat> WITH_TIME =
            List.of(ContentFormat.SENML_CBOR, ContentFormat.SENML_JSON);

    Subject {
        paths = List.copyOf(paths);
    }

    /** The format of a notification of now. */
    ContentFormat format() {
        return asked.orElse(composite ? ContentFormat.SENML_CBOR : ContentFormat.DEFAULT);
    }

    byte[] encode(ClientEndpointToolbox tools, Map<LwM2mPath, LwM2mNode> nodes) {
        return composite
                ? tools.getEncoder().encodeNodes(nodes, format(), null, tools.getModel())
                : tools.getEncoder().encode(nodes.get(paths.get(0)), format(), null, paths.get(0), tools.getModel());
    }

    /** Whether several samples fit into one notification, each with its time: only SenML has one. */
    boolean tellsTime() {
        return asked.map(WITH_TIME::contains).orElse(true);
    }

    /** The format of a notification of earlier. */
    ContentFormat historyFormat() {
        return tellsTime() ? asked.orElse(ContentFormat.SENML_CBOR) : format();
    }

    /** Samples in their order; a format without time takes one. */
    byte[] encode(ClientEndpointToolbox tools, List<Sample> samples) {
        return tellsTime()
                ? tools.getEncoder()
                        .encodeTimestampedNodes(timestamped(samples), historyFormat(), null, tools.getModel())
                : encode(tools, samples.get(0).nodes());
    }

    /** What held nothing at its time is not in it. */
    static TimestampedLwM2mNodes timestamped(List<Sample> samples) {
        TimestampedLwM2mNodes.Builder builder = TimestampedLwM2mNodes.builder();
        for (Sample sample : samples) {
            sample.nodes().forEach((path, node) -> {
                if (node != null) {
                    builder.put(readable(sample.at()), path, node);
                }
            });
        }
        return builder.build();
    }

    /**
     * The library's decoder of SenML CBOR, which servers use, fails on a decimal time that a double holds exactly, whole seconds among them:
     * such a time is made a microsecond later.
     */
    private static Instant readable(Instant at) {
        return at.get(ChronoField.NANO_OF_SECOND) % EXACT_IN_A_DOUBLE == 0 ? at.plus(1, ChronoUnit.MICROS) : at;
    }
}
