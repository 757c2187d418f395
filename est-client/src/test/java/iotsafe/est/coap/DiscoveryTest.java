package iotsafe.est.coap;

import static iotsafe.est.coap.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.est.EstClient;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.TestCa;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9148 §4.1, RFC 6690: where a server has EST; checklist item 7. */
@Timeout(20)
class DiscoveryTest {
    private static final URI BASE = URI.create("coaps://bs.example:5684");
    private static final ScriptedServer.Act BAG = answer(
            ResponseCode.CONTENT,
            EstContentType.CERTS_ONLY,
            TestCa.certsOnly(TestCa.root("CN=Root").certificate()));

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    private final CoapEndpoint endpoint;

    DiscoveryTest() throws IOException {
        endpoint = server.client();
    }

    private EstClient client(CoapEstSettings settings) {
        return new EstClient(new CoapEstTransport(
                endpoint, new AddressEndpointContext(server.address()), server.uri(), settings.over(answered -> true)));
    }

    private static ScriptedServer.Act links(String links) {
        return answer(ResponseCode.CONTENT, 40, links.getBytes(StandardCharsets.UTF_8));
    }

    private static Discovery read(String links) {
        return Discovery.read(links, BASE, Set.of());
    }

    @Test
    void item_7_the_root_is_where_discovery_says_and_is_asked_for_once() throws EstException {
        server.on(ScriptedServer.DISCOVERY, links("</pki/est/crts>;rt=\"ace.est.crts\";ct=\"281 287\""))
                .on("pki/est/crts", BAG);
        EstClient client = client(CoapEstSettings.USUAL);
        client.caCertificates();
        client.caCertificates();
        assertThat(server.seen())
                .extracting(request -> request.getOptions().getUriPathString())
                .containsExactly(ScriptedServer.DISCOVERY, "pki/est/crts", "pki/est/crts");
        assertThat(server.seen().get(0).getOptions().getUriQueryString()).isEqualTo("rt=ace.est*");
    }

    @Test
    void item_7_a_discovered_resource_may_be_on_another_port() throws Exception {
        try (ScriptedServer other = new ScriptedServer()) {
            other.on("est/crts", BAG);
            server.on(ScriptedServer.DISCOVERY, links("<" + other.uri() + "/est/crts>;rt=\"ace.est.crts\""));
            client(CoapEstSettings.USUAL).caCertificates();
            assertThat(other.seen()).hasSize(1);
        }
    }

    @Test
    void item_7_another_host_is_refused_unless_it_is_configured() throws EstException {
        server.on(
                        ScriptedServer.DISCOVERY,
                        links("<coap://localhost:%d/est/crts>;rt=\"ace.est.crts\""
                                .formatted(server.address().getPort())))
                .on("est/crts", BAG);
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> client(CoapEstSettings.USUAL).caCertificates())
                .withMessageContaining("sends us to another host");
        client(CoapEstSettings.USUAL.following(Set.of("LOCALHOST"))).caCertificates();
    }

    @Test
    void item_7_resources_may_be_spread_over_several_roots() throws EstException {
        server.on(ScriptedServer.DISCOVERY, links("</a/crts>;rt=\"ace.est.crts\",</b/att>;rt=\"ace.est.att\""))
                .on("a/crts", BAG)
                .on("b/att", answer(ResponseCode.CONTENT, 285, new byte[] {0x30, 0}));
        EstClient client = client(CoapEstSettings.USUAL);
        client.caCertificates();
        client.csrAttributes();
        client.caCertificates();
    }

    @Test
    void item_7_a_label_stands_below_the_root() throws EstException {
        server.on(".well-known/est/meters/crts", BAG);
        client(CoapEstSettings.USUAL.labelled("meters")).caCertificates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simpleenroll", "sen", "a/b", "", "a b"})
    void item_2_a_label_that_is_an_operations_name_or_no_segment_is_refused(String label) {
        assertThatIllegalArgumentException().isThrownBy(() -> CoapEstSettings.USUAL.labelled(label));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"</est/crts>;rt=\"certificate\"", "</x/y>;rt=\"ace.est.crts\"", "", "</.well-known/core>;ct=40"})
    void item_7_a_list_without_EST_leads_to_the_usual_roots(String links) throws EstException {
        server.on(ScriptedServer.DISCOVERY, links(links)).on("est/crts", BAG);
        client(CoapEstSettings.USUAL).caCertificates();
        assertThat(server.seen()).hasSize(3);
    }

    @Test
    void item_7_a_link_to_another_scheme_is_not_followed() {
        assertThat(read("<coap://bs.example/est/crts>;rt=\"ace.est.crts\""))
                .isEqualTo(new Discovery(List.of(), Set.of(), List.of(URI.create("coap://bs.example/est"))));
    }

    @Test
    void item_7_one_root_of_several_resources_is_one_root() {
        assertThat(read("</est/sen>;rt=\"ace.est.sen\",</est/crts>;rt=\"ace.est.crts x\",</b/crts>;rt=\"ace.est.crts\"")
                        .roots())
                .containsExactlyInAnyOrder(
                        URI.create("coaps://bs.example:5684/est"), URI.create("coaps://bs.example:5684/b"));
    }

    @Test
    void item_34_damaged_lists_of_resources_are_read_or_come_to_nothing() {
        Random random = new Random(6690);
        byte[] sound = "</est/sen>;rt=\"ace.est.sen\";ct=\"281 287\",<coaps://h:1/est/crts>;rt=\"ace.est.crts\""
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 600; i++) {
            byte[] damaged = sound.clone();
            for (int j = random.nextInt(6); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(128);
            }
            String links = new String(damaged, 0, random.nextInt(damaged.length) + 1, StandardCharsets.US_ASCII);
            assertThat(read(links).roots().size()).as("seed 6690, round %d", i).isLessThanOrEqualTo(2);
        }
    }
}
