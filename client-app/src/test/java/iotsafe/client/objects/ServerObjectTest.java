package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.eclipse.leshan.client.LwM2mClient;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.send.SendService;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.util.LinkFormatHelper;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.request.BootstrapReadRequest;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, E.2: the Server object. */
class ServerObjectTest {
    private static final List<LwM2mResource> ALL = List.of(
            integer(0, 123),
            integer(1, 86400),
            integer(2, 1),
            integer(3, 60),
            integer(5, 3600),
            bool(6, true),
            text(7, "U"),
            LwM2mSingleResource.newObjectLinkResource(10, new ObjectLink(11, 0)),
            unsigned(11, 255),
            LwM2mSingleResource.newDateResource(12, Date.from(Instant.EPOCH)),
            unsigned(13, 1),
            unsigned(14, 10),
            bool(15, true),
            bool(16, false),
            unsigned(17, 5),
            unsigned(18, 60),
            unsigned(19, 86400),
            unsigned(20, 1),
            bool(21, false),
            text(22, "U"),
            bool(23, true));

    private static final LwM2mResource[] LEAST = {integer(0, 123), integer(1, 86400), bool(6, false), text(7, "U")};

    private final List<String> triggered = new ArrayList<>();
    private boolean hasBootstrapAccount = true;
    private Served object = new Served(1, ServerObject.class);

    @BeforeEach
    void withClient() {
        object.enabler.init(new Triggers(), new LinkFormatHelper(LwM2mVersion.V1_1));
    }

    @Test
    void every_resource_that_a_bootstrap_server_writes_is_kept() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));

        assertThat(object.instance(LwM2mServer.SYSTEM).getResources().values())
                .containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(bootstrapReads().getResources().values()).containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(ALL).as("the test itself forgets none that can have a value").hasSize((int)
                Objects.requireNonNull(Served.MODEL.getObjectModel(1)).resources.values().stream()
                        .filter(resource -> !resource.operations.isExecutable())
                        .count());
    }

    @Test
    void one_resource_at_a_time_is_as_good() {
        ALL.forEach(resource -> object.enabler.write(
                Served.BOOTSTRAP,
                new BootstrapWriteRequest(new LwM2mPath(1, 0, resource.getId()), resource, ContentFormat.TLV)));
        assertThat(bootstrapReads().getResources().values()).containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void a_server_reads_and_writes_what_the_object_model_gives_it_and_no_more() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));

        assertThat(object.instance(Served.SERVER).getResources())
                .containsOnlyKeys(0, 1, 2, 3, 5, 6, 7, 10, 11, 12, 21, 22, 23);
        IntStream.rangeClosed(13, 20)
                .forEach(
                        hidden -> assertThat(object.read(hidden).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED));
        assertThat(serverWrites(unsigned(17, 9))).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(serverWrites(integer(0, 9))).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(serverWrites(integer(1, 300))).isEqualTo(ResponseCode.CHANGED);
        assertThat(object.value(1)).isEqualTo(300L);
        assertThat(object.value(0)).isEqualTo(123L);
    }

    @Test
    void the_object_itself_keeps_to_the_model_too() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));
        ServerObject instance = instance();

        assertThat(instance.read(Served.SERVER, 17).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(instance.write(Served.SERVER, true, 17, unsigned(17, 1)).getCode())
                .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(instance.write(Served.SERVER, true, 99, unsigned(99, 1)).getCode())
                .isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void what_nobody_wrote_is_not_found() {
        bootstrapWrites(LEAST);

        for (int absent : new int[] {2, 3, 5, 10, 11, 12, 21, 22, 23}) {
            assertThat(object.read(absent).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        }
        assertThat(object.enabler.getAvailableResourceIds(0)).containsExactly(0, 1, 4, 6, 7, 8, 9);
    }

    @Test
    void a_bootstrap_server_that_writes_again_replaces() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));
        bootstrapWrites(LEAST);

        assertThat(bootstrapReads().getResources().values()).containsExactlyInAnyOrder(LEAST);
    }

    @Test
    void a_mandatory_resource_once_written_never_goes() {
        bootstrapWrites(LEAST);
        bootstrapWrites(integer(0, 124));

        assertThat(bootstrapReads().getResources().values())
                .containsExactlyInAnyOrder(integer(0, 124), LEAST[1], LEAST[2], LEAST[3]);
    }

    @Test
    void a_server_that_replaces_keeps_what_it_cannot_write() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));
        ResponseCode code = object.enabler
                .write(
                        Served.SERVER,
                        new WriteRequest(
                                WriteRequest.Mode.REPLACE,
                                ContentFormat.TLV,
                                1,
                                0,
                                List.of(LEAST[1], LEAST[2], LEAST[3])))
                .getCode();

        assertThat(code).isEqualTo(ResponseCode.CHANGED);
        assertThat(bootstrapReads().getResources())
                .containsOnlyKeys(0, 1, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    }

    @Test
    void a_value_out_of_range_is_4_00_and_changes_nothing() {
        bootstrapWrites(LEAST);
        for (LwM2mResource bad : List.of(
                integer(1, 0),
                integer(2, -1),
                integer(3, -1),
                integer(5, -1),
                text(7, "X"),
                text(7, ""),
                text(22, "UT"),
                text(1, "a"),
                bool(7, true))) {
            assertThat(serverWrites(bad)).as(bad.toString()).isEqualTo(ResponseCode.BAD_REQUEST);
        }
        ResponseCode together = object.enabler
                .write(
                        Served.SERVER,
                        new WriteRequest(
                                WriteRequest.Mode.UPDATE,
                                ContentFormat.TLV,
                                1,
                                0,
                                List.of(integer(1, 5), integer(2, -1))))
                .getCode();
        assertThat(together).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(bootstrapReads().getResources().values()).containsExactlyInAnyOrder(LEAST);
    }

    @Test
    void a_bootstrap_server_hears_of_a_bad_value_too() {
        for (LwM2mResource bad : List.of(integer(0, 0), integer(0, 65535), unsigned(11, 256), integer(17, 5))) {
            assertThatThrownBy(() -> bootstrapWrites(bad))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("/1/0/%d is of a wrong type or out of range", bad.getId());
            assertThat(object.enabler.getAvailableInstanceIds()).isEmpty();
        }
    }

    @Test
    void resources_of_a_later_version_are_passed_over() {
        bootstrapWrites(LEAST);
        bootstrapWrites(LEAST[0], LEAST[1], LEAST[2], LEAST[3], integer(99, 1));

        assertThat(bootstrapReads().getResources().values()).containsExactlyInAnyOrder(LEAST);
    }

    @Test
    void observers_hear_of_a_change_and_only_of_a_change() {
        bootstrapWrites(LEAST);
        object.notified.clear();
        serverWrites(integer(1, 300));
        serverWrites(integer(1, 300));

        assertThat(object.notified).containsExactly("/1/0/1");
    }

    @Test
    void executing_9_bootstraps_where_there_is_an_account_for_it() {
        bootstrapWrites(LEAST);

        assertThat(object.execute(9).getCode()).isEqualTo(ResponseCode.CHANGED);
        hasBootstrapAccount = false;
        assertThat(object.execute(9).getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(triggered).containsExactly("bootstrap true", "bootstrap true");
    }

    @Test
    void disable_and_an_update_are_not_for_the_instance_alone() {
        bootstrapWrites(LEAST);

        assertThat(object.execute(4).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(object.execute(8).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    }

    private ServerObject instance() {
        return (ServerObject) ((ObjectEnabler) object.enabler).getInstance(0);
    }

    private void bootstrapWrites(LwM2mResource... resources) {
        object.enabler.write(
                Served.BOOTSTRAP,
                new BootstrapWriteRequest(
                        new LwM2mPath(1, 0), new LwM2mObjectInstance(0, resources), ContentFormat.TLV));
    }

    private LwM2mObjectInstance bootstrapReads() {
        return (LwM2mObjectInstance) object.enabler
                .read(Served.BOOTSTRAP, new BootstrapReadRequest(1, 0))
                .getContent();
    }

    private ResponseCode serverWrites(LwM2mResource resource) {
        return object.enabler
                .write(
                        Served.SERVER,
                        new WriteRequest(
                                WriteRequest.Mode.REPLACE,
                                ContentFormat.TLV,
                                new LwM2mPath(1, 0, resource.getId()).toString(),
                                resource))
                .getCode();
    }

    private static LwM2mResource integer(int id, long value) {
        return LwM2mSingleResource.newIntegerResource(id, value);
    }

    private static LwM2mResource unsigned(int id, long value) {
        return LwM2mSingleResource.newUnsignedIntegerResource(id, ULong.valueOf(value));
    }

    private static LwM2mResource bool(int id, boolean value) {
        return LwM2mSingleResource.newBooleanResource(id, value);
    }

    private static LwM2mResource text(int id, String value) {
        return LwM2mSingleResource.newStringResource(id, value);
    }

    /** A client that notes what an object asks of it. */
    private final class Triggers implements LwM2mClient {
        @Override
        public void triggerRegistrationUpdate(LwM2mServer server) {
            triggered.add("update " + server.getId());
        }

        @Override
        public boolean triggerClientInitiatedBootstrap(boolean deregister) {
            triggered.add("bootstrap " + deregister);
            return hasBootstrapAccount;
        }

        @Override
        public void triggerRegistrationUpdate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void start() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stop(boolean deregister) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void destroy(boolean deregister) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SendService getSendService() {
            throw new UnsupportedOperationException();
        }

        @Override
        public LwM2mObjectTree getObjectTree() {
            throw new UnsupportedOperationException();
        }
    }
}
