package iotsafe.client.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvisioningFileTest {
    private static final Provisioning TWO = new Provisioning(
            List.of(
                    new ProvisioningStep(
                            Instant.parse("2026-11-23T12:00:00Z"),
                            "CardReady",
                            "the card's \"applet\" is selected",
                            false,
                            Duration.ofMillis(12),
                            2,
                            0,
                            0),
                    new ProvisioningStep(
                            Instant.parse("2026-11-23T12:00:05Z"),
                            "Bootstrapping",
                            "no answer from <b>",
                            true,
                            Duration.ofSeconds(5),
                            3,
                            7,
                            1)),
            4);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void what_was_written_is_read_and_for_its_owner_alone() throws IOException {
        ProvisioningFile file = new ProvisioningFile(folder);
        file.write(TWO);
        assertThat(file.read()).contains(TWO);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("provisioning.json"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void none_is_none() {
        assertThat(new ProvisioningFile(folder).read()).isEmpty();
    }

    @Test
    void a_folder_that_is_not_there_costs_the_report_and_nothing_else() {
        ProvisioningFile file = new ProvisioningFile(folder.resolve("gone"));
        file.write(TWO);
        assertThat(file.read()).isEmpty();
    }

    @Test
    void a_damaged_file_gives_a_report_or_none() throws IOException {
        ProvisioningFile file = new ProvisioningFile(folder);
        file.write(TWO);
        Path path = folder.resolve("provisioning.json");
        byte[] good = Files.readAllBytes(path);
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 600; round++) {
            byte[] bad = good.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Files.write(path, bad);
            try {
                assertThat(file.read()
                                .map(read -> ReportPage.of("", Optional.empty(), Optional.of(read), Instant.EPOCH)))
                        .satisfiesAnyOf(
                                page -> assertThat(page).isEmpty(),
                                page -> assertThat(page.orElseThrow()).contains("</html>"));
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + ": " + new String(bad, StandardCharsets.UTF_8), e);
            }
        }
    }
}
