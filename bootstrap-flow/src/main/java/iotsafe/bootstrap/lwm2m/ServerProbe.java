package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.credentials.dtls.ServerTrust;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.ValidityClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.MessageCallback;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/** Tries a DTLS handshake and goes away again: the server learns nothing that changes anything. */
public final class ServerProbe {
    /** An empty confirmable message, CoAP's ping (RFC 7252 4.3): version 1, code 0.00, some message id. */
    private static final byte[] PING = {0x40, 0x00, 0x12, 0x34};

    private final LwM2mSettings settings;
    private final ValidityClock clock;

    /** For the bootstrap server of the settings. */
    public ServerProbe(LwM2mSettings settings, ValidityClock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Shakes hands with the bootstrap server.
     *
     * @return the cipher suite that was agreed on
     * @throws CardException if the card did not sign
     * @throws ServerException if there was no answer, or one side refused the other
     */
    public String handshake(ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        String name = settings.bootstrapServerName().orElseGet(() -> Hosts.host(settings.bootstrapServer()));
        return handshake(new Party.Certified(identity, ServerTrust.anchoredIn(anchors, name), clock));
    }

    /**
     * Shakes hands with the bootstrap server under a pre-shared key.
     *
     * @return the cipher suite that was agreed on
     * @throws CardException if the card did not derive the master secret
     * @throws ServerException if there was no answer, or the server does not know the key
     */
    public String handshake(PskName key, CardPsks card) throws CardException, ServerException, InterruptedException {
        return handshake(new Psks(List.of(key), card).party(new AccountPsk.OnCard(key)));
    }

    private String handshake(Party party) throws CardException, ServerException, InterruptedException {
        URI uri = settings.bootstrapServer();
        InetSocketAddress address = new InetSocketAddress(Hosts.host(uri), uri.getPort());
        if (address.isUnresolved()) {
            throw new ServerException.Unreachable(uri, "the name has no address; check the URI, or the DNS", null);
        }
        DTLSConnector connector = connector(party);
        try {
            Outcome outcome = new Outcome();
            connector.start();
            String name =
                    settings.bootstrapServerName().or(() -> Hosts.name(uri)).orElse(null);
            connector.send(RawData.outbound(PING, new AddressEndpointContext(address, name, null), outcome, false));
            EndpointContext context =
                    outcome.future.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return context.get(DtlsEndpointContext.KEY_CIPHER);
        } catch (TimeoutException e) {
            throw new ServerException.Unreachable(uri, noAnswer(), e);
        } catch (ExecutionException e) {
            throw Failures.of(uri, "handshake", new IllegalStateException(e.getCause()));
        } catch (IOException e) {
            throw new ServerException.Unreachable(uri, "no UDP socket: " + e.getMessage(), e);
        } finally {
            connector.destroy();
        }
    }

    private String noAnswer() {
        return "no answer to the DTLS handshake within %d s; is the server running, and does UDP reach it?"
                .formatted(settings.requestTimeout().toSeconds());
    }

    private static DTLSConnector connector(Party party) {
        DtlsConnectorConfig.Builder builder =
                DtlsConnectorConfig.builder(new Configuration(DtlsConfig.DEFINITIONS, SystemConfig.DEFINITIONS));
        builder.setAddress(new InetSocketAddress(0));
        Function<DtlsConnectorConfig, DTLSConnector> maker = party.prepare(builder);
        DTLSConnector connector = maker.apply(builder.build());
        connector.setRawDataReceiver(answer -> {});
        return connector;
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
