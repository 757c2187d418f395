package iotsafe.bootstrap.lwm2m.data;

import java.util.Map;
import org.eclipse.leshan.client.request.DownlinkRequestReceiver;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.link.lwm2m.attributes.NotificationAttributeTree;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownlinkRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.SendableResponse;
import org.eclipse.leshan.core.response.WriteAttributesResponse;

/**
 * Lets the library's objects, which have one tree of attributes each, work for one server at a time: for Write-Attributes and Discover the tree
 * is that server's, and empty otherwise. What is allowed where stays the library's to say.
 */
final class AttributesByServer implements DownlinkRequestReceiver {
    private final DownlinkRequestReceiver receiver;
    private final LwM2mObjectTree tree;
    private final WrittenAttributes written;

    AttributesByServer(DownlinkRequestReceiver receiver, LwM2mObjectTree tree, WrittenAttributes written) {
        this.receiver = receiver;
        this.tree = tree;
        this.written = written;
    }

    @Override
    public <T extends LwM2mResponse> SendableResponse<T> requestReceived(
            LwM2mServer server, DownlinkRequest<T> request) {
        if (server.isLwm2mServer() && request instanceof DiscoverRequest discover) {
            return discover(server, request, discover.getPath().getObjectId());
        }
        if (server.isLwm2mServer() && request instanceof WriteAttributesRequest write) {
            return write(server, request, write.getPath());
        }
        return receiver.requestReceived(server, request);
    }

    private <T extends LwM2mResponse> SendableResponse<T> discover(
            LwM2mServer server, DownlinkRequest<T> request, int id) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(id);
        NotificationAttributeTree lent = object == null ? null : object.getAttributesFor(server);
        if (object == null || lent == null) {
            return receiver.requestReceived(server, request);
        }
        Map<LwM2mPath, LwM2mAttributeSet> own = written.ofObject(server, id);
        synchronized (object) {
            try {
                own.forEach(lent::put);
                return receiver.requestReceived(server, request);
            } finally {
                lent.removeAllUnder(new LwM2mPath(id));
            }
        }
    }

    /** The answer waits for the disk, though not under the lock that reading the object takes. */
    private <T extends LwM2mResponse> SendableResponse<T> write(
            LwM2mServer server, DownlinkRequest<T> request, LwM2mPath path) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(path.getObjectId());
        NotificationAttributeTree lent = object == null ? null : object.getAttributesFor(server);
        if (object == null || lent == null) {
            return receiver.requestReceived(server, request);
        }
        if (!path.isObject() && !object.getAvailableInstanceIds().contains(path.getObjectInstanceId())) {
            return refused(WriteAttributesResponse.notFound());
        }
        if (!written.hasRoomFor(server, path)) {
            return refused(WriteAttributesResponse.internalServerError(
                    "attributes are kept of %d paths at most; cancel some first".formatted(WrittenAttributes.MOST)));
        }
        LwM2mAttributeSet before = written.at(server, path);
        SendableResponse<T> response;
        LwM2mAttributeSet after;
        synchronized (object) {
            try {
                lent.put(path, before);
                response = receiver.requestReceived(server, request);
                LwM2mAttributeSet left = lent.get(path);
                after = left == null ? new LwM2mAttributeSet() : left;
            } finally {
                lent.removeAllUnder(new LwM2mPath(path.getObjectId()));
            }
        }
        if (response.getResponse().isSuccess()) {
            written.write(server, path, after);
        }
        return response;
    }

    @SuppressWarnings("unchecked") // T is the answer to Write-Attributes, for the request is one
    private static <T extends LwM2mResponse> SendableResponse<T> refused(WriteAttributesResponse response) {
        return (SendableResponse<T>) new SendableResponse<>(response);
    }

    @Override
    public void onError(
            LwM2mServer server, Exception e, Class<? extends DownlinkRequest<? extends LwM2mResponse>> requestType) {
        receiver.onError(server, e, requestType);
    }
}
