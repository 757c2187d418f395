package iotsafe.bootstrap.lwm2m;

import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointFactory;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientProtocolProvider;

/** Leshan's CoAP over DTLS with our endpoints: its few threads, and bodies as large as a CA's bag of certificates. */
final class CardCoapsProtocol extends CoapsClientProtocolProvider {
    /** Some kilobytes for anchors and roll-over certificates; est-client bounds what it accepts by the same number. */
    static final int LARGEST_BODY = 1 << 16;

    private final CardCoapsEndpointFactory factory;

    CardCoapsProtocol(CardCoapsEndpointFactory factory) {
        this.factory = factory;
    }

    @Override
    public void applyDefaultValue(Configuration configuration) {
        super.applyDefaultValue(configuration);
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, LARGEST_BODY);
    }

    @Override
    public CaliforniumClientEndpointFactory createDefaultEndpointFactory() {
        return factory;
    }
}
