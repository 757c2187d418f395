package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.command.HostCommand;
import iotsafe.client.firmware.DownloadException;
import iotsafe.client.firmware.FirmwareSettings;
import iotsafe.client.firmware.FirmwareUpdate;
import iotsafe.client.firmware.PackageSink;
import iotsafe.client.firmware.PackageSource;
import iotsafe.client.firmware.Signer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.WriteRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OMA LwM2M Core 1.1, E.6; each test that begins with int_ is the test case LightweightM2M-1.1-int-7xx of OMA's enabler test specification. */
class FirmwareUpdateObjectTest {
    private static final byte[] IMAGE = "a new firmware\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
    private static final String URI = "https://files.example/fw";
    private static Signer maker;

    private static final int IDLE = 0;
    private static final int DOWNLOADING = 1;
    private static final int DOWNLOADED = 2;
    private static final int UPDATING = 3;

    @TempDir
    private Path folder;

    private final AtomicInteger restarts = new AtomicInteger();
    private final List<FirmwareUpdate> open = new ArrayList<>();
    private PackageSource source = (uri, from, tag, sink) -> give(signed(), sink);
    private Optional<HostCommand> confirm = Optional.empty();
    private Optional<HostCommand> describe = Optional.empty();
    private HostCommand install = new HostCommand(List.of("/bin/false"), Duration.ofSeconds(1));
    private long largest = 1 << 20;
    private String boot = "first";

    private Served device;

    @BeforeAll
    static void makeSigner() throws Exception {
        maker = Signer.named("maker");
    }

    @BeforeEach
    void start() {
        install = shell("cp \"$1\" \"$0\"");
        device = started();
    }

    @AfterEach
    void stop() {
        open.forEach(FirmwareUpdate::close);
    }

    @Test
    void int_751_querying_the_readable_resources() {
        assertThat(device.enabler.getAvailableResourceIds(0))
                .contains(0, 1, 2, 3, 5, 8, 9)
                .doesNotContain(6, 7);
        assertThat(device.value(3)).isEqualTo(0L);
        assertThat(device.value(5)).isEqualTo(0L);
        assertThat(device.value(8)).isEqualTo(Map.of(0, 1L, 1, 3L));
        assertThat(device.value(9)).isEqualTo(2L);
        assertThat(device.read(0).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void int_755_setting_the_writable_resources() {
        assertThat(pull(URI)).isEqualTo(ResponseCode.CHANGED);
        await(DOWNLOADED, 0);
        assertThat(device.value(1)).isEqualTo(URI);
    }

    @Test
    void int_760_observation_of_state_and_result() {
        push(signed());
        Awaitility.await().untilAsserted(() -> assertThat(device.notified).contains("/5/0/3", "/5/0/5"));
    }

    @Test
    void int_770_successful_update_by_a_package_that_is_written() throws Exception {
        assertThat(push(signed())).isEqualTo(ResponseCode.CHANGED);
        await(DOWNLOADED, 0);
        assertThat(device.execute(2).getCode()).isEqualTo(ResponseCode.CHANGED);
        await(IDLE, 1);
        assertThat(folder.resolve("installed")).hasBinaryContent(IMAGE);
        assertThat(folder.resolve("firmware/package")).doesNotExist();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(folder.resolve("firmware/image")).doesNotExist());
    }

    @Test
    void int_771_successful_update_by_a_package_that_is_fetched() {
        assertThat(pull(URI)).isEqualTo(ResponseCode.CHANGED);
        await(DOWNLOADED, 0);
        device.execute(2);
        await(IDLE, 1);
        assertThat(folder.resolve("installed")).hasBinaryContent(IMAGE);
    }

    @Test
    void int_772_no_update_without_a_package() {
        assertThat(device.execute(2).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        expect(IDLE, 0);
    }

    @Test
    void int_773_not_enough_storage() {
        largest = 1000;
        device = started();
        push(signed());
        await(IDLE, 2);
        assertThat(folder.resolve("firmware/package")).doesNotExist();
        pull(URI);
        await(IDLE, 2);
    }

    @Test
    void int_774_out_of_memory_during_the_download() {
        source = (uri, from, tag, sink) -> {
            throw new OutOfMemoryError("as a test wants it");
        };
        device = started();
        pull(URI);
        await(IDLE, 3);
    }

    @Test
    void int_775_connection_lost_for_good() {
        AtomicInteger tries = new AtomicInteger();
        source = (uri, from, tag, sink) -> {
            tries.incrementAndGet();
            throw DownloadException.passing("nobody answers", null);
        };
        device = started();
        pull(URI);
        await(IDLE, 4);
        assertThat(tries).hasValue(3);
    }

    @Test
    void int_776_integrity_check_failure() {
        byte[] changed = signed();
        changed[changed.length / 2] ^= 1;
        push(changed);
        await(IDLE, 5);
        assertThat(folder.resolve("firmware/image")).doesNotExist();
    }

    @Test
    void int_777_unsupported_package_type() {
        push(IMAGE);
        await(IDLE, 6);
    }

    @Test
    void int_777_an_image_for_another_device() {
        describe = Optional.of(shell("exit 1"));
        device = started();
        push(signed());
        await(IDLE, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no uri", "files.example/fw", "https:///fw", "coaps:fw"})
    void int_778_invalid_uri(String uri) {
        assertThat(pull(uri)).isEqualTo(ResponseCode.CHANGED);
        expect(IDLE, 7);
    }

    @Test
    void int_779_unsuccessful_update() {
        install = shell("exit 7");
        device = started();
        pushAndUpdate();
        await(DOWNLOADED, 8);
        assertThat(folder.resolve("firmware/image")).exists();
    }

    @Test
    void an_installation_that_takes_too_long_has_failed() {
        install = new HostCommand(List.of("/bin/sh", "-c", "exec sleep 60"), Duration.ofMillis(200));
        device = started();
        pushAndUpdate();
        await(DOWNLOADED, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://files.example/fw", "coap+tcp://files.example/fw", "ftp://files.example/fw"})
    void a_scheme_that_is_not_fetched_from_is_result_9(String uri) {
        pull(uri);
        expect(IDLE, 9);
    }

    @Test
    void name_and_version_are_those_of_the_image() {
        describe = Optional.of(shell("echo gate; echo 2.1"));
        device = started();
        push(signed());
        await(DOWNLOADED, 0);
        assertThat(device.value(6)).isEqualTo("gate");
        assertThat(device.value(7)).isEqualTo("2.1");
    }

    @Test
    void an_empty_package_or_a_NUL_or_an_empty_uri_resets_the_machine() {
        for (Runnable reset : List.<Runnable>of(() -> push(new byte[0]), () -> push(new byte[1]), () -> pull(""))) {
            push(signed());
            await(DOWNLOADED, 0);
            reset.run();
            expect(IDLE, 0);
            assertThat(folder.resolve("firmware/image")).doesNotExist();
        }
    }

    @Test
    void another_package_is_refused_unless_the_machine_is_idle() {
        push(signed());
        await(DOWNLOADED, 0);
        assertThat(push(signed())).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(pull(URI)).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        expect(DOWNLOADED, 0);
    }

    @Test
    void a_download_is_given_up_when_the_server_resets_it() {
        CountDownLatch begun = new CountDownLatch(1);
        source = (uri, from, tag, sink) -> {
            begun.countDown();
            Thread.sleep(60_000);
        };
        device = started();
        pull(URI);
        Awaitility.await().until(() -> begun.getCount() == 0);
        expect(DOWNLOADING, 0);
        assertThat(pull("")).isEqualTo(ResponseCode.CHANGED);
        expect(IDLE, 0);
    }

    @Test
    void an_installation_cannot_be_reset() {
        install = new HostCommand(List.of("/bin/sh", "-c", "exec sleep 60"), Duration.ofSeconds(60));
        device = started();
        pushAndUpdate();
        expect(UPDATING, 0);
        assertThat(pull("")).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(push(new byte[0])).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(device.execute(2).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void an_interrupted_download_goes_on_where_it_was() {
        byte[] whole = signed();
        List<Long> asked = new ArrayList<>();
        source = (uri, from, tag, sink) -> {
            asked.add(from);
            sink.begin(from, OptionalLong.of(whole.length), "v1");
            int count = (int) Math.min(100_000, whole.length - from);
            sink.write(Arrays.copyOfRange(whole, (int) from, (int) from + count), count);
        };
        device = started();
        pull(URI);
        await(DOWNLOADED, 0);
        assertThat(asked).startsWith(0L, 100_000L, 200_000L);
    }

    @Test
    void a_download_goes_on_after_a_restart_from_what_is_surely_on_the_disk() {
        byte[] whole = signed();
        CountDownLatch halted = new CountDownLatch(1);
        source = (uri, from, tag, sink) -> {
            sink.begin(0, OptionalLong.of(whole.length), "v1");
            sink.write(whole, 100_000);
            halted.countDown();
            Thread.sleep(60_000);
        };
        device = started();
        pull(URI);
        Awaitility.await().until(() -> halted.getCount() == 0);

        List<String> asked = new ArrayList<>();
        source = (uri, from, tag, sink) -> {
            asked.add(uri + " " + from + " " + tag);
            sink.begin(from, OptionalLong.of(whole.length), "v1");
            int rest = whole.length - (int) from;
            sink.write(Arrays.copyOfRange(whole, (int) from, whole.length), rest);
        };
        device = started();
        await(DOWNLOADED, 0);
        assertThat(asked).containsExactly(URI + " 65536 v1");
    }

    @Test
    void a_package_that_was_found_whole_is_still_there_after_a_restart() {
        push(signed());
        await(DOWNLOADED, 0);
        device = started();
        expect(DOWNLOADED, 0);
        device.execute(2);
        await(IDLE, 1);
    }

    @Test
    void the_new_firmware_says_after_the_restart_that_it_runs() {
        confirm = Optional.of(shell("exit 0"));
        device = started();
        pushAndUpdate();
        Awaitility.await().until(() -> restarts.get() == 1);
        expect(UPDATING, 0);

        boot = "second";
        device = started();
        await(IDLE, 1);
    }

    @Test
    void a_rollback_is_told() {
        confirm = Optional.of(shell("exit 1"));
        device = started();
        pushAndUpdate();
        Awaitility.await().until(() -> restarts.get() == 1);

        boot = "second";
        device = started();
        await(DOWNLOADED, 8);
    }

    @Test
    void a_machine_that_was_not_restarted_yet_is_restarted_and_not_judged() {
        confirm = Optional.of(shell("exit 1"));
        device = started();
        pushAndUpdate();
        Awaitility.await().until(() -> restarts.get() == 1);

        device = started();
        Awaitility.await().until(() -> restarts.get() == 2);
        expect(UPDATING, 0);
    }

    @Test
    void an_installation_that_a_restart_has_cut_off_has_failed() {
        install = new HostCommand(List.of("/bin/sh", "-c", "exec sleep 60"), Duration.ofSeconds(60));
        device = started();
        pushAndUpdate();
        expect(UPDATING, 0);
        device = started();
        await(DOWNLOADED, 8);
    }

    @Test
    void a_state_folder_that_cannot_be_written_refuses_a_package() throws Exception {
        Files.writeString(folder.resolve("firmware"), "a file in the place of the folder");
        device = started();
        assertThat(push(signed())).isEqualTo(ResponseCode.INTERNAL_SERVER_ERROR);
        expect(IDLE, 0);
    }

    /** As after a restart of the agent. */
    private Served started() {
        open.forEach(FirmwareUpdate::close);
        List<X509Certificate> trusted = List.of(maker.certificate());
        String bootNow = boot;
        FirmwareUpdate update = new FirmwareUpdate(
                new FirmwareSettings(
                        folder.resolve("firmware"),
                        install,
                        confirm,
                        describe,
                        trusted,
                        largest,
                        List.of(Duration.ofMillis(5), Duration.ofMillis(5)),
                        restarts::incrementAndGet,
                        true,
                        () -> Optional.of(bootNow)),
                Map.of("https", source));
        open.add(update);
        Served served = new Served(5, new FirmwareUpdateObject(update, List.of(1L, 3L)));
        update.start();
        return served;
    }

    private HostCommand shell(String script) {
        return new HostCommand(
                List.of("/bin/sh", "-c", script, String.valueOf(folder.resolve("installed"))), Duration.ofSeconds(20));
    }

    private static void give(byte[] content, PackageSink sink) throws DownloadException {
        sink.begin(0, OptionalLong.of(content.length), "");
        sink.write(content, content.length);
    }

    private static byte[] signed() {
        try {
            return maker.sign(IMAGE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private ResponseCode push(byte[] content) {
        return device.enabler
                .write(
                        Served.SERVER,
                        new WriteRequest(
                                WriteRequest.Mode.REPLACE,
                                ContentFormat.OPAQUE,
                                "/5/0/0",
                                LwM2mSingleResource.newBinaryResource(0, content)))
                .getCode();
    }

    /** A package is here and whole, and the server wants it installed. */
    private void pushAndUpdate() {
        push(signed());
        await(DOWNLOADED, 0);
        device.execute(2);
    }

    private ResponseCode pull(String uri) {
        return device.enabler
                .write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, 5, 0, 1, uri))
                .getCode();
    }

    private void expect(int state, int result) {
        assertThat(List.of(device.value(3), device.value(5))).containsExactly((long) state, (long) result);
    }

    private void await(int state, int result) {
        Awaitility.await().untilAsserted(() -> expect(state, result));
    }
}
