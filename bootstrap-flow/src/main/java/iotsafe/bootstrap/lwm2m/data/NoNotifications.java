package iotsafe.bootstrap.lwm2m.data;

import org.eclipse.leshan.client.notification.NotificationManager;
import org.eclipse.leshan.client.request.DownlinkRequestReceiver;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.jspecify.annotations.Nullable;

/** In the place of the library's own notifications: it is only ever told that one ended, by a server that may be gone. */
final class NoNotifications extends NotificationManager {
    NoNotifications(LwM2mObjectTree tree, DownlinkRequestReceiver receiver) {
        super(tree, receiver);
    }

    @Override
    public synchronized void clear(@Nullable LwM2mServer server, ObserveRequest request) {
        // it has nothing of it
    }
}
