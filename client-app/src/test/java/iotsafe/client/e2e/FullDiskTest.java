package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A disk that is full, and a state folder that became read-only: the device stays under management and comes back to it after a restart, takes
 * nothing that it could not keep, says why, and goes on by itself when there is room again. Part of the fault matrix ({@link FaultMatrixTest}).
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class FullDiskTest {
    private static final String ENDPOINT = "full-disk-device";
    private static final String REGISTERED = "^registered endpoint=" + ENDPOINT + " ";
    private static final String LIFETIME = "/1/0/1";
    private static final String SETTING = "/26241/0/1";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final SmallDisk disk;
    private final Agent agent;

    FullDiskTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        Path folder = stage.newFolder();
        Path state = Files.createDirectory(folder.resolve("state"));
        this.disk = SmallDisk.mounted(state);
        stage.keep(disk.holder());
        Files.writeString(disk.file("setting"), "first");
        this.agent = Agent.configured(
                folder,
                Sim.fromFactory(folder, shared.bed(), ENDPOINT).address(),
                shared.server().bootstrap(),
                "log: {format: text}",
                "objects: [{id: 26241, model: '%s', instances: {0: {1: {file: '%s'}}}}]"
                        .formatted(Models.setting(folder), state.resolve("setting")));
        shared.management().admit(ENDPOINT);
    }

    private Program running() throws IOException {
        Program run = Program.start(disk.seenBy(
                Programs.agent(List.of("run", "--config", agent.configuration().toString()))));
        run.awaitOut(REGISTERED, 1);
        return run;
    }

    @Test
    void a_write_that_cannot_be_kept_is_refused_what_was_acknowledged_stays_and_room_is_used_when_it_is_there_again()
            throws Exception {
        try (Program run = running()) {
            write(LIFETIME, 600, true);
            write(SETTING, "\"second\"", true);
            // what is kept of the registration is written after the Update, and gives up its room if the disk is full
            // then
            await().atMost(Program.PATIENCE)
                    .until(() -> Files.readString(disk.file("registrations")).contains("600"));

            disk.fill();
            write(SETTING, "\"third\"", false);
            write(LIFETIME, 700, false);
            isStill(600, "second");
            assertThat(run.err())
                    .contains("what the server has written cannot be kept, and is refused: state folder "
                            + agent.state() + " cannot be written (")
                    .contains("No space left on device");

            disk.empty();
            write(LIFETIME, 700, true);
            write(SETTING, "\"third\"", true);
            disk.fill();
            run.kill();
        }
        try (Program run = running()) {
            isStill(700, "third");
            disk.empty();
            run.kill();
        }
        disk.remount(false);
        try (Program run = running()) {
            isStill(700, "third");
            write(LIFETIME, 800, false);
            write(SETTING, "\"fourth\"", false);
            isStill(700, "third");
            assertThat(run.err()).contains("Read-only file system").doesNotContain("\tat ");

            disk.remount(true);
            write(LIFETIME, 800, true);
            write(SETTING, "\"fourth\"", true);
            run.kill();
        }
        try (Program run = running()) {
            assertThat(run.err()).doesNotContain("ERROR");
            isStill(800, "fourth");
        }
        assertThat(shared.bed().bootstraps(ENDPOINT)).isOne();
    }

    private void write(String path, Object value, boolean taken) throws IOException, InterruptedException {
        Map<String, Object> answer = shared.management()
                .ask(
                        "PUT",
                        ENDPOINT,
                        path,
                        "{\"id\":%s,\"value\":%s}".formatted(path.substring(path.length() - 1), value));
        assertThat(answer).as("%s of %s", value, path).containsEntry("success", taken);
    }

    private void isStill(int lifetime, String setting) {
        await().atMost(Program.PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(read("/3/0")).isNotEmpty();
            assertThat(read(LIFETIME)).contains("value=" + lifetime);
            assertThat(read(SETTING)).contains("value=" + hex(setting));
        });
    }

    /** As the demo server shows a text of an object that it does not know. */
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String read(String path) throws IOException, InterruptedException {
        Map<String, Object> answer = shared.management().ask("GET", ENDPOINT, path, "");
        assertThat(answer).containsEntry("success", true);
        return String.valueOf(answer.get("content"));
    }
}
