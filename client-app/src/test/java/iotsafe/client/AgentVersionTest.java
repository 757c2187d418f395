package iotsafe.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The floor of the device's clock moves with the build. */
class AgentVersionTest {
    private static final Path PARENT = Path.of(System.getProperty("iotsafe.repository", ".."), "pom.xml");

    @Test
    void the_floor_of_the_clock_is_the_time_that_the_build_is_stamped_with() throws Exception {
        assertThat(Files.readString(PARENT))
                .containsOnlyOnce(
                        "<project.build.outputTimestamp>" + AgentVersion.built() + "</project.build.outputTimestamp>");
    }
}
