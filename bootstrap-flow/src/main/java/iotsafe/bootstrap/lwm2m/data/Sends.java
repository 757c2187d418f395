package iotsafe.bootstrap.lwm2m.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

/** Send by a schedule, to one server (OMA LwM2M Core 6.4.6). What cannot be sent now is stored as notifications are. */
final class Sends {
    private static final Logger LOG = LoggerFactory.getLogger(Sends.class);
    private static final int SAMPLES_AT_ONCE = 20;
    /** A request is given up by CoAP itself after this (RFC 7252 4.8.2, EXCHANGE_LIFETIME). */
    private static final long PATIENCE = 247_000;

    private final Agenda agenda;
    private final List<Job> jobs;
    private final Backlog backlog;
    private final BooleanSupplier awake;
    private final LwM2mObjectTree tree;
    private final UplinkRequestSender sender;
    private final Consumer<LwM2mServer> lineLost;
    private @Nullable LwM2mServer server;
    private boolean online;
    private boolean sending;

    /** What is to be sent, for this server: what waits of it waits under it. */
    private static final class Job {
        final DataSettings.Send send;
        Runnable timer = () -> {};

        Job(DataSettings.Send send) {
            this.send = send;
        }
    }

    Sends(
            Agenda agenda,
            DataSettings settings,
            Backlog backlog,
            BooleanSupplier awake,
            LwM2mObjectTree tree,
            UplinkRequestSender sender,
            Consumer<LwM2mServer> lineLost) {
        this.agenda = agenda;
        this.jobs = settings.sends().stream().map(Job::new).toList();
        this.backlog = backlog;
        this.awake = awake;
        this.tree = tree;
        this.sender = sender;
        this.lineLost = lineLost;
    }

    /** Gathers from here on. */
    void begin() {
        agenda.run(() -> jobs.forEach(this::schedule));
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

    /** The server is none of the device's any more. */
    void end() {
        agenda.run(() -> {
            server = null;
            online = false;
            jobs.forEach(job -> {
                job.timer.run();
                backlog.drop(job);
            });
        });
    }

    private void schedule(Job job) {
        job.timer = agenda.after(job.send.every(), () -> {
            schedule(job);
            gather(job);
            flush();
        });
    }

    private void gather(Job job) {
        if (server == null) {
            return;
        }
        ServerPreferences preferences = ServerPreferences.of(server, tree);
        if (preferences.mute() || (!online && !preferences.storing())) {
            return;
        }
        Map<LwM2mPath, LwM2mNode> nodes =
                flat(new Reader(tree).read(server, LwM2mPath.getLwM2mPathList(job.send.paths())));
        if (!nodes.isEmpty()) {
            backlog.add(job, new Sample(agenda.time(), nodes), Long.MAX_VALUE);
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
        if (!online || sending || server == null || !awake.getAsBoolean()) {
            return;
        }
        if (ServerPreferences.of(server, tree).mute()) {
            jobs.forEach(backlog::drop);
            return;
        }
        for (Job job : jobs) {
            while (backlog.has(job)) {
                List<Sample> samples = readable(server, backlog.take(job, SAMPLES_AT_ONCE));
                if (!samples.isEmpty()) {
                    send(server, job, samples);
                    return;
                }
            }
        }
    }

    /** What was gathered for it earlier, and it may no longer read, is not sent. */
    private List<Sample> readable(LwM2mServer to, List<Sample> samples) {
        Reader reader = new Reader(tree);
        return samples.stream()
                .flatMap(sample -> reader.stillReadable(to, sample).stream())
                .toList();
    }

    private void send(LwM2mServer to, Job job, List<Sample> samples) {
        sending = true;
        try {
            sender.send(
                    to,
                    new SendRequest(
                            job.send.json() ? ContentFormat.SENML_JSON : ContentFormat.SENML_CBOR,
                            Subject.timestamped(samples),
                            null),
                    PATIENCE,
                    response -> agenda.run(() -> answered(to, response)),
                    error -> agenda.run(() -> failed(to, job, samples, error)));
        } catch (RuntimeException e) {
            failed(to, job, samples, e);
        }
    }

    private void answered(LwM2mServer to, SendResponse response) {
        sending = false;
        if (response.isFailure()) {
            LOG.warn("{}: Send was refused with {}; what it held is gone", to.getUri(), response.getCode());
        }
        flush();
    }

    private void failed(LwM2mServer to, Job job, List<Sample> samples, Exception error) {
        sending = false;
        LOG.info("{}: Send stays unanswered: {}", to.getUri(), String.valueOf(error.getMessage()));
        if (server == null) {
            return;
        }
        if (ServerPreferences.of(to, tree).storing()) {
            backlog.putBack(job, samples);
        }
        if (online) {
            online = false;
            lineLost.accept(to);
        }
    }
}
