package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.DtlsSessions;
import iotsafe.est.coap.TlsUnique;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.MessageCallback;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/** A DTLS association apart from the line that Leshan has, opened by a handshake that can be waited for. */
final class DtlsOpening {
    /** An empty confirmable message, CoAP's ping (RFC 7252 4.3): version 1, code 0.00, some message id. */
    private static final byte[] PING = {0x40, 0x00, 0x12, 0x34};

    private DtlsOpening() {}

    /** A connector on a port of its own, not started; it tells its handshakes to {@code tlsUnique}. */
    static DTLSConnector connector(Party party, Configuration configuration, TlsUnique tlsUnique, WatchedLine watched) {
        DtlsConnectorConfig.Builder builder = DtlsConnectorConfig.builder(configuration);
        builder.setAddress(new InetSocketAddress(0));
        builder.setSessionListener(tlsUnique);
        builder.setHealthHandler(watched);
        var maker = party.prepare(builder);
        DtlsConnectorConfig settings = builder.build();
        return maker.apply(settings, new DtlsSessions(settings));
    }

    /**
     * Shakes hands, over a connector that is started.
     *
     * @return the association
     * @throws CardException if the card did not sign
     * @throws ServerException if there was no answer, or one side refused the other
     */
    static EndpointContext handshake(Connector connector, EndpointContext peer, URI uri, Duration patience)
            throws CardException, ServerException, InterruptedException {
        Outcome outcome = new Outcome();
        connector.send(RawData.outbound(PING, peer, outcome, false));
        try {
            return outcome.future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ServerException.Unreachable(
                    uri,
                    "no answer to the DTLS handshake within %d s; is the server running, and does UDP reach it?"
                            .formatted(patience.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw Failures.of(uri, "handshake", new IllegalStateException(e.getCause()));
        }
    }

    private static final class Outcome implements MessageCallback {
        private final CompletableFuture<EndpointContext> future = new CompletableFuture<>();

        @Override
        public void onConnecting() {
            // the handshake begins
        }

        @Override
        public void onDtlsRetransmission(int flight) {
            // the time-out decides
        }

        @Override
        public void onContextEstablished(EndpointContext context) {
            future.complete(context);
        }

        @Override
        public void onSent() {
            // what counts is that the context was established
        }

        @Override
        public void onError(Throwable error) {
            future.completeExceptionally(error);
        }
    }
}
