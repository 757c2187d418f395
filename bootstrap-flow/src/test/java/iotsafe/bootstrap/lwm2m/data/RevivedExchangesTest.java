package iotsafe.bootstrap.lwm2m.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.core.network.RandomTokenGenerator;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The memory of an exchange whose request came to an earlier process; without it 65536 notifications use up all message ids (RFC 7252 4.4). */
class RevivedExchangesTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5684);

    private final Configuration configuration = new Configuration(CoapConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
    private final RevivedExchanges store = RevivedExchanges.of(configuration, new RandomTokenGenerator(configuration));

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void start() {
        store.setExecutor(executor);
        store.start();
    }

    @AfterEach
    void stop() {
        store.stop();
        executor.shutdownNow();
    }

    @Test
    void what_it_has_of_an_exchange_goes_with_the_exchange() {
        Exchange exchange = new Exchange(Request.newGet(), PEER, Exchange.Origin.REMOTE, Runnable::run);
        Response notification = new Response(CoAP.ResponseCode.CONTENT);
        notification.setType(CoAP.Type.CON);
        notification.setDestinationContext(new AddressEndpointContext(PEER));
        exchange.execute(() -> {
            exchange.setCurrentResponse(notification);
            store.registerOutboundResponse(exchange);
        });
        KeyMID key = new KeyMID(notification.getMID(), PEER);
        assertThat(store.get(key)).isSameAs(exchange);

        exchange.execute(exchange::setComplete);

        assertThat(store.get(key)).isNull();
    }
}
