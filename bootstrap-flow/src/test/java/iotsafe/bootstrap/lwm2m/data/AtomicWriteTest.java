package iotsafe.bootstrap.lwm2m.data;

import static iotsafe.bootstrap.lwm2m.access.AccessBench.THING;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.access.AccessBench;
import iotsafe.bootstrap.lwm2m.access.Rights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.response.WriteResponse;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, 6.3.9 with 8.2: what a server may not write as a whole is not even begun, for a write can have an effect. */
class AtomicWriteTest {
    private final List<LwM2mPath> written = new ArrayList<>();

    private ResponseCode write(AccessBench bench, String... paths) {
        Map<LwM2mPath, LwM2mNode> nodes = new LinkedHashMap<>();
        for (String path : paths) {
            nodes.put(new LwM2mPath(path), LwM2mSingleResource.newIntegerResource(1, 5));
        }
        return new AtomicWrite(bench.tree)
                .write(Rights.of(AccessBench.server(1), bench.tree), nodes, (path, node) -> {
                    written.add(path);
                    return WriteResponse.success();
                })
                .getCode();
    }

    @Test
    void one_path_without_the_right_to_write_stops_all_before_the_first() {
        AccessBench bench =
                AccessBench.withServers(1, 2).control(0, THING, 0, 1, Map.of()).control(1, THING, 1, 2, Map.of(1, 1L));

        assertThat(write(bench, "/7777/0/1", "/7777/1/1")).isEqualTo(ResponseCode.UNAUTHORIZED);

        assertThat(written).isEmpty();
    }

    @Test
    void so_does_a_path_of_object_0_there_or_not_for_the_only_server_too() {
        assertThat(write(AccessBench.withServers(1), "/7777/0/1", "/0/9/0")).isEqualTo(ResponseCode.UNAUTHORIZED);

        assertThat(written).isEmpty();
    }

    @Test
    void with_the_right_to_all_paths_all_is_written() {
        AccessBench bench =
                AccessBench.withServers(1, 2).control(0, THING, 0, 1, Map.of()).control(1, THING, 1, 2, Map.of(1, 2L));

        assertThat(write(bench, "/7777/0/1", "/7777/1/1")).isEqualTo(ResponseCode.CHANGED);

        assertThat(written).hasSize(2);
    }
}
