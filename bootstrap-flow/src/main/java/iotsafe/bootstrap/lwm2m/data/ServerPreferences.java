package iotsafe.bootstrap.lwm2m.data;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.response.ReadResponse;

/**
 * What a server's own account says of notifications and Send (OMA LwM2M Core, E.2).
 *
 * @param minimumPeriod /1/x/2, in place of a pmin
 * @param maximumPeriod /1/x/3, in place of a pmax; empty for 0 too
 * @param storing /1/x/6: whether notifications are stored while the server cannot be reached
 * @param mute /1/x/23: whether Send is not wanted
 * @param confirmable /1/x/26, in place of a con
 */
record ServerPreferences(
        Duration minimumPeriod,
        Optional<Duration> maximumPeriod,
        boolean storing,
        boolean mute,
        Optional<Boolean> confirmable) {
    /** Of an account that says nothing. */
    static final ServerPreferences USUAL =
            new ServerPreferences(Duration.ZERO, Optional.empty(), true, false, Optional.empty());

    private static final int SHORT_SERVER_ID = 0;
    private static final int MINIMUM_PERIOD = 2;
    private static final int MAXIMUM_PERIOD = 3;
    private static final int STORING = 6;
    private static final int LAST_BOOTSTRAPPED = 12;
    private static final int MUTE_SEND = 23;
    private static final int NOTIFICATION_MODE = 26;

    /** As the account of this server says now. */
    static ServerPreferences of(LwM2mServer server, LwM2mObjectTree tree) {
        return account(server.getId(), tree).map(ServerPreferences::of).orElse(USUAL);
    }

    /** The Server instance of a short server id. */
    static Optional<LwM2mObjectInstance> account(long server, LwM2mObjectTree tree) {
        LwM2mObjectEnabler accounts = tree.getObjectEnabler(LwM2mId.SERVER);
        if (accounts == null) {
            return Optional.empty();
        }
        ReadResponse read = accounts.read(LwM2mServer.SYSTEM, new ReadRequest(LwM2mId.SERVER));
        if (read.isFailure()) {
            return Optional.empty();
        }
        return ((LwM2mObject) read.getContent())
                .getInstances().values().stream()
                        .filter(account -> integer(account, SHORT_SERVER_ID).equals(Optional.of(server)))
                        .findFirst();
    }

    /** /1/x/12: when a bootstrap made the device know the server; empty if that is not written there. */
    static Optional<Instant> lastBootstrapped(LwM2mObjectInstance account) {
        return value(account, LAST_BOOTSTRAPPED, Date.class).map(Date::toInstant);
    }

    private static ServerPreferences of(LwM2mObjectInstance account) {
        return new ServerPreferences(
                seconds(account, MINIMUM_PERIOD).orElse(Duration.ZERO),
                seconds(account, MAXIMUM_PERIOD),
                value(account, STORING, Boolean.class).orElse(true),
                value(account, MUTE_SEND, Boolean.class).orElse(false),
                integer(account, NOTIFICATION_MODE).map(mode -> mode == 1));
    }

    private static Optional<Duration> seconds(LwM2mObjectInstance account, int id) {
        return integer(account, id).filter(seconds -> seconds > 0).map(Duration::ofSeconds);
    }

    private static Optional<Long> integer(LwM2mObjectInstance account, int id) {
        return value(account, id, Long.class);
    }

    private static <T> Optional<T> value(LwM2mObjectInstance account, int id, Class<T> type) {
        LwM2mResource resource = account.getResource(id);
        return resource == null || resource.isMultiInstances() || !type.isInstance(resource.getValue())
                ? Optional.empty()
                : Optional.of(type.cast(resource.getValue()));
    }
}
