package iotsafe.bootstrap.lwm2m.data;

import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.InMemoryMessageExchangeStore;
import org.eclipse.californium.core.network.RandomTokenGenerator;
import org.eclipse.californium.core.network.TokenGenerator;
import org.eclipse.californium.elements.config.Configuration;

/**
 * The library's store of exchanges, which also cleans up after one that it did not see begin: the matcher, which usually does, knows only those
 * whose request it has received.
 */
public final class RevivedExchanges extends InMemoryMessageExchangeStore {
    private RevivedExchanges(Configuration configuration, TokenGenerator tokens) {
        super(configuration, tokens);
    }

    static RevivedExchanges of(Configuration configuration, TokenGenerator tokens) {
        return new RevivedExchanges(configuration, tokens);
    }

    /** For an endpoint of this configuration. */
    public static CoapEndpoint.Builder in(CoapEndpoint.Builder endpoint, Configuration configuration) {
        TokenGenerator tokens = new RandomTokenGenerator(configuration);
        return endpoint.setTokenGenerator(tokens).setMessageExchangeStore(of(configuration, tokens));
    }

    @Override
    public boolean registerOutboundResponse(Exchange exchange) {
        if (!exchange.hasRemoveHandler()) {
            exchange.setRemoveHandler((gone, token, messageId) -> remove(messageId, gone));
        }
        return super.registerOutboundResponse(exchange);
    }
}
