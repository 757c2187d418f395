package iotsafe.credentials.dtls;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.MessageCallback;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.scandium.DTLSConnector;

/** Sends one datagram through a connector, which needs a handshake first. */
final class OneDatagram implements MessageCallback {
    private final CompletableFuture<EndpointContext> outcome = new CompletableFuture<>();

    private OneDatagram() {}

    /** The association that the handshake made; throws what the connector says if there is none. */
    static EndpointContext send(DTLSConnector client, InetSocketAddress server, Duration patience) throws Exception {
        OneDatagram sent = new OneDatagram();
        client.send(RawData.outbound(new byte[] {1}, new AddressEndpointContext(server), sent, false));
        try {
            return sent.outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void onConnecting() {}

    @Override
    public void onDtlsRetransmission(int flight) {}

    @Override
    public void onContextEstablished(EndpointContext context) {
        outcome.complete(context);
    }

    @Override
    public void onSent() {}

    @Override
    public void onError(Throwable error) {
        outcome.completeExceptionally(error);
    }
}
