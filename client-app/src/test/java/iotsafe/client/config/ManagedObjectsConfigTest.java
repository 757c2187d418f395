package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.client.command.HostCommand;
import iotsafe.client.config.ManagedObjects.Location;
import iotsafe.client.config.ManagedObjects.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the configuration says of commands, firmware and objects. */
class ManagedObjectsConfigTest {
    private static final String BASE = """
            card: {reader: "pcsc:"}
            bootstrap: {uri: "coaps://boot.example"}
            """;

    @Test
    void without_a_word_there_is_nothing() throws ConfigException {
        assertThat(read(""))
                .isEqualTo(new ManagedObjects(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
    }

    @Test
    void commands_are_lists_of_words() throws ConfigException {
        ManagedObjects objects = read("device: {reboot: [/usr/bin/systemctl, reboot], factory-reset: /usr/bin/wipe}");
        assertThat(objects.reboot().map(HostCommand::words)).contains(List.of("/usr/bin/systemctl", "reboot"));
        assertThat(objects.factoryReset().map(HostCommand::words)).contains(List.of("/usr/bin/wipe"));
    }

    @Test
    void firmware_with_all_its_keys() throws ConfigException {
        ManagedObjects.Firmware firmware = read("""
                firmware:
                  install: [/usr/bin/rauc, install]
                  install-limit: 10m
                  confirm: /usr/bin/confirm
                  describe: [/usr/bin/describe, -2]
                  trust: file:/etc/maker.pem
                  largest: 5MiB
                  https-trust: [file:/etc/a.pem, file:/etc/b.pem]
                """).firmware().orElseThrow();
        assertThat(firmware.install())
                .isEqualTo(new HostCommand(List.of("/usr/bin/rauc", "install"), Duration.ofMinutes(10)));
        assertThat(firmware.confirm().map(HostCommand::words)).contains(List.of("/usr/bin/confirm"));
        assertThat(firmware.describe().map(HostCommand::words)).contains(List.of("/usr/bin/describe", "-2"));
        assertThat(firmware.trust()).containsExactly(Path.of("/etc/maker.pem"));
        assertThat(firmware.httpsTrust()).hasSize(2);
        assertThat(firmware.largest()).isEqualTo(5L << 20);
    }

    @Test
    void a_location_is_in_a_file_or_said() throws ConfigException {
        assertThat(read("location: {file: /run/gps}").location()).contains(new Location.InFile(Path.of("/run/gps")));
        assertThat(read("location: {command: [/usr/bin/where]}").location().orElseThrow())
                .isInstanceOf(Location.Said.class);
    }

    @Test
    void objects_with_every_kind_of_source() throws ConfigException {
        ManagedObjects.MappedObject object = read("""
                objects:
                  - id: 3303
                    model: /etc/3303.xml
                    instances:
                      0:
                        5700: {file: /run/temperature, observe: 10s}
                        5701: {value: Cel}
                        5605: {execute: [/bin/reset, -a], limit: 5s}
                      7:
                        5700: {socket: /run/app.sock}
                """).mapped().get(0);
        assertThat(object.id()).isEqualTo(3303);
        assertThat(object.written().place()).isEqualTo("agent.yaml:4:5");
        assertThat(object.instances())
                .extracting(ManagedObjects.MappedInstance::id)
                .containsExactly(0, 7);
        assertThat(object.instances().get(0).resources())
                .extracting(ManagedObjects.MappedResource::source)
                .containsExactly(
                        new Source.InFile(Path.of("/run/temperature")),
                        new Source.Constant("Cel"),
                        new Source.Commands(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new HostCommand(List.of("/bin/reset", "-a"), Duration.ofSeconds(5)))));
        assertThat(object.instances().get(0).resources().get(0).observe()).contains(Duration.ofSeconds(10));
        assertThat(object.instances().get(1).resources().get(0).source())
                .isEqualTo(new Source.OnSocket(Path.of("/run/app.sock"), Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device: {reboot: reboot} | device.reboot is \"reboot\"; a program is named by its whole path",
                "device: {reboot: []} | device.reboot is an empty list",
                "firmware: {confirm: /bin/true} | firmware.confirm has no meaning without firmware.install",
                "firmware: {install: /bin/true} | nothing says who signs a package",
                "'firmware: {install: /bin/true, unsigned: true, trust: file:/a.pem}' | both given",
                "'firmware: {install: /bin/true, trust: iotsafe:type=file;id=01}' | it must name a file of the device",
                "'firmware: {install: /bin/true, unsigned: true, largest: 5MB}' | a size is a number of KiB, MiB or GiB",
                "'location: {file: /a, command: /b}' | location.file and location.command are both given",
                "objects: {id: 1} | objects is no list",
                "objects: [5] | an object must be a mapping",
                "'objects: [{id: 9}]' | an object without model",
                "'objects: [{id: 3, model: /m, instances: {}}]' | object 3 cannot be mapped",
                "'objects: [{id: 99999, model: /m, instances: {}}]' | id is \"99999\"",
                "'objects: [{id: 9, model: /m, instances: {}}, {id: 9, model: /m, instances: {}}]' | object 9 stands twice",
                "'objects: [{id: 9, model: /m, instances: {0: {1: {}}}}]' | nothing stands behind resource 1",
                "'objects: [{id: 9, model: /m, instances: {0: {1: {value: 1, file: /f}}}}]' | resource 1 stands for several things",
                "'objects: [{id: 9, model: /m, instances: {0: {1: {fiel: /f}}}}]' | \"fiel\" is no key of a resource",
                "'objects: [{id: 9, model: /m, instances: {0: {1: {read: date}}}}]' | read is \"date\"; a program is named by its whole path",
                "'objects: [{id: 9, model: /m, instances: {0: {1: {value: x, observe: 1ms}}}}]' | observe is \"1ms\"",
                "'objects: [{id: 9, model: /m, instances: {zero: {}}}]' | an id is \"zero\""
            })
    void a_mistake_is_told_with_its_line(String yaml, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(yaml))
                .satisfies(e -> {
                    assertThat(e.problems())
                            .allSatisfy(problem -> assertThat(problem.place()).startsWith("agent.yaml:3:"));
                    assertThat(e.getMessage()).contains(message);
                });
    }

    @Test
    void the_environment_gives_commands_by_words_and_no_objects() throws ConfigException {
        assertThat(ConfigReader.read("agent.yaml", BASE, Map.of("IOTSAFE_DEVICE_REBOOT", "/sbin/reboot -f"))
                        .objects()
                        .reboot()
                        .map(HostCommand::words))
                .contains(List.of("/sbin/reboot", "-f"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReader.read("agent.yaml", BASE, Map.of("IOTSAFE_OBJECTS", "[]")))
                .withMessageContaining("no key has this variable");
    }

    private static ManagedObjects read(String more) throws ConfigException {
        return ConfigReader.read("agent.yaml", BASE + more, Map.of()).objects();
    }
}
