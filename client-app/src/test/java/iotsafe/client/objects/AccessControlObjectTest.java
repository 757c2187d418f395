package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.request.WriteRequest.Mode;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, E.3: the Access Control object. */
class AccessControlObjectTest {
    private static final LwM2mResource[] ALL = {
        integer(0, 3), integer(1, 0), acl(Map.of(0, 1L, 65534, 31L)), integer(3, 65535)
    };

    private final Served object = new Served(2, AccessControlObject.class);

    private static LwM2mResource integer(int id, long value) {
        return LwM2mSingleResource.newIntegerResource(id, value);
    }

    private static LwM2mResource acl(Map<Integer, Long> entries) {
        return LwM2mMultipleResource.newIntegerResource(2, entries);
    }

    private void bootstrapWrites(LwM2mResource... resources) {
        object.enabler.write(
                Served.BOOTSTRAP,
                new BootstrapWriteRequest(
                        new LwM2mPath(2, 0), new LwM2mObjectInstance(0, resources), ContentFormat.SENML_CBOR));
    }

    private ResponseCode serverWrites(Mode mode, LwM2mResource... resources) {
        return object.enabler
                .write(Served.SERVER, new WriteRequest(mode, ContentFormat.SENML_CBOR, 2, 0, resources))
                .getCode();
    }

    @Test
    void what_a_bootstrap_server_writes_is_kept_and_can_be_read() {
        bootstrapWrites(ALL);

        assertThat(object.instance(Served.SERVER).getResources().values()).containsExactlyInAnyOrder(ALL);
        assertThat(object.value(2)).isEqualTo(Map.of(0, 1L, 65534, 31L));
    }

    @Test
    void a_value_out_of_range_is_4_00_and_makes_no_instance() {
        for (LwM2mResource bad : List.of(
                integer(0, 0),
                integer(0, 65535),
                integer(1, -1),
                integer(1, 65536),
                acl(Map.of(1, 32L)),
                acl(Map.of(1, -1L)),
                integer(2, 1),
                integer(3, 0),
                integer(3, 65536))) {
            assertThatThrownBy(() -> bootstrapWrites(bad)).as("%s", bad).isInstanceOf(InvalidRequestException.class);
            assertThat(object.enabler.getAvailableInstanceIds()).isEmpty();
        }
    }

    @Test
    void a_server_writes_the_list_and_the_owner_but_not_what_it_is_for() {
        bootstrapWrites(ALL);

        assertThat(serverWrites(Mode.UPDATE, integer(3, 7))).isEqualTo(ResponseCode.CHANGED);
        assertThat(serverWrites(Mode.UPDATE, integer(0, 4))).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(serverWrites(Mode.UPDATE, integer(1, 4))).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(serverWrites(Mode.UPDATE, acl(Map.of(1, 32L)))).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(object.value(3)).isEqualTo(7L);
        assertThat(object.notified).contains("/2/0/3");
    }

    /** 6.3.3: a replacement takes the place of the list, an update adds to it. */
    @Test
    void an_update_adds_entries_and_a_replacement_leaves_no_others() {
        bootstrapWrites(ALL);

        serverWrites(Mode.UPDATE, acl(Map.of(5, 3L, 0, 0L)));
        assertThat(object.value(2)).isEqualTo(Map.of(0, 0L, 5, 3L, 65534, 31L));

        assertThat(object.enabler
                        .write(
                                Served.SERVER,
                                new WriteRequest(
                                        Mode.REPLACE,
                                        ContentFormat.SENML_CBOR,
                                        new LwM2mPath(2, 0, 2, 5),
                                        LwM2mResourceInstance.newIntegerInstance(5, 1),
                                        null))
                        .isSuccess())
                .isTrue();
        assertThat(object.value(2)).isEqualTo(Map.of(0, 0L, 5, 1L, 65534, 31L));

        serverWrites(Mode.REPLACE, acl(Map.of(9, 1L)), integer(3, 65535));
        assertThat(object.value(2)).isEqualTo(Map.of(9, 1L));
    }

    @Test
    void a_list_without_entries_is_none() {
        bootstrapWrites(ALL);

        assertThat(serverWrites(Mode.REPLACE, acl(Map.of()), integer(3, 65535))).isEqualTo(ResponseCode.CHANGED);

        assertThat(object.read(2).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(object.instance(Served.SERVER).getResources()).containsOnlyKeys(0, 1, 3);
    }

    @Test
    void a_replacement_removes_the_list_and_nothing_that_the_server_cannot_write() {
        bootstrapWrites(ALL);

        assertThat(serverWrites(Mode.REPLACE, integer(3, 1))).isEqualTo(ResponseCode.CHANGED);

        assertThat(object.instance(Served.SERVER).getResources()).containsOnlyKeys(0, 1, 3);
    }
}
