package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, E.1: the Security object. */
class SecurityObjectTest {
    /** The object model has those of 1.2, too. */
    private static final int LAST_OF_1_1 = 17;

    private static final List<LwM2mResource> ALL = List.of(
            text(0, "coaps://lwm2m.example.com:5684"),
            bool(1, false),
            integer(2, 4),
            octets(3, 2),
            octets(4, 600),
            octets(5, 16),
            integer(6, 3),
            octets(7, 6),
            octets(8, 32),
            text(9, "+123456789"),
            integer(10, 65534),
            integer(11, 3600),
            integer(12, 86400),
            unsigned(13, 3),
            text(14, "lwm2m.example.com"),
            unsigned(15, 2),
            suites(0xC0A8, 0xC0AE),
            LwM2mSingleResource.newObjectLinkResource(17, new ObjectLink(21, 0)));

    private final Served object = new Served(0, SecurityObject.class);

    @Test
    void every_resource_that_a_bootstrap_server_writes_is_kept() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));

        assertThat(object.instance(LwM2mServer.SYSTEM).getResources().values())
                .containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(ALL).as("the test itself forgets none").hasSize((int)
                Objects.requireNonNull(Served.MODEL.getObjectModel(0)).resources.keySet().stream()
                        .filter(id -> id <= LAST_OF_1_1)
                        .count());
    }

    @Test
    void a_value_of_a_wrong_type_or_out_of_range_is_4_00_and_makes_no_account() {
        for (LwM2mResource bad : List.of(
                text(0, "coaps://" + "a".repeat(255)),
                integer(2, 5),
                integer(2, -1),
                text(2, "4"),
                text(3, "no octets"),
                integer(6, 256),
                octets(7, 5),
                octets(8, 17),
                integer(10, 0),
                integer(10, 65535),
                integer(11, -1),
                integer(12, 1L << 32),
                unsigned(13, 4),
                integer(13, 0),
                unsigned(15, 4),
                suites(0xC0A8, 0x1_0000),
                unsigned(16, 0xC0A8))) {
            assertThatThrownBy(() -> bootstrapWrites(bad))
                    .as(bad.toString())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("/0/0/%d is of a wrong type or out of range", bad.getId());
            assertThat(object.enabler.getAvailableInstanceIds()).isEmpty();
        }
    }

    @Test
    void keys_that_a_mode_does_not_use_may_be_empty_or_absent() {
        bootstrapWrites(
                text(0, "coaps://a"),
                bool(1, false),
                integer(2, 4),
                octets(3, 0),
                octets(5, 0),
                octets(7, 0),
                octets(8, 0));

        assertThat(object.instance(LwM2mServer.SYSTEM).getResources()).containsOnlyKeys(0, 1, 2, 3, 5, 7, 8);
    }

    @Test
    void an_account_that_is_written_anew_keeps_no_key_of_the_old_one() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));
        bootstrapWrites(ALL.get(0), ALL.get(1), ALL.get(2), ALL.get(4));

        assertThat(object.instance(LwM2mServer.SYSTEM).getResources()).containsOnlyKeys(0, 1, 2, 4);
    }

    @Test
    void no_management_server_reads_or_writes_it() {
        bootstrapWrites(ALL.toArray(LwM2mResource[]::new));

        assertThat(object.enabler.read(Served.SERVER, new ReadRequest(0)).getCode())
                .isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(object.read(0).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(object.enabler
                        .write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, 0, 0, 0, "coaps://evil.example"))
                        .getCode())
                .isEqualTo(ResponseCode.NOT_FOUND);
    }

    private void bootstrapWrites(LwM2mResource... resources) {
        object.enabler.write(
                Served.BOOTSTRAP,
                new BootstrapWriteRequest(
                        new LwM2mPath(0, 0), new LwM2mObjectInstance(0, resources), ContentFormat.TLV));
    }

    private static LwM2mResource octets(int id, int length) {
        return LwM2mSingleResource.newBinaryResource(id, new byte[length]);
    }

    private static LwM2mResource suites(long first, long second) {
        return LwM2mMultipleResource.newUnsignedIntegerResource(
                16, Map.of(0, ULong.valueOf(first), 1, ULong.valueOf(second)));
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
}
