package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.access.AccessRight;
import iotsafe.bootstrap.lwm2m.access.AccessWrites;
import iotsafe.bootstrap.lwm2m.access.Rights;
import iotsafe.bootstrap.lwm2m.access.Upkeep;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.leshan.client.request.DownlinkRequestReceiver;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownLinkRequestVisitorAdapter;
import org.eclipse.leshan.core.request.DownlinkRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.DeleteResponse;
import org.eclipse.leshan.core.response.DiscoverResponse;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.SendableResponse;
import org.eclipse.leshan.core.response.WriteAttributesResponse;
import org.eclipse.leshan.core.response.WriteCompositeResponse;
import org.eclipse.leshan.core.response.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * Lets each management server do what object 2 allows it, before the library does it; refuses all else with 4.01 (OMA LwM2M Core 1.1, 8.2). What
 * is not there is 4.04 for everybody. This is the one way from CoAP to the objects.
 */
final class GuardedReceiver implements DownlinkRequestReceiver {
    private final DownlinkRequestReceiver library;
    private final LwM2mObjectTree tree;
    private final Reader reader;
    private final Upkeep upkeep;

    GuardedReceiver(DownlinkRequestReceiver library, LwM2mObjectTree tree) {
        this.library = library;
        this.tree = tree;
        this.reader = new Reader(
                tree,
                (server, path) -> library.requestReceived(server, new ReadRequest(null, path, null))
                        .getResponse());
        this.upkeep = new Upkeep(tree);
    }

    @Override
    public <T extends LwM2mResponse> SendableResponse<T> requestReceived(
            LwM2mServer server, DownlinkRequest<T> request) {
        if (!server.isLwm2mServer()) {
            return library.requestReceived(server, request);
        }
        Judge judge = new Judge(server);
        request.accept(judge);
        if (judge.answer != null) {
            @SuppressWarnings("unchecked") // each visit answers as its request is answered
            T answer = (T) judge.answer;
            return new SendableResponse<>(answer);
        }
        SendableResponse<T> response = library.requestReceived(server, request);
        if (response.getResponse().isSuccess()) {
            keepUp(server, request, response.getResponse());
        }
        return response;
    }

    @Override
    public void onError(
            LwM2mServer server, Exception error, Class<? extends DownlinkRequest<? extends LwM2mResponse>> type) {
        library.onError(server, error, type);
    }

    private void keepUp(LwM2mServer server, DownlinkRequest<?> request, LwM2mResponse response) {
        if (request instanceof CreateRequest create) {
            upkeep.created(server, created(create, (CreateResponse) response));
        } else if (request instanceof DeleteRequest) {
            upkeep.settle(Optional.empty());
        }
    }

    private static Collection<LwM2mPath> created(CreateRequest request, CreateResponse response) {
        if (request.unknownObjectInstanceId()) {
            return List.of(new LwM2mPath(response.getLocation()));
        }
        return request.getObjectInstances().stream()
                .map(LwM2mObjectInstance::getId)
                .map(id -> request.getPath().append(id))
                .toList();
    }

    /** Answers what is refused, and what is put together from several reads; all else is left to the library. */
    private final class Judge extends DownLinkRequestVisitorAdapter {
        private final LwM2mServer server;
        private final Rights rights;

        @Nullable
        LwM2mResponse answer;

        Judge(LwM2mServer server) {
            this.server = server;
            this.rights = Rights.of(server, tree);
        }

        @Override
        public void visit(ReadRequest request) {
            answer = reader.read(server, request.getPath());
        }

        @Override
        public void visit(ObserveRequest request) {
            ReadResponse read = reader.read(server, request.getPath());
            answer = new ObserveResponse(read.getCode(), read.getContent(), null, null, null, read.getErrorMessage());
        }

        @Override
        public void visit(ReadCompositeRequest request) {
            Reading reading = reader.read(server, request.getPaths());
            answer = reading.refusal() == null
                    ? ReadCompositeResponse.success(reading.nodes())
                    : new ReadCompositeResponse(reading.refusal(), null, null, null, null);
        }

        @Override
        public void visit(ObserveCompositeRequest request) {
            Reading reading = reader.read(server, request.getPaths());
            answer = reading.refusal() == null
                    ? ObserveCompositeResponse.success(reading.nodes())
                    : new ObserveCompositeResponse(reading.refusal(), null, null, null, null, null, null);
        }

        /** No right is needed. */
        @Override
        public void visit(DiscoverRequest request) {
            answer = rights.hides(request.getPath()) ? DiscoverResponse.unauthorized() : null;
        }

        @Override
        public void visit(WriteRequest request) {
            if (isRefused(AccessRight.WRITE, request.getPath())) {
                answer = WriteResponse.unauthorized();
            } else if (request.getPath().getObjectId() == LwM2mId.ACCESS_CONTROL) {
                answer = AccessWrites.problem(request.getPath(), request.getNode(), tree)
                        .map(WriteResponse::badRequest)
                        .orElse(null);
            }
        }

        @Override
        public void visit(WriteCompositeRequest request) {
            answer = request.getNodes().keySet().stream().anyMatch(path -> isRefused(AccessRight.WRITE, path))
                    ? WriteCompositeResponse.unauthorized()
                    : null;
        }

        /** For a whole object no right is needed. */
        @Override
        public void visit(WriteAttributesRequest request) {
            LwM2mPath path = request.getPath();
            boolean refused = path.isObject() ? rights.hides(path) : isRefused(AccessRight.READ, path);
            answer = refused ? WriteAttributesResponse.unauthorized() : null;
        }

        @Override
        public void visit(ExecuteRequest request) {
            answer = isRefused(AccessRight.EXECUTE, request.getPath()) ? ExecuteResponse.unauthorized() : null;
        }

        @Override
        public void visit(CreateRequest request) {
            answer = isRefused(AccessRight.CREATE, request.getPath()) ? CreateResponse.unauthorized() : null;
        }

        @Override
        public void visit(DeleteRequest request) {
            answer = isRefused(AccessRight.DELETE, request.getPath()) ? DeleteResponse.unauthorized() : null;
        }

        private boolean isRefused(AccessRight right, LwM2mPath path) {
            return !rights.allows(right, path) && (rights.hides(path) || reader.isThere(path));
        }
    }
}
