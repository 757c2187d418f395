package iotsafe.bootstrap.lwm2m;

import java.util.function.Consumer;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointFactory;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientProtocolProvider;

/** Leshan's CoAP over DTLS with our endpoints: its few threads, and bodies as large as a CA's bag of certificates. */
final class CardCoapsProtocol extends CoapsClientProtocolProvider {
    /** Some kilobytes for anchors and roll-over certificates; est-client bounds what it accepts by the same number. */
    static final int LARGEST_BODY = 1 << 16;

    private final CardCoapsEndpointFactory factory;
    private final int largestBody;
    private final Consumer<Configuration> network;

    CardCoapsProtocol(CardCoapsEndpointFactory factory, int largestBody, Consumer<Configuration> network) {
        this.factory = factory;
        this.largestBody = largestBody;
        this.network = network;
    }

    @Override
    public void applyDefaultValue(Configuration configuration) {
        super.applyDefaultValue(configuration);
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, largestBody);
        network.accept(configuration);
    }

    @Override
    public CaliforniumClientEndpointFactory createDefaultEndpointFactory() {
        return factory;
    }
}
