package iotsafe.credentials.dtls;

import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/** A DTLS connector for pre-shared keys, whose sessions can be kept. */
public final class PskConnector extends DTLSConnector {
    /**
     * Makes a connector.
     *
     * @param configuration as {@link CardDtls#configure(DtlsConnectorConfig.Builder, org.eclipse.californium.scandium.dtls.pskstore.PskStore)}
     *     made it
     * @param sessions of this connector alone
     */
    public PskConnector(DtlsConnectorConfig configuration, DtlsSessions sessions) {
        super(configuration, sessions.connections());
    }
}
