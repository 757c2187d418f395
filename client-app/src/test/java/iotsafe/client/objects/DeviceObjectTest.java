package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.config.AgentConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.WriteResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OMA LwM2M Core 1.1, E.4: the Device object. */
class DeviceObjectTest {
    private static final Instant NOON = Instant.parse("2026-07-01T10:00:00Z");
    private static final AgentConfig.Device NOTHING_GIVEN = new AgentConfig.Device(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final List<String> done = new ArrayList<>();

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void bareHost() {
        host = new FakeHost(root);
    }

    @Test
    void a_pc_is_named_by_its_firmware() {
        host.file("sys/class/dmi/id/sys_vendor", "Ewe & Sons\n")
                .file("sys/class/dmi/id/product_name", "Gate 3\n")
                .file("sys/class/dmi/id/product_serial", "G3-0017\n")
                .file("sys/class/dmi/id/product_version", "B\n");
        Served device = device(NOTHING_GIVEN);

        assertThat(device.value(0)).isEqualTo("Ewe & Sons");
        assertThat(device.value(1)).isEqualTo("Gate 3");
        assertThat(device.value(2)).isEqualTo("G3-0017");
        assertThat(device.value(18)).isEqualTo("B");
    }

    @Test
    void a_board_is_named_by_its_device_tree_whose_strings_end_in_NUL() {
        host.file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0")
                .file("proc/device-tree/serial-number", "10000000abcdef01\0");
        Served device = device(NOTHING_GIVEN);

        assertThat(device.value(1)).isEqualTo("Raspberry Pi 4 Model B Rev 1.4");
        assertThat(device.value(2)).isEqualTo("10000000abcdef01");
        assertThat(device.read(0).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void the_configuration_goes_before_the_host() {
        host.file("sys/class/dmi/id/sys_vendor", "QEMU\n");
        Served device = device(new AgentConfig.Device(
                Optional.of("Ewe"), Optional.of("M"), Optional.of("S"), Optional.of("gate"), Optional.of("H")));

        assertThat(List.of(device.value(0), device.value(1), device.value(2), device.value(17), device.value(18)))
                .containsExactly("Ewe", "M", "S", "gate", "H");
    }

    @ParameterizedTest
    @ValueSource(strings = {"To Be Filled By O.E.M.", "Default string", "None", "  \n"})
    void what_a_maker_left_unfilled_is_no_value(String placeholder) {
        host.file("sys/class/dmi/id/product_serial", placeholder);

        assertThat(device(NOTHING_GIVEN).read(2).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void a_bare_host_has_only_what_the_agent_knows_itself() {
        Served device = device(NOTHING_GIVEN);

        assertThat(device.enabler.getAvailableResourceIds(0)).containsExactly(3, 4, 5, 11, 12, 13, 14, 15, 16, 19);
        for (int absent : new int[] {0, 1, 2, 6, 7, 8, 9, 10, 17, 18, 20, 21, 22}) {
            assertThat(device.read(absent).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        }
        assertThat(device.instance(Served.SERVER).getResources()).containsOnlyKeys(3, 11, 13, 14, 15, 16, 19);
    }

    @Test
    void versions_errors_binding_and_time() {
        Served device = device(NOTHING_GIVEN);

        assertThat(device.value(3)).isEqualTo("1.2.3");
        assertThat(device.value(19)).isEqualTo("1.2.3");
        assertThat(device.value(11)).isEqualTo(Map.of(0, 0L));
        assertThat(device.value(13)).isEqualTo(Date.from(NOON));
        assertThat(device.value(14)).isEqualTo("+02:00");
        assertThat(device.value(15)).isEqualTo("Europe/Berlin");
        assertThat(device.value(16)).isEqualTo("U");
    }

    @Test
    void memory_in_kB_as_the_kernel_counts_it() {
        host.file("proc/meminfo", "MemTotal:        2048000 kB\nMemFree: 1 kB\nMemAvailable:    1024123 kB\n");
        Served device = device(NOTHING_GIVEN);

        assertThat(device.value(10)).isEqualTo(1024123L);
        assertThat(device.value(21)).isEqualTo(2048000L);
    }

    @Test
    void power_sources_share_their_instance_with_their_voltage_and_current() {
        supply("AC", "type", "Mains", "online", "1")
                .file("sys/class/power_supply/AD2/type", "Mains")
                .file("sys/class/power_supply/AD2/online", "0");
        supply(
                "BAT0",
                "type",
                "Battery",
                "status",
                "Charging",
                "capacity",
                "81",
                "voltage_now",
                "12345678",
                "current_now",
                "-1500000");
        supply("hid-mouse", "type", "Battery", "scope", "Device", "capacity", "3");
        supply("usb", "type", "USB", "online", "1", "voltage_now", "5000000");
        Served device = device(NOTHING_GIVEN);

        assertThat(device.value(6)).as("mains, battery, USB").isEqualTo(Map.of(0, 6L, 1, 1L, 2, 5L));
        assertThat(device.value(7)).as("mV").isEqualTo(Map.of(1, 12345L, 2, 5000L));
        assertThat(device.value(8)).as("mA").isEqualTo(Map.of(1, -1500L));
        assertThat(device.value(9)).isEqualTo(81L);
        assertThat(device.value(20)).isEqualTo(1L);
    }

    @ParameterizedTest
    @CsvSource({
        "Discharging, Normal, Good, 1, 0",
        "Charging, Normal, Good, 1, 1",
        "Full, Full, Good, 1, 2",
        "Discharging, Normal, Dead, 1, 3",
        "Discharging, Low, Good, 1, 4",
        "Discharging, Critical, Good, 1, 4",
        "Unknown, Unknown, Unknown, 0, 5",
        "Unknown, Unknown, Unknown, 1, 6"
    })
    void battery_status(String status, String level, String health, String present, long expected) {
        supply(
                "BAT0",
                "type",
                "Battery",
                "status",
                status,
                "capacity_level",
                level,
                "health",
                health,
                "present",
                present);
        assertThat(device(NOTHING_GIVEN).value(20)).isEqualTo(expected);
    }

    @Test
    void nonsense_of_a_driver_is_no_value() {
        supply("BAT0", "type", "Battery", "capacity", "101", "voltage_now", "many");
        Served device = device(NOTHING_GIVEN);

        assertThat(device.read(9).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(device.read(7).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void firmware_is_the_system_of_the_host_and_software_the_agent() {
        host.file("etc/os-release", "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\n");
        assertThat(device(NOTHING_GIVEN).value(3)).isEqualTo("debian 12");
        assertThat(device(NOTHING_GIVEN).value(19)).isEqualTo("1.2.3");
        host.file("etc/os-release", "ID=gateos\nVERSION_ID=4\nIMAGE_VERSION='4.2-rc1'\n");
        assertThat(device(NOTHING_GIVEN).value(3)).isEqualTo("4.2-rc1");
        AgentConfig.Device given = new AgentConfig.Device(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("F"),
                Optional.of("S"));
        assertThat(device(given).value(3)).isEqualTo("F");
        assertThat(device(given).value(19)).isEqualTo("S");
    }

    /** E.4, resource 11: an instance an error as long as it lasts, a single 0 without one. */
    @Test
    void each_error_has_its_instance_as_long_as_it_lasts() {
        host.file("proc/vmstat", "nr_free_pages 1\noom_kill 2\n");
        supply("AC", "type", "Mains", "online", "1");
        supply("BAT0", "type", "Battery", "present", "1", "status", "Discharging", "capacity_level", "Normal");
        Served device = device(NOTHING_GIVEN);
        assertThat(device.value(11)).isEqualTo(Map.of(0, 0L));

        supply("AC", "online", "0");
        assertThat(device.value(11)).isEqualTo(Map.of(0, 2L));
        supply("BAT0", "capacity_level", "Critical");
        assertThat(device.value(11)).isEqualTo(Map.of(0, 2L, 1, 1L));
        supply("AC", "online", "1");
        assertThat(device.value(11)).isEqualTo(Map.of(1, 1L));
        host.file("proc/vmstat", "oom_kill 3\n");
        assertThat(device.value(11)).isEqualTo(Map.of(0, 5L, 1, 1L));
    }

    /** E.4, resource 12: all are deleted, then looked for anew. */
    @Test
    void a_reset_of_the_error_codes_leaves_what_is_still_wrong() {
        host.file("proc/vmstat", "oom_kill 2\n");
        supply("AC", "type", "Mains", "online", "0");
        Served device = device(NOTHING_GIVEN);
        host.file("proc/vmstat", "oom_kill 3\n");
        assertThat(device.value(11)).isEqualTo(Map.of(0, 2L, 1, 5L));
        assertThat(device.execute(12).getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(device.value(11)).isEqualTo(Map.of(0, 2L));
    }

    @Test
    void reboot_and_factory_reset_do_what_was_handed_in() {
        Served device = device(NOTHING_GIVEN);

        assertThat(device.execute(4).getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(device.execute(5).getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(device.execute(12).getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(device.execute(0).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(done).containsExactly("reboot", "factory reset");
    }

    @Test
    void a_server_sets_the_clock_only_where_the_agent_may() {
        WriteRequest noon = new WriteRequest(ContentFormat.TLV, 3, 0, 13, Date.from(NOON));

        assertThat(device(NOTHING_GIVEN, false)
                        .enabler
                        .write(Served.SERVER, noon)
                        .getCode())
                .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        Served device = device(NOTHING_GIVEN, true);
        assertThat(device.enabler.write(Served.SERVER, noon).getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(done).containsExactly("clock 2026-07-01T10:00:00Z");
        assertThat(device.notified).containsExactly("/3/0/13");
    }

    @Test
    void the_time_zone_of_a_host_stays() {
        WriteResponse response = device(NOTHING_GIVEN, true)
                .enabler
                .write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, 3, 0, 15, "Asia/Tokyo"));
        assertThat(response.getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void a_tick_tells_observers_of_the_time_and_of_what_changed() {
        host.file("proc/meminfo", "MemAvailable: 10 kB\n");
        supply("BAT0", "type", "Battery", "capacity", "50", "status", "Discharging");
        DeviceObject object = object(NOTHING_GIVEN, false);
        Served device = new Served(3, object);
        assertThat(device.enabler
                        .observe(Served.SERVER, new ObserveRequest(3, 0, 13))
                        .isSuccess())
                .isTrue();

        object.tick();
        object.tick();
        assertThat(device.notified).containsExactly("/3/0/13", "/3/0/13");

        device.notified.clear();
        host.file("proc/meminfo", "MemAvailable: 9 kB\n").file("sys/class/power_supply/BAT0/capacity", "49");
        object.tick();
        assertThat(device.notified).containsExactly("/3/0/13", "/3/0/9", "/3/0/10");
    }

    @Test
    void the_machine_of_this_test_can_be_read() {
        assertThat(Host.local().memory("MemTotal").orElse(0)).isPositive();
        assertThat(Host.local().addresses().apply("lo")).isNotNull();
    }

    private FakeHost supply(String name, String... filesAndContents) {
        for (int at = 0; at < filesAndContents.length; at += 2) {
            host.file("sys/class/power_supply/" + name + "/" + filesAndContents[at], filesAndContents[at + 1] + "\n");
        }
        return host;
    }

    private Served device(AgentConfig.Device given) {
        return device(given, false);
    }

    private Served device(AgentConfig.Device given, boolean mayClock) {
        return new Served(3, object(given, mayClock));
    }

    private DeviceObject object(AgentConfig.Device given, boolean maySetClock) {
        DeviceObject.Actions actions = new DeviceObject.Actions(
                () -> done.add("reboot"),
                () -> done.add("factory reset"),
                maySetClock ? Optional.of(time -> done.add("clock " + time)) : Optional.empty());
        return new DeviceObject(given, "1.2.3", host.host(), Clock.fixed(NOON, ZoneId.of("Europe/Berlin")), actions);
    }
}
