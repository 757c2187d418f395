package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.kept.KeptObservation;
import iotsafe.bootstrap.lwm2m.kept.KeptServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.transport.californium.ResponseCodeUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All observations in force (OMA LwM2M Core 6.4): when each is notified of, and what is stored while its server cannot be reached. A new
 * registration ends the observations of the one before; what was stored for them is delivered when the server asks for the same again.
 */
final class Observations {
    private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

    /** So that one delivery fits into few datagrams and is retransmitted as a whole. */
    private static final int SAMPLES_AT_ONCE = 20;

    private final Agenda agenda;
    private final LwM2mObjectTree tree;
    private final ClientEndpointToolbox tools;
    private final Backlog backlog;
    private final Consumer<LwM2mServer> lineLost;
    private final KeptServers kept;
    private final WrittenAttributes attributes;
    private final Reader reader;
    private final List<Observation> all = new ArrayList<>();
    /** {@code lineLost} is told when a notification stays unanswered. */
    Observations(
            Agenda agenda,
            LwM2mObjectTree tree,
            ClientEndpointToolbox tools,
            Backlog backlog,
            Consumer<LwM2mServer> lineLost,
            KeptServers kept,
            WrittenAttributes attributes) {
        this.agenda = agenda;
        this.tree = tree;
        this.tools = tools;
        this.backlog = backlog;
        this.lineLost = lineLost;
        this.kept = kept;
        this.attributes = attributes;
        this.reader = new Reader(tree);
    }

    /** Observe was answered, by this process or an earlier one. */
    void begin(Observation observation) {
        agenda.run(() -> {
            for (Observation former : List.copyOf(all)) {
                if (former.relation.isCanceled() && former.isLike(observation)) {
                    backlog.move(former, observation);
                    remove(former);
                }
            }
            all.add(observation);
            // what changed since the answer was read is not to be missed
            observation.paces.values().forEach(Pace::changed);
            advance(observation);
            deliver(observation);
        });
    }

    /** The server cancelled (Observe 1): nothing is stored for it either. */
    void cancelled(LwM2mServer server, Token token) {
        agenda.run(() -> of(server)
                .filter(each -> each.exchange.advanced().getRequest().getToken().equals(token))
                .forEach(this::remove));
    }

    /** The library ended a relation: the server said so by Reset, or does not answer. */
    void ended(ObserveRelation relation) {
        agenda.run(() -> List.copyOf(all).stream()
                .filter(each -> each.relation == relation && each.live)
                .forEach(each -> {
                    if (each.lastSent != null && each.lastSent.isRejected()) {
                        remove(each);
                    } else {
                        suspend(each);
                    }
                }));
    }

    /** These resources, or what is below or above them, changed; a change of object 2 may touch all. */
    void changed(LwM2mPath... paths) {
        if (Stream.of(paths).anyMatch(path -> path.getObjectId() == LwM2mId.ACCESS_CONTROL)) {
            agenda.run(() -> List.copyOf(all).forEach(this::reviewRights));
        } else {
            agenda.run(() ->
                    List.copyOf(all).stream().filter(each -> each.touch(paths)).forEach(this::advance));
        }
    }

    /** An observation ends with the right to read (RFC 7641 4.2, 4.01); as long as some of it may be read, that is what is observed. */
    private void reviewRights(Observation observation) {
        Reading reading = read(observation);
        if (ResponseCode.UNAUTHORIZED.equals(reading.refusal())) {
            end(observation, ResponseCode.UNAUTHORIZED);
        } else {
            observation.paces.values().forEach(Pace::changed);
            advance(observation);
        }
    }

    /** Attributes or defaults may have changed. */
    void reconsider() {
        agenda.run(() -> List.copyOf(all).forEach(this::advance));
    }

    /** This server does not know the device from here on. */
    void offline(LwM2mServer server) {
        agenda.run(() -> of(server).filter(each -> each.live).forEach(each -> {
            each.exchange.advanced().execute(each.relation::cancel);
            suspend(each);
        }));
    }

    /** The device has registered there. */
    void online(LwM2mServer server) {
        agenda.run(() -> of(server).filter(each -> !each.live).forEach(each -> {
            if (each.outlived) {
                remove(each);
            }
            each.outlived = true;
            each.storing = false;
        }));
    }

    /** Another server may be next: nothing is kept. */
    void forget() {
        agenda.run(() -> List.copyOf(all).forEach(this::remove));
    }

    private Stream<Observation> of(LwM2mServer server) {
        return List.copyOf(all).stream().filter(each -> each.server.getId().equals(server.getId()));
    }

    /** What each server was told last, where that is sure. Once nothing is told any more. */
    Map<KeptObservation, KeptObservation.Told> told() {
        Map<KeptObservation, KeptObservation.Told> told = new HashMap<>();
        all.stream()
                .filter(each -> each.isTold() && !each.delivering && !backlog.has(each))
                .forEach(each -> LastTold.of(each, agenda).write(tools).ifPresent(last -> told.put(each.kept, last)));
        return told;
    }

    private void remove(Observation observation) {
        observation.wakeUp.run();
        observation.live = false;
        observation.storing = false;
        all.remove(observation);
        backlog.drop(observation);
        kept.observesNoMore(observation.kept);
    }

    private void suspend(Observation observation) {
        observation.live = false;
        observation.storing = preferences(observation).storing();
        if (!observation.storing) {
            remove(observation);
        }
    }

    /** Does what is due and says when to look again. */
    private void advance(Observation observation) {
        observation.wakeUp.run();
        if (!observation.live && !observation.storing) {
            return;
        }
        long now = agenda.now();
        Map<LwM2mPath, Conditions> conditions = conditions(observation);
        Optional<Reading> reading = Optional.empty();
        boolean due = false;
        for (Map.Entry<LwM2mPath, Conditions> each : conditions.entrySet()) {
            Pace pace = observation.pace(each.getKey());
            if (pace.wantsALook(each.getValue(), now)) {
                reading = reading.or(() -> Optional.of(read(observation)));
                pace.look(each.getValue(), now, reading.get().nodes().get(each.getKey()));
            }
            due |= pace.isDue(each.getValue(), now);
        }
        if (due) {
            report(observation, reading.orElseGet(() -> read(observation)), conditions);
        }
        conditions.entrySet().stream()
                .flatMap(each -> observation.pace(each.getKey()).rest(each.getValue(), now).stream())
                .min(Duration::compareTo)
                .filter(rest -> observation.live || observation.storing)
                .ifPresent(rest -> observation.wakeUp = agenda.after(rest, () -> advance(observation)));
    }

    private Reading read(Observation observation) {
        return reader.read(observation.server, observation.subject.paths());
    }

    private void report(Observation observation, Reading reading, Map<LwM2mPath, Conditions> conditions) {
        long now = agenda.now();
        observation.paces.forEach(
                (path, pace) -> pace.notified(now, reading.nodes().get(path)));
        if (reading.refusal() != null) {
            if (observation.live) {
                end(observation, reading.refusal());
            }
            return;
        }
        Sample sample = new Sample(agenda.time(), reading.nodes());
        if (observation.live && !observation.delivering && !backlog.has(observation)) {
            notify(observation, sample, conditions);
        } else {
            store(observation, sample, conditions);
        }
    }

    /** RFC 7641 4.2: an error is the last notification, for a server that can be reached. */
    private void end(Observation observation, ResponseCode code) {
        if (observation.live) {
            Response response = new Response(ResponseCodeUtil.toCoapResponseCode(code));
            observation.exchange.advanced().execute(() -> observation.exchange.respond(response));
        }
        remove(observation);
    }

    private void notify(Observation observation, Sample sample, Map<LwM2mPath, Conditions> conditions) {
        Response response = new Response(CoAP.ResponseCode.CONTENT);
        response.setPayload(observation.subject.encode(tools, sample.nodes()));
        response.getOptions().setContentFormat(observation.subject.format().getCode());
        if (observation.proven) {
            confirmable(conditions)
                    .ifPresent(confirmable -> response.setType(
                            // RFC 7641 4.5: now and then a server is asked whether it is still there
                            confirmable || observation.relation.check() ? CoAP.Type.CON : CoAP.Type.NON));
        } else {
            response.setType(CoAP.Type.CON);
            observation.proven = true;
        }
        send(observation, response, () -> {}, () -> store(observation, sample, conditions));
    }

    /** One path of a composite observation that asks for confirmation is enough. */
    private static Optional<Boolean> confirmable(Map<LwM2mPath, Conditions> conditions) {
        return conditions.values().stream().flatMap(each -> each.con().stream()).reduce(Boolean::logicalOr);
    }

    private void store(Observation observation, Sample sample, Map<LwM2mPath, Conditions> conditions) {
        if (all.contains(observation) && (observation.live || observation.storing)) {
            long most = conditions.values().stream()
                    .flatMap(each -> each.hqmax().stream())
                    .min(Long::compare)
                    .orElse(Long.MAX_VALUE);
            backlog.add(observation, sample, most);
        }
    }

    /** One after the other, each acknowledged before the next (RFC 7641 4.5.1). */
    private void deliver(Observation observation) {
        if (!observation.live || !backlog.has(observation)) {
            observation.delivering = false;
            return;
        }
        observation.delivering = true;
        List<Sample> samples = backlog.take(observation, observation.subject.tellsTime() ? SAMPLES_AT_ONCE : 1).stream()
                .flatMap(sample -> reader.stillReadable(observation.server, sample).stream())
                .toList();
        if (samples.isEmpty()) {
            deliver(observation);
            return;
        }
        Response response = new Response(CoAP.ResponseCode.CONTENT);
        response.setPayload(observation.subject.encode(tools, samples));
        response.getOptions()
                .setContentFormat(observation.subject.historyFormat().getCode());
        response.setType(CoAP.Type.CON);
        send(observation, response, () -> deliver(observation), () -> {
            observation.delivering = false;
            if (all.contains(observation)) {
                backlog.putBack(observation, samples);
            }
        });
    }

    /** {@code arrived} and {@code lost} are done on the agenda; of a message that is not confirmable neither is known. */
    private void send(Observation observation, Response response, Runnable arrived, Runnable lost) {
        observation.lastSent = response;
        response.getOptions().setObserve(kept.nextNumber());
        response.addMessageObserver(new MessageObserverAdapter() {
            @Override
            public void onAcknowledgement() {
                agenda.run(arrived);
            }

            @Override
            public void onTimeout() {
                unanswered();
            }

            @Override
            public void onSendError(Throwable error) {
                unanswered();
            }

            private void unanswered() {
                agenda.run(() -> {
                    LOG.info("{}: a notification stays unanswered", observation.server.getUri());
                    if (observation.live) {
                        suspend(observation);
                    }
                    lost.run();
                    lineLost.accept(observation.server);
                });
            }
        });
        observation.exchange.advanced().execute(() -> {
            if (observation.relation.isCanceled()) {
                agenda.run(lost);
            } else {
                observation.exchange.respond(response);
            }
        });
    }

    private ServerPreferences preferences(Observation observation) {
        return ServerPreferences.of(observation.server, tree);
    }

    private Map<LwM2mPath, Conditions> conditions(Observation observation) {
        ServerPreferences preferences = preferences(observation);
        Map<LwM2mPath, Conditions> conditions = new HashMap<>();
        attributes
                .inForce(observation.server, observation.subject.paths())
                .forEach((path, written) ->
                        conditions.put(path, Conditions.of(written.merge(observation.subject.own()), preferences)));
        return conditions;
    }
}
