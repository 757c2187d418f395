package iotsafe.client.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ConfigReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.listener.ObjectsListenerAdapter;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.model.ResourceModel.Operations;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.request.WriteRequest.Mode;
import org.eclipse.leshan.core.response.ReadResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects of the configuration: OMA LwM2M Core 1.1, section 6.3, over files, commands and sockets of the host. */
class MappedObjectsTest {
    private static final int OBJECT = 26241;
    private static final int MUTATIONS = 600;

    @TempDir
    private Path folder;

    private final List<MappedObjects> open = new CopyOnWriteArrayList<>();

    @BeforeEach
    void writeModel() throws IOException {
        model("""
                <Item ID="0"><Name>Mode</Name><Operations>RW</Operations><MultipleInstances>Single</MultipleInstances>
                <Mandatory>Mandatory</Mandatory><Type>Integer</Type><RangeEnumeration/><Units/><Description/></Item>
                """ + item(1, "Reset", "E", "") + item(2, "Names", "RW", "String").replaceFirst("Single", "Multiple")
                + item(3, "Blob", "RW", "Opaque") + item(4, "Level", "R", "Float") + item(5, "Key", "W", "String"));
    }

    @AfterEach
    void close() {
        open.forEach(MappedObjects::close);
    }

    @Test
    void a_file_is_read_and_written_as_the_type_of_the_model() throws Exception {
        Path mode = Files.writeString(folder.resolve("mode"), "7\n");
        LwM2mObjectEnabler object = object("0: {file: %s}".formatted(mode));

        assertThat(value(object, 0).getValue()).isEqualTo(7L);
        assertThat(object.write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, OBJECT, 0, 0, 8))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(mode).hasContent("8");
    }

    /** A power failure in between finds one of them; whoever has the former open goes on with it. */
    @Test
    void a_file_is_replaced_by_one_that_the_same_may_use_and_never_half_written() throws Exception {
        Path mode = Files.writeString(folder.resolve("mode"), "7");
        Files.setPosixFilePermissions(mode, PosixFilePermissions.fromString("rw-r-----"));
        Path former = Files.createLink(folder.resolve("former"), mode);
        Path link = Files.createSymbolicLink(folder.resolve("link"), mode);
        LwM2mObjectEnabler object = object("0: {file: %s}".formatted(link));

        assertThat(object.write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, OBJECT, 0, 0, 8))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);

        assertThat(mode).hasContent("8");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mode)))
                .isEqualTo("rw-r-----");
        assertThat(former).hasContent("7");
        assertThat(link).isSymbolicLink();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("mode", "former", "link", "model.xml");
    }

    /** Nothing can be made beside it: the name of this process. */
    @Test
    void a_file_of_the_kernel_is_written_in_place() throws Exception {
        Path name = Path.of("/proc/self/comm");
        String before = Files.readString(name);
        LwM2mObjectEnabler object = object("0: {value: 1}", "5: {file: %s}".formatted(name));

        assertThat(object.write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, OBJECT, 0, 5, "a test"))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);

        assertThat(name).hasContent("a test");
        Files.writeString(name, before.strip());
    }

    @Test
    void a_file_that_holds_something_else_or_is_gone_is_5_00() throws Exception {
        Path mode = Files.writeString(folder.resolve("mode"), "seven");
        LwM2mObjectEnabler object = object("0: {file: %s}".formatted(mode));
        assertThat(read(object, 0).getCode()).isEqualTo(ResponseCode.INTERNAL_SERVER_ERROR);
        Files.delete(mode);
        assertThat(read(object, 0).getCode()).isEqualTo(ResponseCode.INTERNAL_SERVER_ERROR);
    }

    @Test
    void commands_read_write_and_execute() throws Exception {
        Path written = folder.resolve("written");
        LwM2mObjectEnabler object = object(
                "0: {read: [/bin/sh, -c, 'echo 3'], write: [/bin/sh, -c, 'cat > \"$0\"', %s]}".formatted(written),
                "1: {execute: [/bin/sh, -c, 'cat > \"$0\"', %s]}".formatted(folder.resolve("arguments")));

        assertThat(value(object, 0).getValue()).isEqualTo(3L);
        object.write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, OBJECT, 0, 0, 5));
        assertThat(written).hasContent("5");
        assertThat(object.execute(Served.SERVER, new ExecuteRequest(OBJECT, 0, 1, "0='a'"))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(folder.resolve("arguments")).hasContent("0='a'");
    }

    @Test
    void what_has_no_command_is_4_05_and_what_fails_5_00() throws Exception {
        LwM2mObjectEnabler object = object("0: {read: [/bin/false]}", "1: {execute: [/bin/sleep, 60], limit: 100ms}");
        assertThat(read(object, 0).getCode()).isEqualTo(ResponseCode.INTERNAL_SERVER_ERROR);
        assertThat(object.write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, OBJECT, 0, 0, 5))
                        .getCode())
                .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(object.execute(Served.SERVER, new ExecuteRequest(OBJECT, 0, 1))
                        .getCode())
                .isEqualTo(ResponseCode.INTERNAL_SERVER_ERROR);
        assertThat(read(object, 4).getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void a_resource_with_instances_is_a_line_each_and_an_opaque_one_its_bytes() throws Exception {
        Path names = Files.writeString(folder.resolve("names"), "one\ntwo\n");
        Path blob = Files.write(folder.resolve("blob"), new byte[] {0, 10, (byte) 0xFF, 10});
        LwM2mObjectEnabler object =
                object("0: {value: 1}", "2: {file: %s}".formatted(names), "3: {file: %s}".formatted(blob));
        assertThat(value(object, 2).getInstances()).containsOnlyKeys(0, 1);
        assertThat(value(object, 2).getValue(1)).isEqualTo("two");
        assertThat((byte[]) value(object, 3).getValue()).containsExactly(0, 10, 0xFF, 10);
    }

    /** 6.3.3: an update and a write of one instance leave the others; lines have no room for a gap between them. */
    @Test
    void an_update_leaves_the_instances_that_it_does_not_name() throws Exception {
        Path names = Files.writeString(folder.resolve("names"), "one\ntwo\nthree\n");
        LwM2mObjectEnabler object = object("0: {value: 1}", "2: {file: %s}".formatted(names));

        assertThat(writeNames(object, Mode.UPDATE, Map.of(1, "second", 3, "four")))
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(names).hasContent("one\nsecond\nthree\nfour");

        assertThat(writeNames(object, Mode.UPDATE, Map.of(7, "eight"))).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(names).hasContent("one\nsecond\nthree\nfour");

        assertThat(writeNames(object, Mode.REPLACE, Map.of(0, "alone"))).isEqualTo(ResponseCode.CHANGED);
        assertThat(names).hasContent("alone");
    }

    private static ResponseCode writeNames(LwM2mObjectEnabler object, Mode mode, Map<Integer, String> names) {
        return object.write(
                        Served.SERVER,
                        new WriteRequest(mode, ContentFormat.TLV, OBJECT, 0, 2, names, ResourceModel.Type.STRING))
                .getCode();
    }

    @Test
    void a_socket_answers_line_by_line() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        Path socket = folder.resolve("app.sock");
        try (ServerSocketChannel server = serve(socket, line -> {
            asked.add(line);
            return line.startsWith("read") ? "ok 4\n" : line.contains(" 9") ? "error it is busy\n" : "ok\n";
        })) {
            LwM2mObjectEnabler object =
                    object("0: {socket: %s}".formatted(socket), "1: {socket: %s}".formatted(socket));
            assertThat(value(object, 0).getValue()).isEqualTo(4L);
            assertThat(object.write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, OBJECT, 0, 0, 8))
                            .getCode())
                    .isEqualTo(ResponseCode.CHANGED);
            assertThat(object.write(Served.SERVER, new WriteRequest(ContentFormat.TEXT, OBJECT, 0, 0, 9))
                            .getCode())
                    .isEqualTo(ResponseCode.INTERNAL_SERVER_ERROR);
            object.execute(Served.SERVER, new ExecuteRequest(OBJECT, 0, 1, "0"));
            assertThat(asked)
                    .containsExactly(
                            "read /26241/0/0", "write /26241/0/0 8", "write /26241/0/0 9", "execute /26241/0/1 0");
            assertThat(server.isOpen()).isTrue();
        }
    }

    @Test
    void a_socket_that_says_nothing_costs_no_more_than_its_limit() throws Exception {
        Path socket = folder.resolve("app.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            LwM2mObjectEnabler object = object("0: {socket: %s, limit: 100ms}".formatted(socket));
            assertThat(read(object, 0).getCode()).isEqualTo(ResponseCode.INTERNAL_SERVER_ERROR);
        }
    }

    @Test
    void observers_hear_of_a_change_within_the_interval() throws Exception {
        Path mode = Files.writeString(folder.resolve("mode"), "1");
        LwM2mObjectEnabler object = object("0: {file: %s, observe: 1s}".formatted(mode));
        List<String> notified = new CopyOnWriteArrayList<>();
        object.addListener(new ObjectsListenerAdapter() {
            @Override
            public void resourceChanged(LwM2mPath... paths) {
                notified.add(paths[0].toString());
            }
        });
        int[] next = {2};
        Awaitility.await().pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            Files.writeString(mode, String.valueOf(next[0]++));
            assertThat(notified).contains("/26241/0/0");
        });
    }

    @Test
    void servers_neither_create_nor_delete_what_stands_for_a_part_of_the_device() throws Exception {
        LwM2mObjectEnabler object = object("0: {value: 1}");
        assertThat(object.create(
                                Served.SERVER,
                                new CreateRequest(
                                        OBJECT,
                                        new LwM2mObjectInstance(1, LwM2mSingleResource.newIntegerResource(0, 1))))
                        .getCode())
                .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(object.delete(Served.SERVER, new DeleteRequest(OBJECT, 0)).getCode())
                .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(object.delete(Served.BOOTSTRAP, new BootstrapDeleteRequest("/" + OBJECT))
                        .isSuccess())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'0: {value: 1}, 77: {value: 1}' | object 26241 has no resource 77",
                "'4: {value: 1}' | lacks resource 0",
                "'0: {execute: [/bin/true]}' | resource 0 is read, and nothing here can be",
                "'0: {value: 1}, 1: {value: 1}' | resource 1 is executed, and nothing here can be",
                "'0: {value: 1}, 5: {value: x}' | resource 5 is written, and nothing here can be"
            })
    void what_does_not_fit_the_model_is_told_with_its_line(String resources, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> object(resources))
                .satisfies(e -> assertThat(e.problems().get(0).place()).startsWith("agent.yaml:"))
                .withMessageContaining(message);
    }

    @Test
    void a_model_that_is_none_is_told_with_its_line() throws IOException {
        Files.writeString(folder.resolve("model.xml"), "<LWM2M><Object>");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> object("0: {value: 1}"))
                .withMessageContaining("model.xml is none");
        Files.delete(folder.resolve("model.xml"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> object("0: {value: 1}"))
                .withMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @EnumSource(
            value = ResourceModel.Type.class,
            names = {"NONE", "CORELINK"},
            mode = EnumSource.Mode.EXCLUDE)
    void any_bytes_are_a_value_or_refused(ResourceModel.Type type) {
        long seed = 20261123;
        Random random = new Random(seed);
        String[] near = {"12", "-1.5", "true", "0", "3:0", "2026-01-01T00:00:00Z", "1e9", "99999999999999999999"};
        ResourceModel model = new ResourceModel(1, "x", Operations.RW, false, false, type, "", "", "");
        for (int round = 0; round < MUTATIONS; round++) {
            byte[] bytes = near[random.nextInt(near.length)].getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(3); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                LwM2mResource value = ValueText.read(model, bytes);
                assertThat(ValueText.read(model, ValueText.write(value)).getType())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(type);
            } catch (SourceException e) {
                assertThat(e).hasMessageContaining(type.toString());
            }
        }
    }

    private static ServerSocketChannel serve(Path socket, UnaryOperator<String> answer) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(() -> {
            while (true) {
                try (SocketChannel client = server.accept();
                        BufferedReader lines = new BufferedReader(
                                new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))) {
                    client.write(ByteBuffer.wrap(answer.apply(lines.readLine()).getBytes(StandardCharsets.UTF_8)));
                } catch (AsynchronousCloseException e) {
                    return;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private LwM2mObjectEnabler object(String... resources) throws ConfigException {
        AgentConfig config = ConfigReader.read(
                "agent.yaml",
                """
                card: {reader: "pcsc:"}
                bootstrap: {uri: "coaps://boot.example"}
                objects: [{id: %d, model: %s, instances: {0: {%s}}}]
                """.formatted(OBJECT, folder.resolve("model.xml"), String.join(", ", resources)),
                Map.of());
        MappedObjects objects = new MappedObjects(config.objects().mapped());
        open.add(objects);
        return objects.enablers().get(0);
    }

    private static ReadResponse read(LwM2mObjectEnabler object, int resource) {
        return object.read(Served.SERVER, new ReadRequest(OBJECT, 0, resource));
    }

    private static LwM2mResource value(LwM2mObjectEnabler object, int resource) {
        ReadResponse response = read(object, resource);
        assertThat(response.isSuccess()).as(response.toString()).isTrue();
        return (LwM2mResource) response.getContent();
    }

    private void model(String items) throws IOException {
        Files.writeString(folder.resolve("model.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <LWM2M xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.openmobilealliance.org/tech/profiles/LWM2M-v1_1.xsd">
                <Object ObjectType="MODefinition"><Name>Gate</Name><Description1/><ObjectID>%d</ObjectID>
                <ObjectURN>urn:oma:lwm2m:x:%d</ObjectURN><LWM2MVersion>1.1</LWM2MVersion><ObjectVersion>1.0</ObjectVersion>
                <MultipleInstances>Multiple</MultipleInstances><Mandatory>Optional</Mandatory>
                <Resources>%s</Resources><Description2/></Object></LWM2M>
                """.formatted(OBJECT, OBJECT, items));
    }

    private static String item(int id, String name, String operations, String type) {
        return """
                <Item ID="%d"><Name>%s</Name><Operations>%s</Operations><MultipleInstances>Single</MultipleInstances>
                <Mandatory>Optional</Mandatory><Type>%s</Type><RangeEnumeration/><Units/><Description/></Item>
                """.formatted(id, name, operations, type);
    }
}
