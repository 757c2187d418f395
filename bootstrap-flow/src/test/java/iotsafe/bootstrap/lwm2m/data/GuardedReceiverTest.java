package iotsafe.bootstrap.lwm2m.data;

import static iotsafe.bootstrap.lwm2m.access.AccessBench.THING;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.ANY_INSTANCE;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.BOOTSTRAP_SERVER;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.access.AccessBench;
import iotsafe.bootstrap.lwm2m.access.AccessRight;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.leshan.client.engine.RegistrationEngine;
import org.eclipse.leshan.client.request.DefaultDownlinkReceiver;
import org.eclipse.leshan.client.resource.RootEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributes;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mRoot;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.BootstrapReadRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownlinkRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.request.WriteRequest.Mode;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OMA LwM2M Core 1.1, 8.2 Authorization: what reaches the objects, operation by operation, over the library's own receiver. */
class GuardedReceiverTest {
    private static final int OWNER = 1;
    private static final int SERVER = 2;
    private static final int STRANGER = 3;
    private static final ContentFormat SENML = ContentFormat.SENML_CBOR;

    /** The operations of a management server on one instance, and the right that 8.2.2 asks for; Create is on its object. */
    private static final List<Operation> OPERATIONS = List.of(
            new Operation("Read", AccessRight.READ, () -> new ReadRequest(THING, 0, 1)),
            new Operation("Read of an instance", AccessRight.READ, () -> new ReadRequest(THING, 0)),
            new Operation("Observe", AccessRight.READ, () -> new ObserveRequest(THING, 0, 1)),
            new Operation(
                    "Write-Attributes", AccessRight.READ, () -> new WriteAttributesRequest(THING, 0, 1, attributes())),
            new Operation(
                    "Read-Composite", AccessRight.READ, () -> new ReadCompositeRequest(SENML, SENML, "/7777/0/1")),
            new Operation(
                    "Observe-Composite",
                    AccessRight.READ,
                    () -> new ObserveCompositeRequest(SENML, SENML, "/7777/0/1")),
            new Operation("Write", AccessRight.WRITE, () -> new WriteRequest(Mode.REPLACE, THING, 0, number(5))),
            new Operation("Write of a resource", AccessRight.WRITE, () -> new WriteRequest(THING, 0, 1, 5)),
            new Operation(
                    "partial update", AccessRight.WRITE, () -> new WriteRequest(Mode.UPDATE, THING, 0, number(5))),
            new Operation(
                    "Write-Composite",
                    AccessRight.WRITE,
                    () -> new WriteCompositeRequest(SENML, Map.of("/7777/0/1", 5))),
            new Operation("Execute", AccessRight.EXECUTE, () -> new ExecuteRequest(THING, 0, 2)),
            new Operation("Delete", AccessRight.DELETE, () -> new DeleteRequest(THING, 0)),
            new Operation("Create", AccessRight.CREATE, () -> new CreateRequest(THING, number(5))));

    private record Operation(String name, AccessRight right, Supplier<DownlinkRequest<?>> request) {
        int instance() {
            return right == AccessRight.CREATE ? ANY_INSTANCE : 0;
        }

        ResponseCode by(int server, AccessBench bench) {
            return answer(bench, server, request.get()).getCode();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Operation> operations() {
        return OPERATIONS;
    }

    private static LwM2mSingleResource number(long value) {
        return LwM2mSingleResource.newIntegerResource(1, value);
    }

    private static LwM2mAttributeSet attributes() {
        return new LwM2mAttributeSet(LwM2mAttributes.create(LwM2mAttributes.MINIMUM_PERIOD, 10L));
    }

    private static LwM2mResponse answer(AccessBench bench, int server, DownlinkRequest<?> request) {
        return answer(bench, AccessBench.server(server), request);
    }

    private static LwM2mResponse answer(AccessBench bench, LwM2mServer server, DownlinkRequest<?> request) {
        RegistrationEngine engine = (RegistrationEngine) Proxy.newProxyInstance(
                RegistrationEngine.class.getClassLoader(),
                new Class<?>[] {RegistrationEngine.class},
                (proxy, method, arguments) -> method.getName().equals("isAllowedToCommunicate"));
        return new GuardedReceiver(
                        new DefaultDownlinkReceiver(null, new RootEnabler(bench.tree), bench.tree, engine), bench.tree)
                .requestReceived(server, request)
                .getResponse();
    }

    private static Stream<Object[]> operationsAndRights() {
        return OPERATIONS.stream()
                .flatMap(
                        operation -> Arrays.stream(AccessRight.values()).map(right -> new Object[] {operation, right}));
    }

    private static AccessBench devices() {
        return AccessBench.withServers(OWNER, SERVER, STRANGER);
    }

    private static long only(AccessRight right) {
        return AccessBench.entry(right);
    }

    private static long allBut(AccessRight right) {
        return 31 & ~only(right);
    }

    @ParameterizedTest
    @MethodSource("operationsAndRights")
    void an_entry_allows_the_operations_of_its_rights_and_no_others(Operation operation, AccessRight right) {
        AccessBench bench = devices().control(0, THING, operation.instance(), OWNER, Map.of(SERVER, only(right)));

        assertThat(operation.by(SERVER, bench).isSuccess()).isEqualTo(operation.right() == right);
    }

    @ParameterizedTest
    @MethodSource("operationsAndRights")
    void the_default_entry_allows_the_operations_of_its_rights_and_no_others(Operation operation, AccessRight right) {
        AccessBench bench = devices().control(0, THING, operation.instance(), OWNER, Map.of(DEFAULT, only(right)));

        assertThat(operation.by(STRANGER, bench).isSuccess()).isEqualTo(operation.right() == right);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_server_without_the_right_is_answered_4_01(Operation operation) {
        Map<Integer, Long> acl = Map.of(SERVER, allBut(operation.right()), DEFAULT, 31L);
        AccessBench bench = devices().control(0, THING, operation.instance(), OWNER, acl);

        assertThat(operation.by(SERVER, bench)).isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_server_without_any_entry_is_answered_4_01(Operation operation) {
        AccessBench bench = devices().control(0, THING, operation.instance(), OWNER, Map.of(SERVER, 31L));

        assertThat(operation.by(STRANGER, bench)).isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void the_owner_without_an_entry_may_do_all(Operation operation) {
        AccessBench bench = devices().control(0, THING, operation.instance(), OWNER, Map.of(SERVER, 1L, DEFAULT, 0L));

        assertThat(operation.by(OWNER, bench).isSuccess()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void the_owner_with_an_entry_may_do_what_it_says(Operation operation) {
        AccessBench less =
                devices().control(0, THING, operation.instance(), OWNER, Map.of(OWNER, allBut(operation.right())));
        AccessBench more =
                devices().control(0, THING, operation.instance(), OWNER, Map.of(OWNER, only(operation.right())));

        assertThat(operation.by(OWNER, less)).isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(operation.by(OWNER, more).isSuccess()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void where_object_2_says_nothing_of_it_nobody_has_a_right(Operation operation) {
        assertThat(operation.by(OWNER, devices())).isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void the_server_of_the_only_account_may_do_all_whatever_object_2_says(Operation operation) {
        AccessBench bench = AccessBench.withServers(OWNER)
                .control(0, THING, operation.instance(), BOOTSTRAP_SERVER, Map.of(OWNER, 0L));

        assertThat(operation.by(OWNER, bench).isSuccess()).isTrue();
    }

    /** While accounts are exchanged there may be one, or none: not every server has all rights then. */
    @ParameterizedTest
    @MethodSource("operations")
    void a_server_without_an_account_has_no_right(Operation operation) {
        assertThat(operation.by(SERVER, AccessBench.withServers(OWNER))).isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(operation.by(SERVER, AccessBench.withServers())).isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_device_without_object_2_restricts_nobody(Operation operation) {
        AccessBench bench = AccessBench.withoutAccessControl(OWNER, SERVER);

        assertThat(operation.by(SERVER, bench).isSuccess()).isTrue();
    }

    @Test
    void Discover_needs_no_right() {
        for (DownlinkRequest<?> discover :
                List.of(new DiscoverRequest(THING), new DiscoverRequest(THING, 0), new DiscoverRequest(THING, 0, 1))) {
            assertThat(answer(devices(), STRANGER, discover).getCode()).isEqualTo(ResponseCode.CONTENT);
        }
    }

    @Test
    void Write_Attributes_of_a_whole_object_needs_no_right() {
        assertThat(answer(devices(), STRANGER, new WriteAttributesRequest(THING, attributes()))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
    }

    @Test
    void what_is_not_there_is_4_04_for_everybody() {
        for (DownlinkRequest<?> request : List.of(
                new ReadRequest(THING, 9, 1),
                new ReadRequest(9999),
                new ObserveRequest(THING, 9),
                new WriteRequest(THING, 9, 1, 5),
                new ExecuteRequest(THING, 9, 2),
                new DeleteRequest(THING, 9),
                new CreateRequest(9999, number(5)))) {
            assertThat(answer(devices(), STRANGER, request).getCode())
                    .as("%s", request)
                    .isEqualTo(ResponseCode.NOT_FOUND);
        }
    }

    /** E.1: no server may access it, the only one neither. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void object_0_is_4_01_for_every_management_server_and_operation(int accounts) {
        AccessBench bench =
                accounts == 1 ? AccessBench.withServers(OWNER) : devices().control(0, THING, 0, OWNER, Map.of());
        for (DownlinkRequest<?> request : List.of(
                new ReadRequest(0),
                new ReadRequest(0, 0),
                new ReadRequest(0, 0, 0),
                new ReadRequest(0, 9, 0),
                new ReadRequest(21),
                new ObserveRequest(0, 0, 0),
                new DiscoverRequest(0),
                new WriteAttributesRequest(0, attributes()),
                new WriteRequest(0, 0, 0, "coaps://elsewhere.example"),
                new ExecuteRequest(0, 0, 0),
                new DeleteRequest(0, 0),
                new CreateRequest(0, number(5)),
                new ReadCompositeRequest(SENML, SENML, "/0/0/0"),
                new ObserveCompositeRequest(SENML, SENML, "/0/0/0"),
                new WriteCompositeRequest(SENML, Map.of("/0/0/0", "coaps://elsewhere.example")))) {
            assertThat(answer(bench, OWNER, request).getCode())
                    .as("%s", request)
                    .isEqualTo(ResponseCode.UNAUTHORIZED);
        }
    }

    @Test
    void a_bootstrap_server_is_not_restricted() {
        LwM2mServer bootstrap = new LwM2mServer(null, null, LwM2mServer.Role.LWM2M_BOOTSTRAP_SERVER, null);

        assertThat(answer(devices(), bootstrap, new BootstrapReadRequest(1)).getCode())
                .isEqualTo(ResponseCode.CONTENT);
    }

    private static AccessBench partly() {
        return devices()
                .control(0, THING, 0, OWNER, Map.of(SERVER, 3L))
                .control(1, THING, 1, OWNER, Map.of())
                .control(2, 3, 0, OWNER, Map.of());
    }

    /** 8.2.3: Read and Observe on an object. */
    @Test
    void of_an_object_a_server_gets_the_instances_that_it_may_read() {
        for (DownlinkRequest<?> request : List.of(new ReadRequest(THING), new ObserveRequest(THING))) {
            assertThat(instances(answer(partly(), SERVER, request))).containsExactly(0);
            assertThat(instances(answer(partly(), OWNER, request))).containsExactlyInAnyOrder(0, 1);
            assertThat(answer(partly(), STRANGER, request).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
        }
    }

    @Test
    void an_object_without_instances_can_be_read_by_all() {
        AccessBench bench = partly();
        answer(bench, OWNER, new DeleteRequest(THING, 0));
        answer(bench, OWNER, new DeleteRequest(THING, 1));

        assertThat(instances(answer(bench, STRANGER, new ReadRequest(THING)))).isEmpty();
    }

    private static Set<Integer> instances(LwM2mResponse response) {
        return instances(((ReadResponse) response).getContent());
    }

    private static Set<Integer> instances(@Nullable LwM2mNode object) {
        return object instanceof LwM2mObject found ? found.getInstances().keySet() : Set.of();
    }

    /** 6.3.8: best effort. */
    @Test
    void Read_Composite_and_Observe_Composite_leave_out_what_may_not_be_read() {
        String[] paths = {"/7777/0/1", "/7777/1/1", "/3/0"};
        for (DownlinkRequest<?> request : List.of(
                new ReadCompositeRequest(SENML, SENML, paths), new ObserveCompositeRequest(SENML, SENML, paths))) {
            Map<LwM2mPath, LwM2mNode> nodes = nodes(answer(partly(), SERVER, request));

            assertThat(nodes.get(new LwM2mPath("/7777/0/1"))).isEqualTo(number(0));
            assertThat(nodes.get(new LwM2mPath("/7777/1/1"))).isNull();
            assertThat(nodes.get(new LwM2mPath("/3/0"))).isNull();
        }
        assertThat(instances(nodes(answer(partly(), SERVER, new ReadCompositeRequest(SENML, SENML, "/7777", "/3")))
                        .get(new LwM2mPath(THING))))
                .containsExactly(0);
    }

    @Test
    void Read_Composite_of_the_root_leaves_out_what_may_not_be_read() {
        LwM2mNode root = nodes(answer(partly(), SERVER, new ReadCompositeRequest(SENML, SENML, "/")))
                .get(LwM2mPath.ROOTPATH);

        assertThat(root).isInstanceOfSatisfying(LwM2mRoot.class, all -> {
            assertThat(all.getObjects()).containsOnlyKeys(2, THING);
            assertThat(instances(all.getObjects().get(THING))).containsExactly(0);
        });
    }

    private static Map<LwM2mPath, LwM2mNode> nodes(LwM2mResponse response) {
        return response instanceof ReadCompositeResponse read
                ? read.getContent()
                : ((ObserveCompositeResponse) response).getContent();
    }

    @Test
    void Write_Composite_with_one_path_that_may_not_be_written_writes_nothing() {
        AccessBench bench = partly();

        assertThat(answer(bench, SERVER, new WriteCompositeRequest(SENML, Map.of("/7777/0/1", 8, "/7777/1/1", 8)))
                        .getCode())
                .isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(read(bench, new LwM2mPath("/7777/0/1"))).isEqualTo(number(0));
    }

    private static LwM2mNode read(AccessBench bench, LwM2mPath path) {
        return ((ReadResponse) answer(bench, LwM2mServer.SYSTEM, new ReadRequest(null, path, null))).getContent();
    }

    /** 8.1.2.2: the creator owns it. */
    @Test
    void a_created_instance_belongs_to_the_server_that_created_it_which_may_do_all_with_it() {
        AccessBench bench = devices().control(0, THING, ANY_INSTANCE, BOOTSTRAP_SERVER, Map.of(SERVER, 16L));

        answer(bench, SERVER, new CreateRequest(THING, number(5)));
        answer(
                bench,
                SERVER,
                new CreateRequest(THING, new LwM2mObjectInstance(7, number(7)), new LwM2mObjectInstance(8, number(8))));

        assertThat(bench.controls())
                .containsOnlyKeys("/7777", "/7777/2", "/7777/7", "/7777/8")
                .containsEntry("/7777/2", "2 {}")
                .containsEntry("/7777/8", "2 {}");
        assertThat(answer(bench, SERVER, new WriteRequest(THING, 7, 1, 9)).isSuccess())
                .isTrue();
        assertThat(answer(bench, OWNER, new ReadRequest(THING, 7, 1)).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    @Test
    void a_refused_Create_leaves_no_access_control() {
        AccessBench bench = devices();

        answer(bench, SERVER, new CreateRequest(THING, number(5)));

        assertThat(bench.controls()).isEmpty();
    }

    @Test
    void the_access_control_of_a_deleted_instance_goes_with_it() {
        AccessBench bench = partly();

        answer(bench, OWNER, new DeleteRequest(THING, 0));

        assertThat(bench.controls()).doesNotContainKey("/7777/0").containsKey("/7777/1");
    }

    @Test
    void a_server_whose_account_is_deleted_loses_its_entries() {
        AccessBench bench = devices()
                .control(0, 1, 1, OWNER, Map.of())
                .control(1, THING, 0, OWNER, Map.of(SERVER, 31L, STRANGER, 1L));

        assertThat(answer(bench, OWNER, new DeleteRequest(1, 1)).getCode()).isEqualTo(ResponseCode.DELETED);

        assertThat(bench.controls()).doesNotContainKey("/1/1").containsEntry("/7777/0", "1 {3=1}");
        assertThat(answer(bench, SERVER, new ReadRequest(THING, 0, 1)).getCode())
                .isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    /** E.3, resource 3: only the owner manages an instance of object 2; all may read it. */
    @Test
    void object_2_is_read_by_all_and_written_by_the_owner_of_the_instance_alone() {
        AccessBench bench = partly();
        LwM2mMultipleResource acl = LwM2mMultipleResource.newIntegerResource(2, Map.of(STRANGER, 1L));

        for (int server : new int[] {OWNER, SERVER, STRANGER}) {
            assertThat(instances(answer(bench, server, new ReadRequest(2)))).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(answer(bench, server, new ObserveRequest(2, 1, 3)).isSuccess())
                    .isTrue();
            assertThat(answer(bench, server, new WriteAttributesRequest(2, 1, attributes()))
                            .isSuccess())
                    .isTrue();
        }
        for (int server : new int[] {SERVER, STRANGER}) {
            assertThat(answer(bench, server, new WriteRequest(Mode.REPLACE, 2, 0, acl))
                            .getCode())
                    .isEqualTo(ResponseCode.UNAUTHORIZED);
            assertThat(answer(bench, server, new WriteRequest(2, 0, 3, server)).getCode())
                    .isEqualTo(ResponseCode.UNAUTHORIZED);
        }
        assertThat(answer(bench, OWNER, new WriteRequest(Mode.UPDATE, 2, 0, acl))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(bench.controls()).containsEntry("/7777/0", "1 {2=3, 3=1}");
        assertThat(answer(bench, STRANGER, new ReadRequest(THING, 0, 1)).isSuccess())
                .isTrue();
    }

    @Test
    void ownership_is_handed_on_by_the_owner_and_is_gone_then() {
        AccessBench bench = partly();

        assertThat(answer(bench, OWNER, new WriteRequest(2, 1, 3, SERVER)).isSuccess())
                .isTrue();

        assertThat(answer(bench, OWNER, new WriteRequest(2, 1, 3, OWNER)).getCode())
                .isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(answer(bench, SERVER, new ReadRequest(THING, 1, 1)).isSuccess())
                .isTrue();
    }

    @Test
    void an_owner_names_only_servers_that_have_an_account_or_the_default_or_the_bootstrap_server() {
        AccessBench bench = partly();
        for (DownlinkRequest<?> request : List.of(
                new WriteRequest(Mode.REPLACE, 2, 0, acl(9)),
                new WriteRequest(Mode.UPDATE, 2, 0, acl(9)),
                new WriteRequest(
                        Mode.REPLACE,
                        SENML,
                        new LwM2mPath(2, 0, 2, 9),
                        LwM2mResourceInstance.newIntegerInstance(9, 1),
                        null),
                new WriteRequest(2, 0, 3, 9))) {
            LwM2mResponse response = answer(bench, OWNER, request);

            assertThat(response.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
            assertThat(response.getErrorMessage()).isEqualTo("there is no account of server 9");
        }
        assertThat(answer(bench, OWNER, new WriteRequest(Mode.UPDATE, 2, 0, acl(DEFAULT)))
                        .isSuccess())
                .isTrue();
        assertThat(answer(bench, OWNER, new WriteRequest(2, 0, 3, BOOTSTRAP_SERVER))
                        .isSuccess())
                .isTrue();
    }

    private static LwM2mMultipleResource acl(int server) {
        return LwM2mMultipleResource.newIntegerResource(2, Map.of(server, 1L));
    }

    @Test
    void no_management_server_creates_or_deletes_an_instance_of_object_2() {
        AccessBench bench = partly();
        AccessBench only = AccessBench.withServers(OWNER).control(0, THING, 0, OWNER, Map.of());
        CreateRequest create = new CreateRequest(
                2,
                LwM2mSingleResource.newIntegerResource(0, 3),
                LwM2mSingleResource.newIntegerResource(1, 0),
                LwM2mSingleResource.newIntegerResource(3, OWNER));

        assertThat(answer(bench, OWNER, new DeleteRequest(2, 0)).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(answer(bench, OWNER, create).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(answer(only, OWNER, new DeleteRequest(2, 0)).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(answer(only, OWNER, create).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(bench.controls()).hasSize(3);
    }
}
