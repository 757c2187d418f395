package iotsafe.testbed.est;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.Issuance;
import iotsafe.testbed.weather.Forecast;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.Test;

class EstOverPlainCoapTest {
    @Test
    void RFC9148_3_without_a_DTLS_peer_identity_enrolment_is_4_01() throws Exception {
        Configuration configuration =
                new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
        CoapServer server = new CoapServer(configuration);
        CoapEndpoint endpoint = new CoapEndpoint.Builder()
                .setConfiguration(configuration)
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build();
        server.addEndpoint(endpoint);
        EstResources.addTo(
                server.getRoot(),
                CertificateAuthority.create(Clock.systemUTC()),
                Forecast.FAIR,
                Issuance.USUAL_LIFE,
                event -> {},
                worker);
        server.start();
        try {
            Request request = Request.newGet();
            request.setURI("coap://127.0.0.1:" + endpoint.getAddress().getPort() + "/.well-known/est/crts");
            endpoint.sendRequest(request);
            assertThat(request.waitForResponse(5_000).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
        } finally {
            server.destroy();
            worker.shutdownNow();
        }
    }
}
