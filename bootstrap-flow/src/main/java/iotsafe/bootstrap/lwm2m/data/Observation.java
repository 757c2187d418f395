package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.kept.KeptObservation;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.jspecify.annotations.Nullable;

/** What one server observes under one token. All of it belongs to the agenda's thread, but for the exchange. */
final class Observation {
    final LwM2mServer server;
    final Subject subject;
    final CoapExchange exchange;
    final Map<LwM2mPath, Pace> paces = new HashMap<>();
    final ObserveRelation relation;
    final KeptObservation kept;

    /** Whether the server has been heard to observe; of an observation of an earlier process only its answer to a notification says so. */
    boolean proven;

    /** Whether a notification would reach the server: it can be reached, and its request still stands. */
    boolean live = true;

    /** Whether notifications are stored while it cannot be reached. */
    boolean storing;

    /** Whether stored notifications are on their way. */
    boolean delivering;

    /** Whether the device has registered anew since the server was last reached; it has to ask again then. */
    boolean outlived;

    @Nullable
    Response lastSent;

    Runnable wakeUp = () -> {};

    Observation(
            LwM2mServer server,
            Subject subject,
            CoapExchange exchange,
            ObserveRelation relation,
            KeptObservation kept,
            long toldAt,
            Map<LwM2mPath, LwM2mNode> told,
            boolean proven) {
        this.server = server;
        this.subject = subject;
        this.exchange = exchange;
        this.relation = relation;
        this.kept = kept;
        this.proven = proven;
        subject.paths().forEach(path -> paces.put(path, new Pace(toldAt, told.get(path))));
    }

    Pace pace(LwM2mPath path) {
        return Objects.requireNonNull(paces.get(path), "not a path of this observation");
    }

    /** Nobody can say what the server was told last. */
    void owesAll() {
        paces.values().forEach(Pace::owes);
    }

    /** Whether the server surely has what it was told last, and is to be told nothing else. */
    boolean isTold() {
        Response last = lastSent;
        return live
                && paces.values().stream().noneMatch(Pace::isOwed)
                && (last == null || (last.isSent() && (!last.isConfirmable() || last.isAcknowledged())));
    }

    /** Whether it is of the same data for the same server. */
    boolean isLike(Observation other) {
        return server.getId().equals(other.server.getId())
                && subject.composite() == other.subject.composite()
                && subject.paths().equals(other.subject.paths());
    }

    /** Marks the paths that a change touches: those at, above or below it. */
    boolean touch(LwM2mPath... changed) {
        boolean touched = false;
        for (Map.Entry<LwM2mPath, Pace> each : paces.entrySet()) {
            for (LwM2mPath path : changed) {
                if (path.startWith(each.getKey()) || each.getKey().startWith(path)) {
                    each.getValue().changed();
                    touched = true;
                }
            }
        }
        return touched;
    }
}
