package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.CardDtls;
import iotsafe.credentials.dtls.CardDtlsConnector;
import iotsafe.credentials.dtls.CountedDtlsConnector;
import iotsafe.credentials.dtls.DtlsSessions;
import iotsafe.credentials.dtls.ServerTrust;
import iotsafe.credentials.dtls.SigningGuard;
import iotsafe.credentials.dtls.StrictCertificateVerifier;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.ValidityClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.PskStore;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.core.SecurityMode;

/** The two sides of an association: how each proves to the other who it is. */
sealed interface Party {
    /** The library's own times for a retransmission: RFC 6347 4.2.4.1, RFC 7252 4.8. */
    Consumer<Configuration> ANY_NETWORK = configuration -> {};

    /**
     * Writes itself into the settings of one connector.
     *
     * @return makes the connector of the finished settings
     */
    BiFunction<DtlsConnectorConfig, DtlsSessions, CountedDtlsConnector> prepare(DtlsConnectorConfig.Builder builder);

    /** Whether an association made by the other serves this one, too. */
    boolean isServedBy(Party other);

    /** All that the two sides are to each other, for {@link Fingerprint}: what one party may resume, another may not. */
    List<Bytes> marks();

    /** The same with a server of another name. */
    Party at(String name);

    /** Tells Leshan, which makes no endpoint otherwise. */
    void describeTo(ServerInfo info);

    /**
     * With certificates on both sides.
     *
     * @param identity who we are
     * @param trust who the server has to be
     * @param clock judges its certificate
     */
    record Certified(ClientIdentity identity, ServerTrust trust, ValidityClock clock) implements Party {
        @Override
        public BiFunction<DtlsConnectorConfig, DtlsSessions, CountedDtlsConnector> prepare(
                DtlsConnectorConfig.Builder builder) {
            SigningGuard guard = new SigningGuard(identity);
            CardDtls.configure(
                    builder, identity, guard, new StrictCertificateVerifier(trust, clock.clock(), clock.lag()));
            return (configuration, sessions) -> new CardDtlsConnector(configuration, guard, sessions);
        }

        @Override
        public boolean isServedBy(Party other) {
            return other instanceof Certified certified
                    && certified.identity().chain().equals(identity.chain());
        }

        @Override
        public List<Bytes> marks() {
            List<Bytes> marks = new ArrayList<>();
            identity.chain().forEach(certificate -> marks.add(Fingerprint.encoded(certificate)));
            marks.add(Fingerprint.text(trust.usage().name()));
            trust.association().ifPresent(association -> {
                marks.add(Fingerprint.text(association.type().name()));
                marks.add(association.data());
            });
            trust.anchors().forEach(anchor -> marks.add(Fingerprint.encoded(anchor)));
            marks.add(Fingerprint.text(trust.name()));
            return marks;
        }

        @Override
        public Party at(String name) {
            return new Certified(
                    identity, new ServerTrust(trust.usage(), trust.association(), trust.anchors(), name), clock);
        }

        @Override
        public void describeTo(ServerInfo info) {
            info.secureMode = SecurityMode.X509;
        }
    }

    /**
     * With one key on both sides.
     *
     * @param key says which
     * @param store uses it
     */
    record PreShared(AccountPsk key, PskStore store) implements Party {
        @Override
        public BiFunction<DtlsConnectorConfig, DtlsSessions, CountedDtlsConnector> prepare(
                DtlsConnectorConfig.Builder builder) {
            CardDtls.configure(builder, store);
            return CountedDtlsConnector::new;
        }

        @Override
        public boolean isServedBy(Party other) {
            return other instanceof PreShared preShared && preShared.key().isSameAs(key);
        }

        @Override
        public List<Bytes> marks() {
            return List.of(Fingerprint.text(key.identity()), Fingerprint.text(key.place()), key.mark());
        }

        @Override
        public Party at(String name) {
            return this;
        }

        @Override
        public void describeTo(ServerInfo info) {
            info.secureMode = SecurityMode.PSK;
            info.pskId = key.identity();
        }
    }
}
