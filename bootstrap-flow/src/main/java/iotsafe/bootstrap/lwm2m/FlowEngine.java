package iotsafe.bootstrap.lwm2m;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.eclipse.leshan.client.RegistrationUpdate;
import org.eclipse.leshan.client.engine.RegistrationEngine;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.jspecify.annotations.Nullable;

/**
 * Leshan's place for a registration engine, taken by a notice board: the flow's own thread registers, updates and bootstraps; what servers
 * and objects want of it is pinned here. Leshan's engine retries at a fixed interval and bootstraps whenever anything fails.
 */
final class FlowEngine implements RegistrationEngine {
    private final Predicate<LwM2mServer> isConnected;
    private final BooleanSupplier mayBootstrap;
    private final SaveBoard saves = new SaveBoard();
    private final Reach reach;
    /** Bounded: a wish more than these would change nothing. */
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>(8);

    private volatile @Nullable Current current;
    private volatile String endpoint = "";

    private record Current(LwM2mServer server, String registrationId) {}

    /** What a server or an object asked for. */
    sealed interface Wish {
        /** Registration Update Trigger (/1/x/8), or an object that came or went. */
        record Update(RegistrationUpdate content) implements Wish {}

        /** Bootstrap-Request Trigger (/1/x/9). */
        record Bootstrap(boolean deregister) implements Wish {}

        /** Disable (/1/x/4). */
        record Disable() implements Wish {}

        /** That what was written be saved. */
        record Save() implements Wish {}

        /** The server does not answer what the device tells it, and no longer observes: it has to see the device come anew. */
        record Anew() implements Wish {}

        /** The server has ended the association by an alert, and cannot reach the device before that speaks again. */
        record Closed(int alert) implements Wish {}
    }

    /** Is told whether a server knows the device. */
    interface Reach {
        /** Of those who do not want to know. */
        Reach NONE = new Reach() {};

        /** One does. */
        default void online(LwM2mServer server) {}

        /** None does. */
        default void offline() {}
    }

    /**
     * An empty board.
     *
     * @param isConnected whether the line is to a server
     * @param mayBootstrap whether there is a bootstrap account
     * @param reach is told when that changes
     */
    FlowEngine(Predicate<LwM2mServer> isConnected, BooleanSupplier mayBootstrap, Reach reach) {
        this.isConnected = isConnected;
        this.mayBootstrap = mayBootstrap;
        this.reach = reach;
    }

    /** What has been written, and what of it is saved. */
    SaveBoard saves() {
        return saves;
    }

    /** Somebody has written into the objects that are saved. */
    void changed() {
        saves.changed();
        if (current != null) {
            wishes.offer(new Wish.Save());
        }
    }

    /** Waits until what is written now is saved, and says whether it is. */
    boolean isSaved(Duration atMost) {
        return saves.await(atMost);
    }

    /** Disable (/1/x/4); whether it will be obeyed. */
    boolean disable() {
        return current != null && wishes.offer(new Wish.Disable());
    }

    /** The next wish, if one comes in time. */
    Optional<Wish> await(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(wishes.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** From here on the device is known there. */
    void registered(LwM2mServer server, String registrationId, String as) {
        wishes.clear();
        endpoint = as;
        current = new Current(server, registrationId);
        reach.online(server);
    }

    /** A notification or a Send stays unanswered. */
    void lineLost() {
        if (current != null) {
            wishes.offer(new Wish.Anew());
        }
    }

    /** The server has ended the association that the device is registered over (RFC 5246 7.2); the code of its alert. */
    void closed(int alert) {
        if (current != null) {
            wishes.offer(new Wish.Closed(alert));
        }
    }

    /** The device is known nowhere. */
    void unregistered() {
        current = null;
        reach.offline();
    }

    @Override
    public void triggerRegistrationUpdate() {
        triggerRegistrationUpdate(new RegistrationUpdate());
    }

    @Override
    public void triggerRegistrationUpdate(LwM2mServer server) {
        triggerRegistrationUpdate();
    }

    @Override
    public void triggerRegistrationUpdate(LwM2mServer server, RegistrationUpdate update) {
        triggerRegistrationUpdate(update);
    }

    @Override
    public void triggerRegistrationUpdate(RegistrationUpdate update) {
        if (current != null) {
            wishes.offer(new Wish.Update(update));
        }
    }

    @Override
    public boolean triggerClientInitiatedBootstrap(boolean deregister) {
        return current != null && mayBootstrap.getAsBoolean() && wishes.offer(new Wish.Bootstrap(deregister));
    }

    @Override
    public @Nullable String getRegistrationId(LwM2mServer server) {
        Current now = current;
        return now != null && now.server().equals(server) ? now.registrationId() : null;
    }

    @Override
    public Map<String, LwM2mServer> getRegisteredServers() {
        Current now = current;
        return now == null ? Map.of() : Map.of(now.registrationId(), now.server());
    }

    @Override
    public @Nullable LwM2mServer getRegisteredServer(long serverId) {
        Current now = current;
        return now != null && now.server().getId() == serverId ? now.server() : null;
    }

    /** The one server that the line is to; a request can come in before the answer to Register does. */
    @Override
    public boolean isAllowedToCommunicate(LwM2mServer server) {
        return isConnected.test(server);
    }

    @Override
    public String getEndpoint() {
        return endpoint;
    }

    @Override
    public void start() {
        // the flow's thread is started by who owns it
    }

    @Override
    public void stop(boolean deregister) {
        // as above
    }

    @Override
    public void destroy(boolean deregister) {
        // as above
    }
}
