package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.command.HostCommand;
import iotsafe.client.config.ManagedObjects.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.eclipse.leshan.core.ResponseCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OMA LwM2M Core 1.1, E.7: the Location object. */
class LocationObjectTest {
    private static final Instant NOON = Instant.parse("2026-07-01T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void a_file_tells_the_place_and_its_date_when() throws Exception {
        Path file = Files.writeString(folder.resolve("gps"), "48.1372, 11.5756 519.0 12\n");
        Files.setLastModifiedTime(file, FileTime.from(NOON.minusSeconds(60)));
        Served location = new Served(6, new LocationObject(new Location.InFile(file), CLOCK));
        assertThat(location.value(0)).isEqualTo(48.1372);
        assertThat(location.value(1)).isEqualTo(11.5756);
        assertThat(location.value(2)).isEqualTo(519.0);
        assertThat(location.value(3)).isEqualTo(12.0);
        assertThat(location.value(5)).isEqualTo(Date.from(NOON.minusSeconds(60)));
    }

    @Test
    void a_command_tells_it_now() {
        HostCommand where = new HostCommand(List.of("/bin/echo", "-33.9 151.2"), Duration.ofSeconds(5));
        Served location = new Served(6, new LocationObject(new Location.Said(where), CLOCK));
        assertThat(location.value(0)).isEqualTo(-33.9);
        assertThat(location.value(5)).isEqualTo(Date.from(NOON));
        assertThat(location.read(2).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(location.enabler.getAvailableResourceIds(0)).containsExactly(0, 1, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no fix", "48.1", "91 0", "0 181", "NaN 1", "48,1 eleven"})
    void what_is_no_place_is_absent(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("gps"), text);
        Served location = new Served(6, new LocationObject(new Location.InFile(file), CLOCK));
        assertThat(location.read(0).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(location.read(5).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void observers_hear_of_a_new_place() throws Exception {
        Path file = Files.writeString(folder.resolve("gps"), "1 1");
        LocationObject object = new LocationObject(new Location.InFile(file), CLOCK);
        Served location = new Served(6, object);
        object.tick();
        location.notified.clear();
        object.tick();
        assertThat(location.notified).isEmpty();
        Files.writeString(file, "1 2");
        object.tick();
        assertThat(location.notified).containsExactly("/6/0/0", "/6/0/1", "/6/0/5");
    }
}
