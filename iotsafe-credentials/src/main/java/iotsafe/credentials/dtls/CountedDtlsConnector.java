package iotsafe.credentials.dtls;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/** A DTLS connector that tells of its datagrams, handshakes and repetitions included. */
public class CountedDtlsConnector extends DTLSConnector {
    private static final int IPV4_AND_UDP = 28;
    private static final int IPV6_AND_UDP = 48;

    private volatile DatagramWatch watch = DatagramWatch.NONE;

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
