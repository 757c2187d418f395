package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.lwm2m.RegistrationBoard.Wish;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.leshan.client.RegistrationUpdate;
import org.eclipse.leshan.client.engine.RegistrationEngine;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.jspecify.annotations.Nullable;

/**
 * Leshan's place for a registration engine, taken by notice boards, one a server: the flow's own thread, and one for each server beside the
 * flow's, registers, updates and bootstraps; what servers and objects want of it is pinned here. Leshan's engine knows one server, retries at
 * a fixed interval and bootstraps whenever anything fails.
 */
final class FlowEngine implements RegistrationEngine {
    private final Predicate<LwM2mServer> isConnected;
    private final BooleanSupplier mayBootstrap;
    private final SaveBoard saves = new SaveBoard();
    private final Reach reach;
    private final Attention attention;
    private final RegistrationBoard main = new RegistrationBoard();
    /** All that there are, the flow's first. */
    private final List<RegistrationBoard> boards = new CopyOnWriteArrayList<>(List.of(main));

    private volatile String endpoint = "";

    /** Is told whether a server knows the device. */
    interface Reach {
        /** Of those who do not want to know. */
        Reach NONE = new Reach() {};

        /** This one does. */
        default void online(LwM2mServer server) {}

        /** This one still does, for it has accepted an Update of what an earlier process registered. */
        default void resumed(LwM2mServer server, KeptRegistration as) {}

        /** This one does no longer. */
        default void offline(LwM2mServer server) {}

        /** The device is another's. */
        default void forgotten() {}
    }

    /** Where the flow is called for while its own server has nothing to say. */
    interface Attention {
        /** Of a device with one server. */
        Attention NONE = new Attention() {};

        /** Something was written that has to be saved. */
        default void save() {}

        /** Bootstrap-Request Trigger (/1/x/9); whether it will be obeyed. */
        default boolean bootstrap() {
            return false;
        }
    }

    /**
     * Empty boards.
     *
     * @param isConnected whether there is a line to a server
     * @param mayBootstrap whether there is a bootstrap account
     * @param reach is told when a server knows the device, or does no longer
     * @param attention calls the flow while its own server does not know the device
     */
    FlowEngine(Predicate<LwM2mServer> isConnected, BooleanSupplier mayBootstrap, Reach reach, Attention attention) {
        this.isConnected = isConnected;
        this.mayBootstrap = mayBootstrap;
        this.reach = reach;
        this.attention = attention;
    }

    /** What has been written, and what of it is saved. */
    SaveBoard saves() {
        return saves;
    }

    /** The board of the server that the flow itself registers with. */
    RegistrationBoard main() {
        return main;
    }

    /** One more, for a server beside the flow's. */
    RegistrationBoard another() {
        RegistrationBoard board = new RegistrationBoard();
        boards.add(board);
        return board;
    }

    /** The server is gone from the accounts. */
    void remove(RegistrationBoard board) {
        unregistered(board);
        boards.remove(board);
    }

    /** Somebody has written into the objects that are saved. */
    void changed() {
        saves.changed();
        if (!main.pin(new Wish.Save())) {
            attention.save();
        }
    }

    /** Waits until what is written now is saved, and says whether it is. */
    boolean isSaved(Duration atMost) {
        return saves.await(atMost);
    }

    /** Disable (/1/x/4) of one account; whether it will be obeyed. */
    boolean disable(long shortServerId) {
        return board(shortServerId)
                .filter(board -> board.pin(new Wish.Disable()))
                .isPresent();
    }

    /** Registration Update Trigger (/1/x/8) of one account; whether it will be obeyed. */
    boolean update(long shortServerId) {
        return board(shortServerId)
                .filter(board -> board.pin(new Wish.Update(new RegistrationUpdate())))
                .isPresent();
    }

    /** From here on the device is known there. */
    void registered(RegistrationBoard board, LwM2mServer server, String registrationId, String as) {
        endpoint = as;
        board.registered(server, registrationId);
        reach.online(server);
    }

    /** The same, where an earlier process has made the device known. */
    void resumed(RegistrationBoard board, LwM2mServer server, KeptRegistration registration, String as) {
        endpoint = as;
        board.registered(server, registration.location());
        reach.resumed(server, registration);
    }

    /** A notification or a Send stays unanswered. */
    void lineLost(LwM2mServer server) {
        board(server.getId()).ifPresent(board -> board.pin(new Wish.Anew()));
    }

    /** A server has ended the association that the device is registered over (RFC 5246 7.2); the code of its alert. */
    void closed(long shortServerId, int alert) {
        board(shortServerId).ifPresent(board -> board.pin(new Wish.Closed(alert)));
    }

    /** The device is no longer known there. */
    void unregistered(RegistrationBoard board) {
        board.unregistered().ifPresent(was -> reach.offline(was.server()));
    }

    /** The accounts are another device's from here on. */
    void forget() {
        unregistered(main);
        reach.forgotten();
    }

    private Optional<RegistrationBoard> board(long shortServerId) {
        return boards.stream().filter(board -> board.isOf(shortServerId)).findFirst();
    }

    /** Of what has changed, every server is told. */
    @Override
    public void triggerRegistrationUpdate() {
        triggerRegistrationUpdate(new RegistrationUpdate());
    }

    @Override
    public void triggerRegistrationUpdate(LwM2mServer server) {
        triggerRegistrationUpdate(server, new RegistrationUpdate());
    }

    @Override
    public void triggerRegistrationUpdate(LwM2mServer server, RegistrationUpdate update) {
        board(server.getId()).ifPresent(board -> board.pin(new Wish.Update(update)));
    }

    @Override
    public void triggerRegistrationUpdate(RegistrationUpdate update) {
        boards.forEach(board -> board.pin(new Wish.Update(update)));
    }

    @Override
    public boolean triggerClientInitiatedBootstrap(boolean deregister) {
        return mayBootstrap.getAsBoolean() && (main.pin(new Wish.Bootstrap(deregister)) || attention.bootstrap());
    }

    @Override
    public @Nullable String getRegistrationId(LwM2mServer server) {
        return current(server.getId())
                .filter(now -> now.server().equals(server))
                .map(RegistrationBoard.Current::registrationId)
                .orElse(null);
    }

    @Override
    public Map<String, LwM2mServer> getRegisteredServers() {
        return boards.stream()
                .flatMap(board -> board.current().stream())
                .collect(Collectors.toMap(
                        RegistrationBoard.Current::registrationId,
                        RegistrationBoard.Current::server,
                        (one, other) -> one)); // two servers can number alike
    }

    @Override
    public @Nullable LwM2mServer getRegisteredServer(long serverId) {
        return current(serverId).map(RegistrationBoard.Current::server).orElse(null);
    }

    private Optional<RegistrationBoard.Current> current(long shortServerId) {
        return board(shortServerId).flatMap(RegistrationBoard::current);
    }

    /** Those that there is a line to; a request can come in before the answer to Register does. */
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
        // the threads are started by who owns them
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
