package iotsafe.bootstrap.lwm2m;

import java.net.InetSocketAddress;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.ContentType;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.DTLSMessage;
import org.eclipse.californium.scandium.dtls.Record;

/** A server's connector that sends any alert there is, also those that the library has no name for. */
final class AlertingConnector extends DTLSConnector {
    AlertingConnector(DtlsConnectorConfig configuration) {
        super(configuration);
    }

    /** Two bytes of an alert (RFC 5246 7.2). */
    private record Alert(byte level, byte description) implements DTLSMessage {
        @Override
        public int size() {
            return 2;
        }

        @Override
        public byte[] toByteArray() {
            return new byte[] {level, description};
        }

        @Override
        public ContentType getContentType() {
            return ContentType.ALERT;
        }

        @Override
        public String toString(int indent) {
            return toString();
        }
    }

    /** The last that it says in an association, encrypted as all there was; from then on it knows of none. */
    void end(InetSocketAddress peer, int level, int description) throws Exception {
        DTLSContext context = getDtlsContextByAddress(peer);
        Record alert = new Record(
                ContentType.ALERT,
                context.getWriteEpoch(),
                new Alert((byte) level, (byte) description),
                context,
                true,
                0);
        alert.setAddress(peer, null);
        clearConnectionState(); // before the peer can come anew
        sendRecord(alert);
    }
}
