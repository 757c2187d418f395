package iotsafe.credentials.dtls;

import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.elements.util.DataStreamReader;
import org.eclipse.californium.elements.util.DatagramWriter;
import org.eclipse.californium.elements.util.SerializationUtil;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.InMemoryConnectionStore;

/**
 * The DTLS sessions of one connector, which a later connector can go on with: an abbreviated handshake (RFC 5246 7.3) asks nothing of the card.
 * The keys of the records are new after it, so that a session can be taken up more than once, also after a power failure. The server's
 * certificate is not looked at again; whoever takes a session up answers for its age, and for its being with the same server under the same trust.
 */
public final class DtlsSessions {
    private final InMemoryConnectionStore connections;

    /** For one connector of these settings. */
    public DtlsSessions(DtlsConnectorConfig configuration) {
        connections = new InMemoryConnectionStore(
                configuration.get(DtlsConfig.DTLS_MAX_CONNECTIONS),
                configuration.get(DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD, TimeUnit.SECONDS),
                configuration.getSessionStore(),
                configuration.get(DtlsConfig.DTLS_REMOVE_STALE_DOUBLE_PRINCIPALS));
    }

    /** The session with a server; empty if there is none, or the server keeps none. */
    public Optional<DtlsSession> with(InetSocketAddress server) {
        Connection connection = connections.get(server);
        if (connection == null || !connection.hasEstablishedDtlsContext()) {
            return Optional.empty();
        }
        Bytes id = Bytes.of(
                connection.getEstablishedSession().getSessionIdentifier().getBytes());
        DatagramWriter writer = new DatagramWriter(true);
        SerializationUtil.writeNanotimeSynchronizationMark(writer);
        if (id.length() == 0 || !connection.writeTo(writer)) {
            writer.close();
            return Optional.empty();
        }
        SerializationUtil.writeNoItem(writer);
        byte[] written = writer.toByteArray();
        writer.close();
        try {
            return Optional.of(new DtlsSession(id, Secret.of(written)));
        } finally {
            Arrays.fill(written, (byte) 0);
        }
    }

    /**
     * Goes on with a session: the first handshake with its server is an abbreviated one if the server still knows it, else a full one.
     *
     * @param connector made with these sessions, not started
     * @throws IllegalArgumentException if it is none that this version of Scandium has written
     */
    public static void resume(DTLSConnector connector, DtlsSession session) {
        byte[] content = session.content().toArray();
        try {
            ByteArrayInputStream in = new ByteArrayInputStream(content);
            long shift = SerializationUtil.readNanotimeSynchronizationMark(new DataStreamReader(in));
            connector.load(in, shift);
            connector.forceResumeAllSessions();
        } catch (IOException e) {
            throw new IllegalArgumentException("a DTLS session that cannot be read: " + e.getMessage(), e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    InMemoryConnectionStore connections() {
        return connections;
    }
}
