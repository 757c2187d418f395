package iotsafe.est.coap;

import iotsafe.est.ChannelBinding;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.FirstFinished;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.SessionListener;

/**
 * Remembers {@code tls-unique} of the latest handshake with each server. Hand it to the DTLS connector's builder
 * ({@code setSessionListener}) before the connector is made, and to {@link CoapEstTransport} by its settings.
 *
 * @see "RFC 5929 §3.1; RFC 9148 §3"
 */
public final class TlsUnique implements SessionListener {
    private final Map<InetSocketAddress, ChannelBinding> latest = new ConcurrentHashMap<>();

    /** Of the latest complete handshake with that peer; empty if there was none, or it has no value that could be trusted. */
    public Optional<ChannelBinding> of(InetSocketAddress peer) {
        return Optional.ofNullable(latest.get(peer));
    }

    @Override
    public void contextEstablished(Handshaker handshaker, DTLSContext context) {
        FirstFinished.verifyData(handshaker)
                .ifPresentOrElse(
                        value -> latest.put(handshaker.getPeerAddress(), new ChannelBinding(value)),
                        () -> latest.remove(handshaker.getPeerAddress()));
    }

    @Override
    public void handshakeStarted(Handshaker handshaker) {
        latest.remove(handshaker.getPeerAddress());
    }

    @Override
    public void handshakeCompleted(Handshaker handshaker) {
        // all is known since contextEstablished
    }

    @Override
    public void handshakeFailed(Handshaker handshaker, Throwable error) {
        latest.remove(handshaker.getPeerAddress());
    }

    @Override
    public void handshakeFlightRetransmitted(Handshaker handshaker, int flight) {
        // the same messages once more: nothing changes
    }
}
