package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.lwm2m.access.AccessBench;
import java.util.concurrent.FutureTask;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.WriteResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server writes to objects 1 and 2 is saved when it is answered. */
@Timeout(60)
class SavedObjectTest {
    private static final LwM2mServer SERVER = AccessBench.server(123);

    private final FlowEngine engine =
            new FlowEngine(SERVER::equals, () -> true, FlowEngine.Reach.NONE, FlowEngine.Attention.NONE);

    /** With one instance, and resource 1 or 3 to write. */
    private SavedObjectEnabler object(int id) {
        SavedObjectEnabler object = id == 1
                ? new ServerAccounts(Objects.MODELS.getObjectModel(1), StoredInstance::new)
                : new AccessControls(Objects.MODELS.getObjectModel(2), StoredInstance::new);
        object.write(
                LwM2mServer.SYSTEM,
                new BootstrapWriteRequest(
                        new LwM2mPath(id, 0), new LwM2mObjectInstance(0, value(id, 1)), ContentFormat.SENML_CBOR));
        object.addListener(new SavedObjectsListener(engine));
        object.obeyedBy(engine);
        engine.registered(engine.main(), SERVER, "/rd/1", "dev1");
        return object;
    }

    private static LwM2mSingleResource value(int object, long value) {
        return LwM2mSingleResource.newIntegerResource(object == 1 ? 1 : 3, value);
    }

    private static WriteRequest write(int object) {
        return new WriteRequest(WriteRequest.Mode.UPDATE, object, 0, value(object, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_servers_write_is_answered_when_it_is_saved(int id) throws Exception {
        SavedObjectEnabler object = object(id);
        FutureTask<WriteResponse> answer = new FutureTask<>(() -> object.write(SERVER, write(id)));
        Thread writer = new Thread(answer, "writer");
        writer.start();
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);

        assertThat(engine.saves().isChanged()).isTrue();
        assertThat(answer).isNotDone();
        engine.saves().take();
        engine.saves().saved();

        assertThat(answer.get().isSuccess()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void what_the_device_itself_writes_waits_for_nobody(int id) {
        assertThat(object(id).write(LwM2mServer.SYSTEM, write(id)).isSuccess()).isTrue();

        assertThat(engine.saves().isChanged()).isTrue();
    }
}
