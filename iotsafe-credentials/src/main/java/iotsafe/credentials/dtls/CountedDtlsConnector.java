package iotsafe.credentials.dtls;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.util.function.IntConsumer;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.Record;

/** A DTLS connector that tells of its datagrams, handshakes and repetitions included, and of associations that the other side ends. */
public class CountedDtlsConnector extends DTLSConnector {
    private static final int IPV4_AND_UDP = 28;
    private static final int IPV6_AND_UDP = 48;

    private volatile DatagramWatch watch = DatagramWatch.NONE;
    private volatile IntConsumer closed = alert -> {};

    /**
     * Makes a connector that tells nobody yet.
     *
     * @param sessions of this connector alone
     */
    public CountedDtlsConnector(DtlsConnectorConfig configuration, DtlsSessions sessions) {
        super(configuration, sessions.connections());
    }

    /** Tells of what passes from now on. */
    public final void watch(DatagramWatch told) {
        watch = told;
    }

    /**
     * Tells from now on of the code of each alert by which the other side has ended an association (RFC 5246 7.2): of those that are protected by
     * it, and so are no forgeries.
     */
    public final void whenClosed(IntConsumer told) {
        closed = told;
    }

    /** The library's own handler of alerts hears of none after a first close_notify: the connection that is resumed remembers that one. */
    @Override
    public void processRecord(Record record, Connection connection) {
        super.processRecord(record, connection);
        if (record.getEpoch() > 0
                && record.isDecoded()
                && record.getFragment() instanceof AlertMessage alert
                && (alert.isFatal() || alert.getDescription() == AlertDescription.CLOSE_NOTIFY)) {
            closed.accept(alert.getDescription().getCode() & 0xFF);
        }
    }

    @Override
    protected void sendNextDatagramOverNetwork(DatagramPacket packet) throws IOException {
        super.sendNextDatagramOverNetwork(packet);
        watch.passed(true, size(packet));
    }

    @Override
    protected void receiveNextDatagramFromNetwork(DatagramPacket packet) throws IOException {
        super.receiveNextDatagramFromNetwork(packet);
        watch.passed(false, size(packet));
    }

    private static int size(DatagramPacket packet) {
        return packet.getLength() + (packet.getAddress() instanceof Inet6Address ? IPV6_AND_UDP : IPV4_AND_UDP);
    }
}
