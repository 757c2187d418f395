package iotsafe.credentials.dtls;

import java.io.IOException;
import java.net.DatagramPacket;
import java.util.List;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/** A DTLS connector that sends no flight without the card's signature in it; the handshake fails at once with the card's own reason. */
public final class CardDtlsConnector extends CountedDtlsConnector {
    private static final int RECORD_HEADER = 13;
    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_HELLO = 1;

    private final SigningGuard guard;

    /**
     * Makes a connector.
     *
     * @param configuration as {@link CardDtls#configure} made it
     * @param guard of the identity in that configuration
     * @param sessions of this connector alone
     */
    public CardDtlsConnector(DtlsConnectorConfig configuration, SigningGuard guard, DtlsSessions sessions) {
        super(configuration, sessions);
        this.guard = guard;
    }

    @Override
    public void sendFlight(List<DatagramPacket> datagrams) throws IOException {
        if (beginsHandshake(datagrams)) {
            guard.forget();
        } else {
            guard.requirePaid();
        }
        super.sendFlight(datagrams);
    }

    /** RFC 6347 4.1 and 4.2.2: a handshake record whose first message is a ClientHello. */
    private static boolean beginsHandshake(List<DatagramPacket> datagrams) {
        DatagramPacket first = datagrams.get(0);
        byte[] data = first.getData();
        int at = first.getOffset();
        return first.getLength() > RECORD_HEADER && data[at] == HANDSHAKE && data[at + RECORD_HEADER] == CLIENT_HELLO;
    }
}
