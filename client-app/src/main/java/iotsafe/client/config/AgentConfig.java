package iotsafe.client.config;

import iotsafe.bootstrap.lwm2m.data.WhenFull;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.PskForm;
import iotsafe.est.Fingerprint;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * All that the agent is told from outside; {@code config/agent.yaml} explains every key.
 *
 * @param endpoint the endpoint client name; empty for the common name of the bootstrap certificate
 * @param card where the card is
 * @param bootstrap the bootstrap server and who the device is to it
 * @param enrolment how operational certificates are obtained
 * @param renewal when operational certificates are renewed
 * @param factoryServer the management server that is known without any bootstrap; empty if the bootstrap server knows
 * @param management a pre-shared key on the card for management servers; empty if there is none
 * @param lwm2m how long the LwM2M engine waits
 * @param data what the device tells its server unasked
 * @param device what the Device object says where the host is silent or wrong
 * @param objects what the host does for the LwM2M objects
 * @param stateDir the folder that keeps what must survive a restart
 * @param seal whether what is kept there is of use with this card only
 * @param clockTolerance how far in the future a certificate's notBefore may lie
 * @param http what other programs of this host may ask
 * @param log what is logged and how
 */
public record AgentConfig(
        Optional<String> endpoint,
        Card card,
        Bootstrap bootstrap,
        Enrolment enrolment,
        Renewal renewal,
        Optional<FactoryServer> factoryServer,
        Optional<Management> management,
        Lwm2m lwm2m,
        Data data,
        Device device,
        ManagedObjects objects,
        Path stateDir,
        Seal seal,
        Duration clockTolerance,
        Http http,
        Log log) {

    /** Refuses a negative tolerance. */
    public AgentConfig {
        if (clockTolerance.isNegative()) {
            throw new IllegalArgumentException("a clock tolerance of " + clockTolerance);
        }
    }

    /**
     * The card.
     *
     * @param reader where it is
     * @param applet the AID of the IoT SAFE applet, 5 to 16 bytes (ISO/IEC 7816-4); empty to probe those known
     * @param pskForm what its secret containers hold
     * @param pskTest a container whose content is known, which tells more than {@code pskForm}
     */
    public record Card(
            ReaderAddress reader, Optional<Bytes> applet, PskForm pskForm, Optional<CredentialUri.OnCard> pskTest) {
        private static final int SHORTEST_AID = 5;
        private static final int LONGEST_AID = 16;

        /** Whose secret containers hold keys, the usual reading. */
        public Card(ReaderAddress reader, Optional<Bytes> applet) {
            this(reader, applet, PskForm.KEY, Optional.empty());
        }

        /** Refuses an AID of a length that none has. */
        public Card {
            applet.ifPresent(aid -> {
                if (aid.length() < SHORTEST_AID || aid.length() > LONGEST_AID) {
                    throw new IllegalArgumentException("an AID of " + aid.length() + " bytes");
                }
            });
        }
    }

    /**
     * The bootstrap server account.
     *
     * @param uri {@code coaps://host:port}, the port always given
     * @param pskIdentity the identity of a pre-shared key; empty to use certificates
     * @param key the private key on the card that the device proves itself with, or the pre-shared key
     * @param certificate the certificate of that key, then its intermediates, at least one; not used with a pre-shared key
     * @param trust the anchors of the server's certificate, at least one
     * @param serverName the name that the server's certificate must hold, also sent for SNI; empty for the host of the URI
     * @param fromCard whether the card is looked at for accounts before any server is asked
     */
    public record Bootstrap(
            URI uri,
            Optional<String> pskIdentity,
            CredentialUri.OnCard key,
            List<CredentialUri> certificate,
            List<CredentialUri> trust,
            Optional<String> serverName,
            boolean fromCard) {
        /** Refuses an empty list and a URI without host or port. */
        public Bootstrap {
            if (certificate.isEmpty() || trust.isEmpty()) {
                throw new IllegalArgumentException("no certificate or no trust anchor");
            }
            if (uri.getHost() == null || uri.getPort() < 0) {
                throw new IllegalArgumentException("no host or no port in " + uri);
            }
            certificate = List.copyOf(certificate);
            trust = List.copyOf(trust);
        }
    }

    /**
     * Enrolment over EST.
     *
     * @param accounts which server accounts get a certificate
     * @param keys the one or two containers on the card in which new key pairs are generated
     * @param subject of a first request, the endpoint name being its CN if it has none; empty for the endpoint name alone
     * @param alternativeNames of a first request: {@code dns:}, {@code uri:}, {@code ip:} or {@code email:} and the name
     * @param path the root of the EST resources; empty to ask the server, then to try {@code /.well-known/est}, then {@code /est}
     * @param waitAtMost how long a server may put us off in one run
     * @param overPsk whether an association made with a pre-shared key may carry it
     * @param https the EST server, if it is not the bootstrap server
     */
    public record Enrolment(
            Accounts accounts,
            List<CredentialUri.OnCard> keys,
            Optional<X500Principal> subject,
            List<String> alternativeNames,
            Optional<String> path,
            Duration waitAtMost,
            boolean overPsk,
            Optional<Https> https) {
        private static final int MOST_CONTAINERS = 2;

        /** Refuses no container, more than two, and no wait at all. */
        public Enrolment {
            keys = List.copyOf(keys);
            alternativeNames = List.copyOf(alternativeNames);
            if (keys.isEmpty() || keys.size() > MOST_CONTAINERS) {
                throw new IllegalArgumentException(keys.size() + " containers");
            }
            requirePositive(waitAtMost);
        }
    }

    /**
     * Renewal.
     *
     * @param fromLifetime the share of the lifetime, from 0 to 1, before which no certificate is renewed
     * @param beforeExpiry how long before its end none is renewed yet
     * @param attempts into how many the time that is left is parted, at least 1
     * @param factoryIdentity whether the bootstrap certificate may ask where the one that is renewed is refused
     */
    public record Renewal(double fromLifetime, Duration beforeExpiry, int attempts, boolean factoryIdentity) {}

    /**
     * A management server that was known when the device was made.
     *
     * @param uri {@code coaps://host:port}, the port always given
     * @param shortServerId 1 to 65534
     * @param lifetime of the registration
     * @param trust the anchor of the server's certificate; empty for that of the bootstrap server
     * @param serverName the name that the server's certificate must hold; empty for the host of the URI
     */
    public record FactoryServer(
            URI uri, int shortServerId, Duration lifetime, List<CredentialUri> trust, Optional<String> serverName) {
        /** Refuses a lifetime of nothing. */
        public FactoryServer {
            requirePositive(lifetime);
            trust = List.copyOf(trust);
        }
    }

    /**
     * A pre-shared key on the card for management servers.
     *
     * @param pskIdentity what an account has to name (/0/x/3) to be served with it
     * @param key a secret container
     */
    public record Management(String pskIdentity, CredentialUri.OnCard key) {}

    /**
     * An EST server over HTTPS (RFC 7030).
     *
     * @param uri {@code https://HOST[:PORT]}
     * @param label which CA or profile of the server, if it has several
     * @param trust the anchors of its certificate; empty only if there is a fingerprint
     * @param fingerprint of its CA certificate
     * @param password for a server that asks for one
     */
    public record Https(
            URI uri,
            Optional<String> label,
            List<CredentialUri> trust,
            Optional<Fingerprint> fingerprint,
            Optional<Password> password) {
        /** Refuses a server that nothing tells from an impostor. */
        public Https {
            trust = List.copyOf(trust);
            if (trust.isEmpty() && fingerprint.isEmpty()) {
                throw new IllegalArgumentException("neither trust anchor nor fingerprint for " + uri);
            }
        }
    }

    /**
     * A user name, and where its password stands.
     *
     * @param user may be empty
     * @param file holds the password alone; a line end after it does not count
     */
    public record Password(String user, Path file) {}

    /**
     * The seal of the state.
     *
     * @param policy when there is one
     * @param key a secret on the card; or a private and then a public key; empty if none is named
     */
    public record Seal(Policy policy, List<CredentialUri.OnCard> key) {
        /** Refuses to require a seal without a key for it. */
        public Seal {
            key = List.copyOf(key);
            if (policy == Policy.REQUIRED && key.isEmpty()) {
                throw new IllegalArgumentException("a seal without a key");
            }
        }

        /** When the state is sealed. */
        public enum Policy {
            /** If a key for it is named, and the card computes with it. */
            AUTO,
            /** Always. */
            REQUIRED,
            /** Never; what is sealed already can still be read. */
            OFF
        }
    }

    /** Which accounts are enrolled. */
    public enum Accounts {
        /** Those whose Security Mode is 4, certificate mode with EST (OMA LwM2M Core 1.1, E.1). */
        MODE_4,
        /** All, for bootstrap servers that cannot write mode 4. */
        ALL
    }

    /**
     * Times of the LwM2M engine.
     *
     * @param requestTimeout how long a registration or update waits for its answer
     * @param bootstrapSessionTimeout how long a bootstrap session may take, from Bootstrap-Request to Bootstrap-Finish
     * @param deregisterAtStop whether the management server is told when the agent stops
     */
    public record Lwm2m(Duration requestTimeout, Duration bootstrapSessionTimeout, boolean deregisterAtStop) {
        /** Refuses a time of nothing. */
        public Lwm2m {
            requirePositive(requestTimeout);
            requirePositive(bootstrapSessionTimeout);
        }
    }

    /**
     * Notifications, Send and queue mode.
     *
     * @param send the paths of what is sent by itself; empty if nothing is
     * @param sendEvery how often
     * @param sendFormat in which form
     * @param storeAtMost how many notifications and Sends wait for a server that cannot be reached; 0 stores none
     * @param whenFull which of them go when there are more
     * @param awake in queue mode, how long the device listens after each message; empty without queue mode
     */
    public record Data(
            List<String> send,
            Duration sendEvery,
            SendFormat sendFormat,
            int storeAtMost,
            WhenFull whenFull,
            Optional<Duration> awake) {
        /** Copies the list and refuses a time of nothing. */
        public Data {
            send = List.copyOf(send);
            requirePositive(sendEvery);
        }
    }

    /** The two forms of SenML that Send can take. */
    public enum SendFormat {
        /** SenML CBOR, the smaller one. */
        CBOR,
        /** SenML JSON. */
        JSON
    }

    /**
     * Resources of the LwM2M Device object (/3) given by hand; an empty one is taken from the host, or is absent.
     *
     * @param manufacturer /3/0/0
     * @param model /3/0/1
     * @param serialNumber /3/0/2
     * @param deviceType /3/0/17
     * @param hardwareVersion /3/0/18
     * @param firmwareVersion /3/0/3
     * @param softwareVersion /3/0/19
     */
    public record Device(
            Optional<String> manufacturer,
            Optional<String> model,
            Optional<String> serialNumber,
            Optional<String> deviceType,
            Optional<String> hardwareVersion,
            Optional<String> firmwareVersion,
            Optional<String> softwareVersion) {
        /** With the versions that the host tells. */
        public Device(
                Optional<String> manufacturer,
                Optional<String> model,
                Optional<String> serialNumber,
                Optional<String> deviceType,
                Optional<String> hardwareVersion) {
            this(manufacturer, model, serialNumber, deviceType, hardwareVersion, Optional.empty(), Optional.empty());
        }
    }

    /**
     * {@code /health} and {@code /metrics}.
     *
     * @param listen a loopback address, port 0 for any that is free; empty if nothing listens
     * @param grace how long a registration that was lost still counts as health
     */
    public record Http(Optional<InetSocketAddress> listen, Duration grace) {}

    /**
     * Logging.
     *
     * @param level the least severe level written
     * @param format how a line looks
     * @param cardTrace whether every exchange with the card is written, secrets left out
     */
    public record Log(Level level, Format format, boolean cardTrace) {
        /** From the most severe. */
        public enum Level {
            /** Only what stops the agent's work. */
            ERROR,
            /** Also what it recovered from. */
            WARN,
            /** Also each change of state. */
            INFO,
            /** Also each exchange. */
            DEBUG,
            /** Also their content. */
            TRACE
        }

        /** How a line looks. */
        public enum Format {
            /** Text at a terminal, JSON otherwise. */
            AUTO,
            /** A line for people. */
            TEXT,
            /** A JSON object a line, for log collectors. */
            JSON
        }
    }

    private static void requirePositive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a duration of " + duration);
        }
    }
}
