package iotsafe.client.conformance;

import static iotsafe.client.conformance.OwnServer.LINK;
import static iotsafe.client.conformance.OwnServer.LWM2M_CBOR;
import static iotsafe.client.conformance.OwnServer.OPAQUE;
import static iotsafe.client.conformance.OwnServer.SENML_CBOR;
import static iotsafe.client.conformance.OwnServer.SENML_JSON;
import static iotsafe.client.conformance.OwnServer.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.conformance.DemoServer.Answer;
import iotsafe.client.conformance.DemoServer.Coap;
import iotsafe.client.conformance.DemoServer.Events;
import iotsafe.client.conformance.DemoServer.Node;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Device Management and Service Enablement (OMA LwM2M Core 1.1, 6.3; ETS 6.1.3, 200 to 299). One device for all, of the demo server; one of
 * {@link OwnServer} for what that server cannot ask.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DeviceManagementConformanceTest {
    private static final String ENDPOINT = "managed-conformance";
    private static final String KEY = "A1E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";
    private static final String DEVICE =
            "device: {manufacturer: Maker, model: M1, serial-number: S-1, firmware-version: \"3.2\"}";

    @AutoClose
    private final Stage stage = new Stage();

    @AutoClose
    private final OwnServer own = OwnServer.withKey("own", KEY);

    @AutoClose
    private final RunningDevice device;

    @AutoClose
    private final RunningDevice ofOwn;

    private final Path files;
    private final DemoServer demo;

    @AutoClose
    private final Events events;

    DeviceManagementConformanceTest(Shared shared) throws Exception {
        shared.management().admit(ENDPOINT);
        files = stage.newFolder();
        device = RunningDevice.started(
                files,
                Sim.fromFactory(files, shared.bed(), ENDPOINT),
                shared.server().bootstrap(),
                DEVICE,
                RegistryObjects.in(files).yaml());
        Path another = stage.newFolder();
        ofOwn = RunningDevice.started(
                another,
                Sim.blank(another).secret("0B", "management", KEY),
                shared.server().bootstrap(),
                "management: {uri: \"%s\", psk-identity: own, key: iotsafe:type=secret;id=0B}".formatted(own.uri()),
                DEVICE,
                RegistryObjects.in(another).yaml());
        device.awaitRegistrations(1);
        ofOwn.awaitRegistrations(1);
        demo = new DemoServer(shared.management(), ENDPOINT);
        events = demo.events();
    }

    @BeforeEach
    void puts_the_values_back() throws Exception {
        demo.write("/1/0/2", 0);
        demo.write("/1/0/3", 0);
        demo.write("/3308/0/5900", 20.5);
        demo.write("/3308/0/5750", "boiler");
        demo.writeNode("/16/0/0", "{\"id\":0,\"values\":{\"0\":\"host\",\"1\":\"maker\",\"2\":\"model\"}}");
        own.write("3308/0/5900", TEXT, "20.5");
        own.write("3308/0/5750", TEXT, "boiler");
    }

    /** What the device answered to the request that the server sent last. */
    private Coap answerTo(String method, String path) {
        String uriPath = "Uri-Path: \"" + path.substring(1).replace("/", "\", \"") + "\"";
        Coap request = null;
        while (request == null) {
            request = events.coap().stream()
                    .filter(message -> !message.isIncoming() && message.code().equals(method))
                    .filter(message -> message.options().contains(uriPath))
                    .reduce((one, later) -> later)
                    .orElse(null);
        }
        String token = request.token();
        return events.coap(
                        "answer to " + path,
                        message -> message.isIncoming() && message.token().equals(token),
                        1)
                .get(0);
    }

    private void is_answered_in(String format, String path, String mediaType) throws Exception {
        Answer answer = demo.read(path, format);
        assertThat(answer.status()).isEqualTo("CONTENT(205)");
        assertThat(answerTo("GET", path).options()).contains("Content-Format: \"" + mediaType + "\"");
    }

    /** LightweightM2M-1.1-int-201, Querying basic information in Plain Text format (7.4). */
    @Test
    void int_201_Querying_basic_information_in_Plain_Text_format() throws Exception {
        assertThat(demo.read("/3/0/0", "TEXT").content().value()).isEqualTo("Maker");
        assertThat(demo.read("/3/0/1", "TEXT").content().value()).isEqualTo("M1");
        assertThat(demo.read("/3/0/2", "TEXT").content().value()).isEqualTo("S-1");
        is_answered_in("TEXT", "/3/0/0", "text/plain");
    }

    /** LightweightM2M-1.0-int-202, Querying basic information in Opaque format (7.4). */
    @Test
    void int_202_Querying_basic_information_in_Opaque_format() throws Exception {
        demo.write("/3339/0/5522", "010203");
        assertThat(demo.read("/3339/0/5522", "OPAQUE").content().value()).isEqualTo("010203");
        is_answered_in("OPAQUE", "/3339/0/5522", "application/octet-stream");
    }

    /** LightweightM2M-1.1-int-203, Querying basic information in TLV format (7.4). */
    @Test
    void int_203_Querying_basic_information_in_TLV_format() throws Exception {
        is_the_device(demo.read("/3/0", "TLV").content());
        is_answered_in("TLV", "/3/0", "application/vnd.oma.lwm2m+tlv");
    }

    /** LightweightM2M-1.1-int-204, Querying basic information in JSON format (6.4 of 1.0). */
    @Test
    void int_204_Querying_basic_information_in_JSON_format() throws Exception {
        is_the_device(demo.read("/3/0", "JSON").content());
        is_answered_in("JSON", "/3/0", "application/vnd.oma.lwm2m+json");
    }

    private static void is_the_device(Node instance) {
        assertThat(instance.value(0)).isEqualTo("Maker");
        assertThat(instance.value(1)).isEqualTo("M1");
        assertThat(instance.value(2)).isEqualTo("S-1");
        assertThat(instance.value(3)).isEqualTo("3.2");
        assertThat(instance.value(11)).isEqualTo(Map.of("0", 0));
        assertThat(instance.value(16)).isEqualTo("U");
    }

    /** LightweightM2M-1.1-int-205, Setting basic information in Plain Text format. */
    @Test
    void int_205_Setting_basic_information_in_Plain_Text_format() throws Exception {
        sets_each_resource_in("TEXT");
    }

    private void sets_each_resource_in(String format) throws Exception {
        is_set("/1/0/2", 101, format);
        is_set("/1/0/3", 1010, format);
        is_set("/1/0/5", 2000, format);
        is_set("/1/0/6", true, format);
        is_set("/1/0/6", false, format);
    }

    private void is_set(String path, Object value, String format) throws Exception {
        assertThat(demo.writeNode(path, DemoServer.resource(path, value), format)
                        .status())
                .isEqualTo("CHANGED(204)");
        assertThat(demo.read(path).content().value()).isEqualTo(value);
    }

    /** LightweightM2M-1.0-int-210, Setting basic information in Opaque format. */
    @Test
    void int_210_Setting_basic_information_in_Opaque_format() throws Exception {
        byte[] clip = {0x0A, 0x0B, 0x0C};
        assertThat(own.write("3339/0/5522", OPAQUE, clip).getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(own.read("3339/0/5522", OPAQUE).getPayload()).isEqualTo(clip);
    }

    /** LightweightM2M-1.1-int-211, Querying basic information in CBOR format (7.4). */
    @Test
    void int_211_Querying_basic_information_in_CBOR_format() throws Exception {
        demo.write("/1/0/6", false);
        assertThat(demo.read("/1/0/0", "CBOR").content().value()).isEqualTo(123);
        assertThat(demo.read("/1/0/6", "CBOR").content().value()).isEqualTo(false);
        assertThat(demo.read("/1/0/7", "CBOR").content().value()).isEqualTo("U");
        is_answered_in("CBOR", "/1/0/7", "application/cbor");
    }

    /** LightweightM2M-1.1-int-212, Setting basic information in CBOR format. */
    @Test
    void int_212_Setting_basic_information_in_CBOR_format() throws Exception {
        sets_each_resource_in("CBOR");
    }

    /** LightweightM2M-1.1-int-215, Setting basic information in TLV format. */
    @Test
    void int_215_Setting_basic_information_in_TLV_format() throws Exception {
        updates_and_replaces_an_instance_in("TLV");
        sets_each_resource_in("TLV");
    }

    /** LightweightM2M-1.1-int-220, Setting basic information in JSON format. */
    @Test
    void int_220_Setting_basic_information_in_JSON_format() throws Exception {
        updates_and_replaces_an_instance_in("JSON");
        sets_each_resource_in("JSON");
    }

    /** 6.3.3: what a partial update does not name stays; what a replacement does not name goes, or is as it was if it is not the server's. */
    private void updates_and_replaces_an_instance_in(String format) throws Exception {
        String two = "{\"id\":0,\"resources\":[{\"id\":2,\"value\":101},{\"id\":5,\"value\":2000}]}";
        assertThat(demo.update("/1/0", two, format).status()).isEqualTo("CHANGED(204)");
        Node updated = demo.read("/1/0").content();
        assertThat(updated.value(2)).isEqualTo(101);
        assertThat(updated.value(5)).isEqualTo(2000);
        assertThat(updated.value(1)).isEqualTo(300);

        String all =
                "{\"id\":0,\"resources\":[{\"id\":1,\"value\":300},{\"id\":3,\"value\":60},{\"id\":6,\"value\":false},{\"id\":7,\"value\":\"U\"}]}";
        assertThat(demo.writeNode("/1/0", all, format).status()).isEqualTo("CHANGED(204)");
        Node replaced = demo.read("/1/0").content();
        assertThat(replaced.value(0))
                .as("Short Server ID, which no server writes")
                .isEqualTo(123);
        assertThat(replaced.value(3)).isEqualTo(60);
        assertThat(replaced.ids()).doesNotContain(2, 5);
    }

    /** LightweightM2M-1.1-int-221, Attempt to perform operations on Security (E.1: it is the bootstrap server's alone). */
    @Test
    void int_221_Attempt_to_perform_operations_on_Security() throws Exception {
        assertThat(demo.read("/0").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(demo.read("/0/0").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(demo.read("/0/1/5", "TEXT").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(demo.observe("/0/0/0").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(demo.write("/0/0/0", "coap://localhost").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(demo.writeAttributes("/0", "pmin=10").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(demo.discover("/0").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(demo.delete("/0/1").status()).isEqualTo("UNAUTHORIZED(401)");
        assertThat(own.writeComposite("[{\"n\":\"/0/1/0\",\"vs\":\"coaps://localhost\"}]")
                        .getCode())
                .isEqualTo(ResponseCode.UNAUTHORIZED);
        assertThat(text(own.readComposite(SENML_JSON, "/"))).doesNotContain("\"n\":\"0/", "coaps:");
        assertThat(own.readComposite(SENML_JSON, "/0/0", "/0/1").getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
    }

    private static String text(Response response) {
        return new String(response.getPayload(), StandardCharsets.UTF_8);
    }

    /** LightweightM2M-1.1-int-222, Read on Object (6.3.1). */
    @Test
    void int_222_Read_on_Object() throws Exception {
        assertThat(demo.read("/1").content().instance(0).value(0)).isEqualTo(123);
        is_the_device(demo.read("/3").content().instance(0));
        assertThat(demo.read("/9999").status()).isEqualTo("NOT_FOUND(404)");
    }

    /** LightweightM2M-1.1-int-223, Read on Object Instance. */
    @Test
    void int_223_Read_on_Object_Instance() throws Exception {
        assertThat(demo.read("/1/0").content().value(1)).isEqualTo(300);
        is_the_device(demo.read("/3/0").content());
        assertThat(demo.read("/3/1").status()).isEqualTo("NOT_FOUND(404)");
    }

    /** LightweightM2M-1.1-int-224, Read on Resource. */
    @Test
    void int_224_Read_on_Resource() throws Exception {
        demo.write("/1/0/6", false);
        assertThat(demo.read("/1/0/0").content().value()).isEqualTo(123);
        assertThat(demo.read("/1/0/1").content().value()).isEqualTo(300);
        assertThat(demo.read("/1/0/6").content().value()).isEqualTo(false);
        assertThat(demo.read("/1/0/7").content().value()).isEqualTo("U");
        assertThat(demo.read("/3/0/999").status()).isEqualTo("NOT_FOUND(404)");
        assertThat(demo.read("/3/0/4").status()).as("Reboot").isEqualTo("METHOD_NOT_ALLOWED(405)");
        Files.writeString(files.resolve("3308-5706"), "blue");
        assertThat(demo.read("/3308/0/5706").content().value()).isEqualTo("blue");
        Files.writeString(files.resolve("3308-5706"), "red");
    }

    /** LightweightM2M-1.1-int-225, Read on Resource Instance. */
    @Test
    void int_225_Read_on_Resource_Instance() throws Exception {
        assertThat(demo.read("/16/0/0/1", "TEXT").status()).isEqualTo("CONTENT(205)");
        assertThat(answerTo("GET", "/16/0/0/1").payload()).isEqualTo("maker");
        assertThat(demo.read("/16/0/0/7").status()).isEqualTo("NOT_FOUND(404)");
    }

    /** LightweightM2M-1.1-int-226, Write (Partial Update) on Object Instance (6.3.3). */
    @Test
    void int_226_Write_Partial_Update_on_Object_Instance() throws Exception {
        String two = "{\"id\":0,\"resources\":[{\"id\":5900,\"value\":23.5},{\"id\":5750,\"value\":\"oven\"}]}";
        assertThat(demo.update("/3308/0", two, "TLV").status()).isEqualTo("CHANGED(204)");
        Node instance = demo.read("/3308/0").content();
        assertThat(instance.value(5900)).isEqualTo(23.5);
        assertThat(instance.value(5750)).isEqualTo("oven");
        assertThat(instance.value(5706)).as("not named").isEqualTo("red");
    }

    /** LightweightM2M-1.1-int-227, Write (replace) on Resource. */
    @Test
    void int_227_Write_replace_on_Resource() throws Exception {
        is_set("/3308/0/5750", "oven", "TEXT");
        String fewer = "{\"id\":0,\"values\":{\"0\":\"host only\"}}";
        assertThat(demo.writeNode("/16/0/0", fewer).status()).isEqualTo("CHANGED(204)");
        assertThat(demo.read("/16/0/0").content().value()).isEqualTo(Map.of("0", "host only"));
    }

    /** LightweightM2M-1.1-int-228, Write on Resource Instance. */
    @Test
    void int_228_Write_on_Resource_Instance() throws Exception {
        assertThat(own.write("16/0/0/1", TEXT, "another").getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(text(own.read("16/0/0/1", TEXT))).isEqualTo("another");
        assertThat(text(own.read("16/0/0/0", TEXT))).isEqualTo("host");
        assertThat(own.write("16/0/0/1", TEXT, "maker").getCode()).isEqualTo(ResponseCode.CHANGED);
    }

    /** LightweightM2M-1.1-int-229, Read-Composite Operation (6.3.8), in both SenML formats. */
    @Test
    void int_229_Read_Composite_Operation() throws Exception {
        Response json = own.readComposite(SENML_JSON, "/3", "/1/0");
        assertThat(json.getCode()).isEqualTo(ResponseCode.CONTENT);
        assertThat(json.getOptions().getContentFormat()).isEqualTo(SENML_JSON);
        assertThat(text(json)).contains("Maker", "/1/0/", "\"vs\":\"U\"");
        Response cbor = own.readComposite(SENML_CBOR, "/1/0/1", "/3/0/11/0");
        assertThat(cbor.getOptions().getContentFormat()).isEqualTo(SENML_CBOR);
        assertThat(text(cbor)).contains("/1/0/1", "/3/0/11/0");
    }

    /** LightweightM2M-1.1-int-230, Write-Composite Operation (6.3.9). */
    @Test
    void int_230_Write_Composite_Operation() throws Exception {
        assertThat(own.writeComposite(
                                "[{\"n\":\"/3308/0/5900\",\"v\":21},{\"n\":\"/1/0/6\",\"vb\":true},{\"n\":\"/16/0/0/0\",\"vs\":\"aa\"}]")
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(text(own.read("3308/0/5900", TEXT))).isEqualTo("21.0");
        assertThat(text(own.read("1/0/6", TEXT))).isEqualTo("1");
        assertThat(text(own.read("16/0/0/0", TEXT))).isEqualTo("aa");
        assertThat(own.writeComposite("[{\"n\":\"/1/0/6\",\"vb\":false},{\"n\":\"/16/0/0/0\",\"vs\":\"host\"}]")
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
    }

    /** LightweightM2M-1.1-int-231, Querying basic information in SenML JSON format (7.4). */
    @Test
    void int_231_Querying_basic_information_in_SenML_JSON_format() throws Exception {
        queries_in("SENML_JSON", "application/senml+json");
    }

    /** LightweightM2M-1.1-int-232, Querying basic information in SenML CBOR format (7.4). */
    @Test
    void int_232_Querying_basic_information_in_SenML_CBOR_format() throws Exception {
        queries_in("SENML_CBOR", "application/senml+cbor");
    }

    private void queries_in(String format, String mediaType) throws Exception {
        assertThat(demo.read("/1", format).content().instance(0).value(0)).isEqualTo(123);
        is_the_device(demo.read("/3/0", format).content());
        assertThat(demo.read("/3/0/16", format).content().value()).isEqualTo("U");
        is_answered_in(format, "/3/0/16", mediaType);
    }

    /** LightweightM2M-1.1-int-233, Setting basic information in SenML CBOR format. */
    @Test
    void int_233_Setting_basic_information_in_SenML_CBOR_format() throws Exception {
        updates_and_replaces_an_instance_in("SENML_CBOR");
        sets_each_resource_in("SENML_CBOR");
    }

    /** LightweightM2M-1.1-int-234, Setting basic information in SenML JSON format. */
    @Test
    void int_234_Setting_basic_information_in_SenML_JSON_format() throws Exception {
        updates_and_replaces_an_instance_in("SENML_JSON");
        sets_each_resource_in("SENML_JSON");
    }

    /** LightweightM2M-1.1-int-235, Read-Composite Operation on root path. */
    @Test
    void int_235_Read_Composite_Operation_on_root_path() throws Exception {
        assertThat(text(own.readComposite(SENML_JSON, "/")))
                .contains("\"n\":\"1/0/0\"", "\"n\":\"3/0/0\"", "\"n\":\"3308/0/5900\"", "\"n\":\"4/0/0\"")
                .doesNotContain("\"n\":\"0/");
    }

    /** LightweightM2M-1.1-int-236, Read-Composite: Partial Presence. */
    @Test
    void int_236_Read_Composite_Partial_Presence() throws Exception {
        assertThat(text(own.readComposite(SENML_JSON, "/1/0/1", "/3/0/11/0", "/3303/0/5700", "/3353/0/6030")))
                .contains("/1/0/1", "/3/0/11/0")
                .doesNotContain("3303", "3353");
    }

    /** LightweightM2M-1.1-int-237, Read on Object without specifying Content-Type: the device chooses one that the server has to know. */
    @Test
    void int_237_Read_on_Object_without_specifying_Content_Type() throws Exception {
        assertThat(demo.read("/1").content().instance(0).value(0)).isEqualTo(123);
        assertThat(answerTo("GET", "/1").options()).contains("Content-Format: \"application/vnd.oma.lwm2m+tlv\"");
        is_the_device(demo.read("/3").content().instance(0));
    }

    /** LightweightM2M-1.1-int-256, Write Operation Failure (6.3.3; Transport 6.7): neither read-only, nor what is not there, nor of another type. */
    @Test
    void int_256_Write_Operation_Failure() throws Exception {
        assertThat(demo.write("/1/0/0", 12).status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.read("/1/0/0").content().value()).isEqualTo(123);
        assertThat(demo.write("/3/0/0", "nobody").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.write("/1/7/1", 12).status()).isEqualTo("NOT_FOUND(404)");
        assertThat(own.write("1/0/1", TEXT, "soon").getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(own.write("1/0/1", 50, "{}").getCode())
                .as("application/json")
                .isEqualTo(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
    }

    /** LightweightM2M-1.1-int-257, Write-Composite Operation: with the clock of the device; and nothing of it if a part is refused. */
    @Test
    void int_257_Write_Composite_Operation() throws Exception {
        String now = String.valueOf(System.currentTimeMillis() / 1000);
        assertThat(own.writeComposite("[{\"n\":\"/3308/0/5900\",\"v\":22},{\"n\":\"/3/0/13\",\"v\":%s}]".formatted(now))
                        .getCode())
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(text(own.read("3308/0/5900", TEXT))).isEqualTo("22.0");
        assertThat(own.writeComposite("[{\"n\":\"/3308/0/5900\",\"v\":29},{\"n\":\"/1/0/0\",\"v\":7}]")
                        .getCode())
                .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
        assertThat(text(own.read("3308/0/5900", TEXT))).isEqualTo("22.0");
    }

    /** LightweightM2M-1.1-int-260, Discover Command, with Write-Attributes (6.3.2, 6.3.4, 7.3). */
    @Test
    void int_260_Discover_Command() throws Exception {
        assertThat(demo.discover("/3").links())
                .containsKeys("/3", "/3/0", "/3/0/0", "/3/0/1", "/3/0/2", "/3/0/3", "/3/0/4", "/3/0/11", "/3/0/16")
                .containsEntry("/3/0/11", Map.of("dim", "1"));
        assertThat(demo.writeAttributes("/3308", "pmin=10&pmax=200").status()).isEqualTo("CHANGED(204)");
        assertThat(demo.discover("/3308").links()).containsEntry("/3308", Map.of("pmin", "10", "pmax", "200"));
        assertThat(demo.writeAttributes("/3308/0/5900", "lt=1&gt=6&st=1").status())
                .isEqualTo("CHANGED(204)");
        assertThat(demo.discover("/3308/0").links())
                .containsEntry("/3308/0/5900", Map.of("gt", "6", "lt", "1", "st", "1"));
        assertThat(demo.discover("/3308/0/5900").links())
                .containsOnly(Map.entry(
                        "/3308/0/5900", Map.of("pmin", "10", "pmax", "200", "gt", "6", "lt", "1", "st", "1")));
        demo.writeAttributes("/3308", "pmin&pmax");
        demo.writeAttributes("/3308/0/5900", "lt&gt&st");
        assertThat(demo.discover("/3308/0/5900").links()).containsOnly(Map.entry("/3308/0/5900", Map.of()));
    }

    /** LightweightM2M-1.1-int-261, Write-Attribute Operation on a multiple resource. */
    @Test
    void int_261_Write_Attribute_Operation_on_a_multiple_resource() throws Exception {
        assertThat(demo.discover("/16/0/0").links())
                .containsOnlyKeys("/16/0/0", "/16/0/0/0", "/16/0/0/1", "/16/0/0/2")
                .containsEntry("/16/0/0", Map.of("dim", "3"));
        assertThat(own.writeAttributes("16?pmin=10&pmax=200").getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(own.writeAttributes("16/0?pmax=320").getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(own.writeAttributes("16/0/0/0?pmax=100&epmin=1&epmax=20").getCode())
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(text(own.read("16/0/0", LINK)))
                .startsWith("</16/0/0>;pmin=10;pmax=320;dim=3,</16/0/0/0>;pmax=100;epmin=1;epmax=20,");
        own.writeAttributes("16?pmin&pmax");
        own.writeAttributes("16/0?pmax");
        own.writeAttributes("16/0/0/0?pmax&epmin&epmax");
    }

    /** LightweightM2M-1.0-int-270, Create Object Instance, and int-680: no object here lets a server make an instance (6.3.6). */
    @Test
    void int_270_Create_Object_Instance_is_refused_where_instances_are_the_devices() throws Exception {
        assertThat(demo.create("/3", "{\"id\":1,\"resources\":[{\"id\":0,\"value\":\"x\"}]}")
                        .status())
                .isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.create("/3308", "{\"id\":1,\"resources\":[{\"id\":5900,\"value\":1.5}]}")
                        .status())
                .isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.read("/3308").content().ids()).containsExactly(0);
    }

    /** LightweightM2M-1.1-int-280, Successful Read-Composite Operation: nothing but what was asked for. */
    @Test
    void int_280_Successful_Read_Composite_Operation() throws Exception {
        assertThat(text(own.readComposite(SENML_JSON, "/3/0/16", "/3/0/11/0", "/1/0/0")))
                .contains("/3/0/16", "/3/0/11/0", "/1/0/0")
                .doesNotContain("/3/0/0", "/1/0/1");
    }

    /** LightweightM2M-1.1-int-281, Partially Successful Read-Composite Operation: an executable resource is left out. */
    @Test
    void int_281_Partially_Successful_Read_Composite_Operation() throws Exception {
        assertThat(text(own.readComposite(SENML_JSON, "/1/0/1", "/1/0/7", "/1/0/8")))
                .contains("/1/0/1", "/1/0/7")
                .doesNotContain("/1/0/8");
    }

    /** LightweightM2M-1.0-int-290, Delete Object Instance, and int-685 (6.3.7). */
    @Test
    void int_290_Delete_Object_Instance_is_refused_where_instances_are_the_devices() throws Exception {
        assertThat(demo.delete("/3/0").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.delete("/3308/0").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.read("/3308/0/5900").content().value()).isEqualTo(20.5);
    }

    /** OMA LwM2M Transport 1.1, 6.7 Response Codes: a format that is unknown, or that cannot hold the value, is 4.06. */
    @Test
    void Transport_6_7_a_format_that_cannot_hold_it_is_Not_Acceptable() throws Exception {
        assertThat(own.read("3/0", LWM2M_CBOR).getCode()).as("of LwM2M 1.2").isEqualTo(ResponseCode.NOT_ACCEPTABLE);
        assertThat(own.read("1/0/1", OPAQUE).getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
        assertThat(own.read("3/0", TEXT).getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
        assertThat(own.observe("1/0/1", OPAQUE).getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
        assertThat(own.readComposite(TEXT, "/1/0/1").getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
    }

    /** OMA LwM2M Core 1.1, 6.3.5: what cannot be executed, and what is not there. */
    @Test
    void Core_6_3_5_Execute_of_what_cannot_be_executed() throws Exception {
        assertThat(demo.execute("/3/0/0").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.execute("/3/0/999").status()).isEqualTo("NOT_FOUND(404)");
        assertThat(demo.execute("/3/7/4").status()).isEqualTo("NOT_FOUND(404)");
    }

    /** OMA LwM2M Core 1.1, 6.3.4: attributes of what is not there. */
    @Test
    void Core_6_3_4_Write_Attributes_to_what_is_not_there() throws Exception {
        assertThat(own.writeAttributes("3308/7?pmin=1").getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(own.writeAttributes("3308/0/5701?pmin=1").getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(own.writeAttributes("9999?pmin=1").getCode()).isEqualTo(ResponseCode.NOT_FOUND);
        assertThat(own.writeAttributes("3308/0/5750?gt=1").getCode())
                .as("gt on a string")
                .isEqualTo(ResponseCode.BAD_REQUEST);
        Request unknown = Request.newPut();
        assertThat(own.ask(unknown, "3308/0/5900?wish=1").getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
    }
}
