package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.credentials.dtls.ServerTrust;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.ValidityClock;
import iotsafe.est.coap.TlsUnique;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;

/** Tries a DTLS handshake and goes away again: the server learns nothing that changes anything. */
public final class ServerProbe {
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
        return handshake(new Party.Certified(identity, ServerTrust.anchoredIn(anchors, settings.name()), clock));
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
        InetSocketAddress address = Hosts.address(uri);
        Connector connector = DtlsOpening.connector(
                party,
                new Configuration(DtlsConfig.DEFINITIONS, SystemConfig.DEFINITIONS),
                new TlsUnique(),
                new WatchedLine(LineWatch.NONE));
        connector.setRawDataReceiver(answer -> {});
        try {
            connector.start();
            return DtlsOpening.handshake(
                            connector,
                            new AddressEndpointContext(
                                    address, settings.indication().orElse(null), null),
                            uri,
                            settings.requestTimeout())
                    .get(DtlsEndpointContext.KEY_CIPHER);
        } catch (IOException e) {
            throw new ServerException.Unreachable(uri, "no UDP socket: " + e.getMessage(), e);
        } finally {
            connector.destroy();
        }
    }
}
