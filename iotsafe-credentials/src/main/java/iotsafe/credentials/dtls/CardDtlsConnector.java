package iotsafe.credentials.dtls;

import java.io.IOException;
import java.net.DatagramPacket;
import java.util.List;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/** A DTLS connector that sends no flight without the card's signature in it; the handshake fails at once with the card's own reason. */
public final class CardDtlsConnector extends DTLSConnector {
    private final SigningGuard guard;

    /**
     * Makes a connector.
     *
     * @param configuration as {@link CardDtls#configure} made it
     * @param guard of the identity in that configuration
     */
    public CardDtlsConnector(DtlsConnectorConfig configuration, SigningGuard guard) {
        super(configuration);
        this.guard = guard;
    }

    @Override
    public void sendFlight(List<DatagramPacket> datagrams) throws IOException {
        guard.requirePaid();
        super.sendFlight(datagrams);
    }
}
