package iotsafe.bootstrap.lwm2m.access;

import static iotsafe.bootstrap.lwm2m.access.AccessBench.THING;
import static iotsafe.bootstrap.lwm2m.access.AccessBench.entry;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.ANY_INSTANCE;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.BOOTSTRAP_SERVER;
import static iotsafe.bootstrap.lwm2m.access.AccessControl.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OMA LwM2M Core 1.1, 8.2.1 Obtaining Access Right, and E.3: how one instance of object 2 is read. */
class AccessControlTest {
    private static final int OWNER = 1;
    private static final int OTHER = 2;
    private static final int STRANGER = 3;

    private static AccessControl control(int owner, Map<Integer, Long> acl) {
        return new AccessControl(0, THING, 0, new TreeMap<>(acl), owner);
    }

    private static List<AccessRight> rightsOf(int server, AccessControl control) {
        return Arrays.stream(AccessRight.values())
                .filter(right -> control.grants(server, right))
                .toList();
    }

    /** E.3, resource 2: R, W, E, D and C from the lowest bit on. */
    @ParameterizedTest
    @EnumSource(AccessRight.class)
    void E_3_each_bit_of_an_entry_is_one_right(AccessRight right) {
        assertThat(rightsOf(OTHER, control(OWNER, Map.of(OTHER, entry(right))))).containsExactly(right);
    }

    @Test
    void an_owner_without_an_entry_of_its_own_has_all_rights_whatever_others_have() {
        assertThat(rightsOf(OWNER, control(OWNER, Map.of()))).containsExactly(AccessRight.values());
        assertThat(rightsOf(OWNER, control(OWNER, Map.of(OTHER, 1L)))).containsExactly(AccessRight.values());
        assertThat(rightsOf(OWNER, control(OWNER, Map.of(DEFAULT, 1L)))).containsExactly(AccessRight.values());
    }

    @Test
    void an_owner_with_an_entry_has_what_it_says() {
        assertThat(rightsOf(OWNER, control(OWNER, Map.of(OWNER, 3L, DEFAULT, 31L))))
                .containsExactly(AccessRight.READ, AccessRight.WRITE);
        assertThat(rightsOf(OWNER, control(OWNER, Map.of(OWNER, 0L)))).isEmpty();
    }

    @Test
    void a_server_with_an_entry_has_what_it_says_and_nothing_of_the_default() {
        AccessControl control = control(OWNER, Map.of(OTHER, 4L, DEFAULT, 3L));

        assertThat(rightsOf(OTHER, control)).containsExactly(AccessRight.EXECUTE);
        assertThat(rightsOf(STRANGER, control)).containsExactly(AccessRight.READ, AccessRight.WRITE);
    }

    @Test
    void a_server_without_an_entry_has_no_right_where_there_is_no_default() {
        assertThat(rightsOf(STRANGER, control(OWNER, Map.of(OTHER, 31L)))).isEmpty();
        assertThat(rightsOf(STRANGER, control(OWNER, Map.of()))).isEmpty();
    }

    @Test
    void what_the_bootstrap_server_owns_gives_each_server_its_entry_and_no_more() {
        AccessControl control = control(BOOTSTRAP_SERVER, Map.of(OTHER, 1L));

        assertThat(rightsOf(OTHER, control)).containsExactly(AccessRight.READ);
        assertThat(rightsOf(STRANGER, control)).isEmpty();
    }

    @Test
    void an_instance_is_written_and_read_back_as_it_was() {
        for (AccessControl control :
                List.of(control(OWNER, Map.of(DEFAULT, 1L, 65534, 31L)), control(BOOTSTRAP_SERVER, Map.of()))) {
            assertThat(AccessControl.of(control.toInstance())).contains(control);
        }
    }

    @Test
    void an_instance_that_lacks_a_mandatory_resource_or_has_an_impossible_one_says_nothing() {
        LwM2mObjectInstance whole = control(OWNER, Map.of()).toInstance();
        for (int absent : new int[] {0, 1, 3}) {
            LwM2mObjectInstance less = new LwM2mObjectInstance(
                    0,
                    whole.getResources().values().stream()
                            .filter(resource -> resource.getId() != absent)
                            .toList());

            assertThat(AccessControl.of(less)).isEmpty();
            assertThat(AccessControl.problems(List.of(less)))
                    .containsExactly("/2/0 lacks one of the resources 0, 1 and 3");
        }
        assertThat(AccessControl.of(new LwM2mObjectInstance(
                        0,
                        LwM2mSingleResource.newIntegerResource(0, THING),
                        LwM2mSingleResource.newIntegerResource(1, 0),
                        LwM2mSingleResource.newIntegerResource(3, 1L << 32))))
                .isEmpty();
    }

    /** 8.1.2: an instance has one access control. */
    @Test
    void two_instances_for_the_same_are_a_problem() {
        AccessControl one = new AccessControl(4, THING, ANY_INSTANCE, new TreeMap<>(), OWNER);
        AccessControl other = new AccessControl(7, THING, ANY_INSTANCE, new TreeMap<>(), OTHER);
        AccessControl third = new AccessControl(8, THING, 0, new TreeMap<>(), OTHER);

        assertThat(AccessControl.problems(List.of(one.toInstance(), other.toInstance(), third.toInstance())))
                .containsExactly("/2/4 and /2/7 are both for object 7777, instance 65535");
    }

    @Test
    void two_instances_for_the_same_allow_what_both_allow() {
        AccessBench bench = AccessBench.withServers(OWNER, OTHER)
                .control(0, THING, 0, OWNER, Map.of(OTHER, 3L))
                .control(1, THING, 0, OWNER, Map.of(OTHER, 5L));
        Rights rights = Rights.of(AccessBench.server(OTHER), bench.tree);

        assertThat(Arrays.stream(AccessRight.values()).filter(right -> rights.allows(right, new LwM2mPath(THING, 0))))
                .containsExactly(AccessRight.READ);
    }

    @Test
    void Unbootstrapping_of_those_who_stay_the_one_with_the_most_of_Write_and_Delete_inherits() {
        Map<Integer, Long> acl = Map.of(OWNER, 31L, OTHER, 2L | 4L, STRANGER, 2L | 8L);

        assertThat(control(OWNER, acl).among(Set.of(OTHER, STRANGER)))
                .contains(control(STRANGER, Map.of(OTHER, 6L, STRANGER, 10L)));
        assertThat(control(OWNER, acl).among(Set.of(OTHER))).contains(control(OTHER, Map.of(OTHER, 6L)));
    }

    @Test
    void Unbootstrapping_of_equal_heirs_the_lowest_short_server_id_inherits_and_the_default_counts() {
        assertThat(control(OWNER, Map.of(3, 2L, 2, 8L)).among(Set.of(3, 2))).contains(control(2, Map.of(3, 2L, 2, 8L)));
        assertThat(control(OWNER, Map.of(DEFAULT, 1L)).among(Set.of(3, 2))).contains(control(2, Map.of(DEFAULT, 1L)));
    }

    @Test
    void Unbootstrapping_without_a_server_that_has_a_right_there_is_no_heir() {
        assertThat(control(OWNER, Map.of()).among(Set.of(OTHER))).isEmpty();
        assertThat(control(OWNER, Map.of(OWNER, 31L, OTHER, 0L)).among(Set.of(OTHER)))
                .isEmpty();
    }

    @Test
    void Unbootstrapping_what_the_bootstrap_server_owns_stays_its_own() {
        assertThat(control(BOOTSTRAP_SERVER, Map.of(OTHER, 1L)).among(Set.of(STRANGER)))
                .contains(control(BOOTSTRAP_SERVER, Map.of()));
    }
}
