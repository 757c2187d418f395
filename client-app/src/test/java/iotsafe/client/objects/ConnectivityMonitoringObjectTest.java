package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.eclipse.leshan.core.ResponseCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OMA LwM2M Core 1.1, E.5: the Connectivity Monitoring object. */
class ConnectivityMonitoringObjectTest {
    private static final String HEADER =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    private static final String ETH0_BY_192_0_2_1 = "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
    private static final String WLAN0_BY_192_0_2_2 = "wlan0\t00000000\t020200C0\t0003\t0\t0\t50\t00000000\t0\t0\t0\n";
    private static final String ETH0_LOCAL = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void bareHost() {
        host = new FakeHost(root);
    }

    @Test
    void a_wired_host() {
        host.network("lo", 772, "unknown", "127.0.0.1", "::1")
                .network("eth0", 1, "up", "192.0.2.17", "2001:db8::17", "fe80::1%5")
                .network("eth1", 1, "down")
                .file("proc/net/route", HEADER + ETH0_LOCAL + ETH0_BY_192_0_2_1);
        Served object = served();

        assertThat(object.value(0)).as("Ethernet").isEqualTo(41L);
        assertThat(object.value(1)).isEqualTo(Map.of(0, 41L));
        assertThat(object.value(2)).as("no radio, no signal").isEqualTo(0L);
        assertThat(object.value(4))
                .isEqualTo(Map.of(0, "192.0.2.17", 1, "2001:db8:0:0:0:0:0:17", 2, "fe80:0:0:0:0:0:0:1"));
        assertThat(object.value(5)).isEqualTo(Map.of(0, "192.0.2.1"));
        assertThat(object.enabler.getAvailableResourceIds(0)).containsExactly(0, 1, 2, 4, 5);
        for (int absent : new int[] {3, 6, 7, 8, 9, 10, 11, 12}) {
            assertThat(object.read(absent).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        }
    }

    @Test
    void a_wireless_host_goes_by_the_route_of_the_lowest_metric() {
        host.network("eth0", 1, "up", "192.0.2.17")
                .network("wlan0", 1, "up", "198.51.100.4")
                .file("sys/class/net/wlan0/uevent", "DEVTYPE=wlan\nINTERFACE=wlan0\n")
                .file("proc/net/route", HEADER + ETH0_BY_192_0_2_1 + WLAN0_BY_192_0_2_2)
                .file("proc/net/wireless", """
                                Inter-| sta-|   Quality        |
                                 face | tus | link level noise |
                                 wlan0: 0000   54.  -56.  -256        0      0      0      0      0        0
                                """);
        Served object = served();

        assertThat(object.value(0)).as("WLAN").isEqualTo(21L);
        assertThat(object.value(1)).isEqualTo(Map.of(0, 41L, 1, 21L));
        assertThat(object.value(2)).as("dBm").isEqualTo(-56L);
        assertThat(object.value(4)).isEqualTo(Map.of(0, "198.51.100.4"));
        assertThat(object.value(5)).isEqualTo(Map.of(0, "192.0.2.2", 1, "192.0.2.1"));
    }

    @Test
    void a_router_of_ipv6() {
        host.network("eth0", 1, "up", "2001:db8::17")
                .file(
                        "proc/net/ipv6_route",
                        "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
                                + "fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth0\n"
                                + "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
                                + "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n");

        assertThat(served().value(5)).isEqualTo(Map.of(0, "fe80:0:0:0:0:0:0:1"));
        assertThat(served().value(4))
                .as("without a default route, the first with an address")
                .isEqualTo(Map.of(0, "2001:db8:0:0:0:0:0:17"));
    }

    @Test
    void a_host_with_a_loopback_alone_claims_no_bearer_it_does_not_have() {
        host.network("lo", 772, "unknown", "127.0.0.1");
        Served object = served();

        assertThat(object.value(0)).as("reserved for other wireline networks").isEqualTo(44L);
        assertThat(object.value(1)).isEqualTo(Map.of(0, 44L));
        assertThat(object.value(4)).isEqualTo(Map.of(0, "127.0.0.1"));
        assertThat(object.read(5).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void a_host_without_a_network_still_answers_what_is_mandatory() {
        Served object = served();

        assertThat(object.value(0)).isEqualTo(44L);
        assertThat(object.value(1)).isEqualTo(Map.of(0, 44L));
        assertThat(object.value(2)).isEqualTo(0L);
        assertThat(object.read(4).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "65534, wwan, 8",
        "1, bluetooth, 22",
        "804, '', 23",
        "825, '', 23",
        "1, '', 41",
        "65534, '', 44",
        "512, '', 44"
    })
    void bearers(int type, String kind, long bearer) {
        host.network("x0", type, "up", "192.0.2.9").file("sys/class/net/x0/uevent", "DEVTYPE=" + kind + "\n");
        assertThat(served().value(0)).isEqualTo(bearer);
    }

    @Test
    void damaged_tables_of_the_kernel_are_no_values() {
        host.network("eth0", 1, "up", "192.0.2.17");
        Random random = new Random(4);
        Served object = served();
        String tables = HEADER + ETH0_LOCAL + ETH0_BY_192_0_2_1 + WLAN0_BY_192_0_2_2;
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder(tables);
            for (int change = 0; change < 6; change++) {
                text.setCharAt(random.nextInt(text.length()), "0f-\t\n G".charAt(random.nextInt(7)));
            }
            host.file("proc/net/route", text.toString())
                    .file("proc/net/ipv6_route", text.toString())
                    .file("proc/net/wireless", text.toString());
            for (int resource : new int[] {0, 1, 2}) {
                object.value(resource);
            }
            object.read(4);
            object.read(5);
        }
    }

    private Served served() {
        return new Served(4, new ConnectivityMonitoringObject(host.host()));
    }
}
