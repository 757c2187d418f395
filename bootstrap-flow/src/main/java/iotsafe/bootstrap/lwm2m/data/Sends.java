package iotsafe.bootstrap.lwm2m.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.leshan.client.request.UplinkRequestSender;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.SendRequest;
import org.eclipse.leshan.core.response.SendResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Send by a schedule (OMA LwM2M Core 6.4.6). What cannot be sent now is stored as notifications are. */
final class Sends {
    private static final Logger LOG = LoggerFactory.getLogger(Sends.class);
    private static final int SAMPLES_AT_ONCE = 20;
    /** A request is given up by CoAP itself after this (RFC 7252 4.8.2, EXCHANGE_LIFETIME). */
    private static final long PATIENCE = 247_000;

    private final Agenda agenda;
    private final DataSettings settings;
    private final Backlog backlog;
    private final BooleanSupplier awake;
    private final Runnable lineLost;
    private @Nullable LwM2mObjectTree tree;
    private @Nullable UplinkRequestSender sender;
    private @Nullable LwM2mServer server;
    private boolean online;
    private boolean sending;

    Sends(Agenda agenda, DataSettings settings, Backlog backlog, BooleanSupplier awake, Runnable lineLost) {
        this.agenda = agenda;
        this.settings = settings;
        this.backlog = backlog;
        this.awake = awake;
        this.lineLost = lineLost;
    }

    /** From here on there is something to read, and a way out. */
    void start(LwM2mObjectTree objects, UplinkRequestSender out) {
        agenda.run(() -> {
            tree = objects;
            sender = out;
            settings.sends().forEach(this::schedule);
        });
    }

    void online(LwM2mServer registered) {
        agenda.run(() -> {
            server = registered;
            online = true;
            flush();
        });
    }

    void offline() {
        agenda.run(() -> online = false);
    }

    /** Another server may be next. */
    void forget() {
        agenda.run(() -> {
            server = null;
            settings.sends().forEach(backlog::drop);
        });
    }

    private void schedule(DataSettings.Send send) {
        agenda.after(send.every(), () -> {
            schedule(send);
            gather(send);
            flush();
        });
    }

    private void gather(DataSettings.Send send) {
        if (server == null || tree == null) {
            return;
        }
        ServerPreferences preferences = ServerPreferences.of(server, tree);
        if (preferences.mute() || (!online && !preferences.storing())) {
            return;
        }
        Map<LwM2mPath, LwM2mNode> nodes = flat(new Reader(tree).read(server, LwM2mPath.getLwM2mPathList(send.paths())));
        if (!nodes.isEmpty()) {
            backlog.add(send, new Sample(agenda.time(), nodes), Long.MAX_VALUE);
        }
    }

    /** Send takes no resource with instances as a whole. */
    private static Map<LwM2mPath, LwM2mNode> flat(Reading reading) {
        Map<LwM2mPath, LwM2mNode> flat = new HashMap<>();
        reading.nodes().forEach((path, node) -> {
            if (node instanceof LwM2mMultipleResource resource) {
                resource.getInstances().forEach((id, instance) -> flat.put(path.append(id), instance));
            } else if (node != null) {
                flat.put(path, node);
            }
        });
        return flat;
    }

    /** What waits goes, a request at a time, while the server is there and the device is awake. */
    void flush() {
        if (!online || sending || sender == null || server == null || tree == null || !awake.getAsBoolean()) {
            return;
        }
        if (ServerPreferences.of(server, tree).mute()) {
            settings.sends().forEach(backlog::drop);
            return;
        }
        for (DataSettings.Send send : settings.sends()) {
            while (backlog.has(send)) {
                List<Sample> samples = readable(server, tree, backlog.take(send, SAMPLES_AT_ONCE));
                if (!samples.isEmpty()) {
                    send(sender, server, send, samples);
                    return;
                }
            }
        }
    }

    /** What was gathered for it earlier, and it may no longer read, is not sent. */
    private static List<Sample> readable(LwM2mServer to, LwM2mObjectTree objects, List<Sample> samples) {
        Reader reader = new Reader(objects);
        return samples.stream()
                .flatMap(sample -> reader.stillReadable(to, sample).stream())
                .toList();
    }

    private void send(UplinkRequestSender out, LwM2mServer to, DataSettings.Send send, List<Sample> samples) {
        sending = true;
        try {
            out.send(
                    to,
                    new SendRequest(
                            send.json() ? ContentFormat.SENML_JSON : ContentFormat.SENML_CBOR,
                            Subject.timestamped(samples),
                            null),
                    PATIENCE,
                    response -> agenda.run(() -> answered(to, response)),
                    error -> agenda.run(() -> failed(to, send, samples, error)));
        } catch (RuntimeException e) {
            failed(to, send, samples, e);
        }
    }

    private void answered(LwM2mServer to, SendResponse response) {
        sending = false;
        if (response.isFailure()) {
            LOG.warn("{}: Send was refused with {}; what it held is gone", to.getUri(), response.getCode());
        }
        flush();
    }

    private void failed(LwM2mServer to, DataSettings.Send send, List<Sample> samples, Exception error) {
        sending = false;
        LOG.info("{}: Send stays unanswered: {}", to.getUri(), String.valueOf(error.getMessage()));
        if (tree != null && ServerPreferences.of(to, tree).storing()) {
            backlog.putBack(send, samples);
        }
        if (online) {
            online = false;
            lineLost.run();
        }
    }
}
