package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mEncoder;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bootstrap from Smartcard (OMA LwM2M Core 6.1.3.2 and appendix G): the account is in a file on the SIM. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SmartcardBootstrapTest {
    private static final LwM2mModel MODEL = new StaticModel(ObjectLoader.loadDefault());
    private static final int WARM_START = 4;
    /** A channel opened and closed, the application, two directories and the file selected; these read, the file in blocks of 256. */
    private static final int COMPARISON = 12;

    private static final String KEY = "D1E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    SmartcardBootstrapTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    private byte[] file(int mode, LwM2mResource proof) {
        return file(77, mode, proof);
    }

    private byte[] file(int shortServerId, int mode, LwM2mResource proof) {
        byte[] security = tlv(
                0,
                LwM2mSingleResource.newStringResource(
                        0, shared.server().management().toString()),
                LwM2mSingleResource.newBooleanResource(1, false),
                LwM2mSingleResource.newIntegerResource(2, mode),
                LwM2mSingleResource.newIntegerResource(10, shortServerId),
                LwM2mSingleResource.newUnsignedIntegerResource(15, ULong.valueOf(2)),
                proof);
        byte[] server = tlv(
                1,
                LwM2mSingleResource.newIntegerResource(0, shortServerId),
                LwM2mSingleResource.newIntegerResource(1, 3600),
                LwM2mSingleResource.newBooleanResource(6, false),
                LwM2mSingleResource.newStringResource(7, "U"));
        int size = 5 + security.length + 6 + server.length;
        return ByteBuffer.allocate(4 + size)
                .putShort((short) 2)
                .putShort((short) size)
                .putShort((short) 0)
                .put((byte) 0)
                .putShort((short) security.length)
                .put(security)
                .putShort((short) 1)
                .put(new byte[] {1, 1})
                .putShort((short) server.length)
                .put(server)
                .array();
    }

    private static byte[] tlv(int object, LwM2mResource... resources) {
        return new DefaultLwM2mEncoder()
                .encode(
                        new LwM2mObject(object, new LwM2mObjectInstance(1, List.of(resources))),
                        ContentFormat.TLV,
                        null,
                        new LwM2mPath(object),
                        MODEL);
    }

    private byte[] authority() throws Exception {
        byte[] pem = Files.readAllBytes(shared.bed().authority());
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem))
                .getEncoded();
    }

    @Test
    void a_management_server_in_it_is_registered_with_directly_under_the_SIMs_certificate() throws Exception {
        String endpoint = "smartcard-device";
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), endpoint)
                .bootstrapData(file(2, LwM2mSingleResource.newBinaryResource(4, authority())));
        Agent agent = Agent.configured(
                folder,
                Map.of("IOTSAFE_BOOTSTRAP_FROM_CARD", "true"),
                sim.address(),
                shared.server().bootstrap());

        assertThat(agent.runs("run", "--once").done().out())
                .contains("no bootstrap is needed")
                .contains("registered endpoint=" + endpoint);
        assertThat(agent.runs("status").done().out()).contains("(short server id 77)");
        assertThat(Steps.in(agent.runs("run", "--once").done().out()).exchanges())
                .as("each Register compares")
                .isLessThanOrEqualTo(WARM_START + COMPARISON);

        sim.bootstrapData(file(78, 2, LwM2mSingleResource.newBinaryResource(4, authority())));
        Finished changed = agent.runs("run", "--once");
        assertThat(changed.done().out()).contains("no bootstrap is needed");
        assertThat(changed.err()).contains("has other bootstrap data than it came from");
        assertThat(agent.runs("status").done().out()).contains("(short server id 78)");
        assertThat(shared.bed().bootstraps(endpoint)).isZero();
    }

    @Test
    void a_bootstrap_server_in_it_is_asked_in_the_place_of_the_configured() throws Exception {
        String endpoint = "smartcard-bootstrap";
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        byte[] security = tlv(
                0,
                LwM2mSingleResource.newStringResource(
                        0, shared.server().bootstrap().toString()),
                LwM2mSingleResource.newBooleanResource(1, true),
                LwM2mSingleResource.newIntegerResource(2, 2));
        byte[] file = ByteBuffer.allocate(9 + security.length)
                .putShort((short) 1)
                .putShort((short) (5 + security.length))
                .putShort((short) 0)
                .put((byte) 0)
                .putShort((short) security.length)
                .put(security)
                .array();
        Sim sim = Sim.fromFactory(folder, shared.bed(), endpoint).bootstrapData(file);
        Agent agent = Agent.configured(
                folder,
                Map.of("IOTSAFE_BOOTSTRAP_FROM_CARD", "true"),
                sim.address(),
                URI.create("coaps://nobody.invalid:5684"));

        assertThat(agent.runs("run", "--once").done().out()).contains("registered endpoint=" + endpoint);
        assertThat(shared.bed().bootstraps(endpoint)).isEqualTo(1);
    }

    @Test
    void with_a_pre_shared_key_it_is_the_SIMs() throws Exception {
        String endpoint = "smartcard-psk";
        shared.management().admit(endpoint, endpoint, KEY);
        Path folder = stage.newFolder();
        Sim sim = Sim.blank(folder)
                .secret("0B", "management", KEY)
                .bootstrapData(
                        file(0, LwM2mSingleResource.newBinaryResource(3, endpoint.getBytes(StandardCharsets.UTF_8))));
        Agent agent = Agent.configured(
                folder,
                Map.of("IOTSAFE_BOOTSTRAP_FROM_CARD", "true"),
                sim.address(),
                shared.server().bootstrap(),
                "management: {psk-identity: %s, key: iotsafe:type=secret;id=0B}".formatted(endpoint));

        assertThat(agent.runs("run", "--once").done().out())
                .contains("registered endpoint=" + endpoint + " psk=iotsafe:type=secret;id=0B ");
        assertThat(shared.bed().bootstraps(endpoint)).isZero();
    }

    @Test
    void a_SIM_without_it_or_with_one_that_is_damaged_is_bootstrapped_by_the_server() throws Exception {
        String endpoint = "smartcard-damaged";
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), endpoint).bootstrapData(new byte[] {0, 1, 0, 9, 0, 0});
        Agent agent = Agent.configured(
                folder,
                Map.of("IOTSAFE_BOOTSTRAP_FROM_CARD", "true"),
                sim.address(),
                shared.server().bootstrap());

        Finished finished = agent.runs("run", "--once");
        assertThat(finished.done().out()).contains("registered endpoint=" + endpoint);
        assertThat(finished.err()).contains("the bootstrap data on the card is not used", "EF(LwM2M_Bootstrap)");
        assertThat(shared.bed().bootstraps(endpoint)).isEqualTo(1);
    }
}
