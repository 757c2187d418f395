package iotsafe.bootstrap.lwm2m.access;

import static iotsafe.bootstrap.lwm2m.access.AccessBench.THING;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.ANY_INSTANCE;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.BOOTSTRAP_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, 8.1.2 Access Control Object Management; Transport 1.1, Unbootstrapping: object 2 follows accounts and instances. */
class UpkeepTest {
    private static final String BOOTSTRAP = BOOTSTRAP_SERVER + " {}";

    private static AccessBench settled(AccessBench bench, Integer... keeper) {
        new Upkeep(bench.tree).settle(List.of(keeper).stream().findFirst());
        return bench;
    }

    private static void delete(AccessBench bench, int object, int instance) {
        bench.tree.getObjectEnabler(object).delete(LwM2mServer.SYSTEM, new DeleteRequest(object, instance));
    }

    @Test
    void with_one_account_nothing_is_made() {
        assertThat(settled(AccessBench.withServers(1), 1).controls()).isEmpty();
    }

    @Test
    void where_object_2_says_nothing_each_account_is_its_servers_and_all_else_is_one_servers() {
        assertThat(settled(AccessBench.withServers(1, 2), 2).controls())
                .containsExactly(
                        entry("/1/0", "1 {}"),
                        entry("/1/1", "2 {}"),
                        entry("/3/0", "2 {}"),
                        entry("/7777/0", "2 {}"),
                        entry("/7777/1", "2 {}"));
    }

    @Test
    void no_instance_of_object_0_or_2_has_an_access_control_and_no_object_gets_one_for_Create() {
        assertThat(settled(AccessBench.withServers(1, 2), 1).controls().keySet())
                .noneMatch(target -> target.startsWith("/0") || target.startsWith("/2"))
                .allMatch(target -> new LwM2mPath(target).isObjectInstance());
    }

    @Test
    void where_object_2_says_something_what_it_does_not_mention_is_no_servers() {
        AccessBench bench = AccessBench.withServers(1, 2).control(0, THING, 1, 2, Map.of(1, 1L));

        assertThat(settled(bench, 1).controls())
                .containsExactly(
                        entry("/1/0", "1 {}"),
                        entry("/1/1", "2 {}"),
                        entry("/3/0", BOOTSTRAP),
                        entry("/7777/0", BOOTSTRAP),
                        entry("/7777/1", "2 {1=1}"));
    }

    @Test
    void what_is_settled_stays_as_it_is() {
        AccessBench bench = settled(AccessBench.withServers(1, 2), 1);
        Map<String, String> before = bench.controls();

        assertThat(settled(bench, 2).controls()).isEqualTo(before);
    }

    @Test
    void what_the_bootstrap_server_said_of_Create_stays() {
        AccessBench bench =
                AccessBench.withServers(1, 2).control(0, THING, ANY_INSTANCE, BOOTSTRAP_SERVER, Map.of(2, 16L));

        assertThat(settled(bench).controls()).containsEntry("/7777", "65535 {2=16}");
    }

    @Test
    void the_access_control_of_an_instance_that_is_gone_goes_and_that_of_an_object_that_is_gone_waits_for_it() {
        AccessBench bench = settled(AccessBench.withServers(1, 2).control(9, 5, 0, 1, Map.of()));
        delete(bench, THING, 1);

        assertThat(settled(bench).controls()).doesNotContainKey("/7777/1").containsEntry("/5/0", "1 {}");
    }

    @Test
    void when_an_account_goes_its_entries_go_and_what_it_owned_is_handed_over() {
        AccessBench bench = AccessBench.withServers(1, 2, 3)
                .control(0, THING, 0, 3, Map.of(1, 1L, 2, 2L, 3, 31L))
                .control(1, THING, 1, 1, Map.of(3, 1L))
                .control(2, 3, 0, BOOTSTRAP_SERVER, Map.of(0, 1L, 3, 31L));
        delete(bench, 1, 2);

        assertThat(settled(bench).controls())
                .containsEntry("/7777/0", "2 {1=1, 2=2}")
                .containsEntry("/7777/1", "1 {}")
                .containsEntry("/3/0", "65535 {0=1}");
    }

    @Test
    void when_an_account_goes_an_instance_that_nobody_else_had_a_right_to_goes_too() {
        AccessBench bench = AccessBench.withServers(1, 2).control(0, THING, 0, 2, Map.of());
        delete(bench, 1, 1);

        assertThat(settled(bench).controls()).isEmpty();
        assertThat(bench.tree.getObjectEnabler(THING).getAvailableInstanceIds()).containsExactly(1);
    }

    @Test
    void the_device_and_the_accounts_of_others_stay_and_are_the_bootstrap_servers_and_their_own() {
        AccessBench bench = AccessBench.withServers(1, 2)
                .control(0, 3, 0, 2, Map.of())
                .control(1, 1, 0, 2, Map.of())
                .control(2, THING, ANY_INSTANCE, 2, Map.of());
        delete(bench, 1, 1);

        assertThat(settled(bench).controls())
                .containsExactly(entry("/1/0", "1 {}"), entry("/3/0", BOOTSTRAP), entry("/7777", BOOTSTRAP));
        assertThat(bench.tree.getObjectEnabler(1).getAvailableInstanceIds()).containsExactly(0);
        assertThat(bench.tree.getObjectEnabler(3).getAvailableInstanceIds()).containsExactly(0);
    }

    @Test
    void while_there_is_no_account_nothing_is_touched() {
        AccessBench bench = AccessBench.withServers().control(0, THING, 0, 2, Map.of());

        assertThat(settled(bench).controls()).containsExactly(entry("/7777/0", "2 {}"));
    }

    @Test
    void a_server_owns_what_it_creates() {
        AccessBench bench = AccessBench.withServers(1, 2);

        new Upkeep(bench.tree)
                .created(AccessBench.server(2), List.of(new LwM2mPath(THING, 0), new LwM2mPath(THING, 1)));

        assertThat(bench.controls()).containsExactly(entry("/7777/0", "2 {}"), entry("/7777/1", "2 {}"));
    }

    @Test
    void of_what_the_only_server_creates_nothing_is_said_unless_object_2_is_in_use() {
        AccessBench bench = AccessBench.withServers(1);
        List<LwM2mPath> created = List.of(new LwM2mPath(THING, 1));
        new Upkeep(bench.tree).created(AccessBench.server(1), created);
        assertThat(bench.controls()).isEmpty();

        bench.control(0, THING, 0, 1, Map.of());
        new Upkeep(bench.tree).created(AccessBench.server(1), created);

        assertThat(bench.controls()).containsOnlyKeys("/7777/0", "/7777/1");
    }

    @Test
    void a_device_without_object_2_has_nothing_to_keep() {
        AccessBench bench = AccessBench.withoutAccessControl(1, 2);

        new Upkeep(bench.tree).settle(Optional.of(1));
        new Upkeep(bench.tree).created(AccessBench.server(1), List.of(new LwM2mPath(THING, 1)));

        assertThat(bench.controls()).isEmpty();
    }
}
