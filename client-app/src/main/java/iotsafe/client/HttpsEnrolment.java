package iotsafe.client;

import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import iotsafe.est.EstException;
import iotsafe.est.Fingerprint;
import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import iotsafe.est.https.EstUri;
import iotsafe.est.https.FingerprintBootstrap;
import iotsafe.est.https.HttpCredentials;
import iotsafe.est.https.HttpsEstSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Enrolment at the HTTPS server of the configuration, for a device without a bootstrap association or one that enrols elsewhere. The
 * device's key is used where it is, on the card.
 *
 * @see "RFC 7030"
 */
public final class HttpsEnrolment {
    private static final int LONGEST_PASSWORD = 1024;

    private final EstUri server;
    private final List<CertificateSource> trust;
    private final Optional<Fingerprint> fingerprint;
    private final Optional<HttpCredentials> credentials;
    private final ValidityClock clock;
    private final Consumer<Instant> hearer;

    private HttpsEnrolment(
            EstUri server,
            List<CertificateSource> trust,
            Optional<Fingerprint> fingerprint,
            Optional<HttpCredentials> credentials,
            ValidityClock clock,
            Consumer<Instant> hearer) {
        this.server = server;
        this.trust = trust;
        this.fingerprint = fingerprint;
        this.credentials = credentials;
        this.clock = clock;
        this.hearer = hearer;
    }

    /**
     * Reads the files that the configuration names; nothing is connected yet.
     *
     * @param hearer is told what time it is by each answer of the server, once that has proved who it is
     * @throws UnusableFileException if an anchor or the password cannot be read
     */
    public static HttpsEnrolment of(AgentConfig.Https config, ValidityClock clock, Consumer<Instant> hearer)
            throws UnusableFileException {
        Optional<HttpCredentials> credentials = Optional.empty();
        if (config.password().isPresent()) {
            AgentConfig.Password password = config.password().get();
            credentials = Optional.of(new HttpCredentials(password.user(), read(password.file())));
        }
        return new HttpsEnrolment(
                new EstUri(config.uri(), config.label()),
                AgentSettings.sources("enrolment.trust", config.trust()),
                config.fingerprint(),
                credentials,
                clock,
                hearer);
    }

    /**
     * The anchors to begin with: those of the configuration, or the CA certificate that has the fingerprint, which the server is asked for.
     *
     * @throws CardException if they are on the card, and it does not give them
     * @throws EstException if the server cannot be asked, or is not the one with the fingerprint
     */
    public TrustAnchors anchors(SecureElement card) throws CardException, EstException {
        List<X509Certificate> configured = configured(card);
        return configured.isEmpty()
                ? new FingerprintBootstrap(server, fingerprint.orElseThrow())
                        .anchors(clock)
                        .trust()
                : TrustAnchors.of(configured);
    }

    /**
     * What counts for the server beside what an earlier session with it has brought: the anchors of the configuration, too. A fingerprint is only to
     * begin with.
     *
     * @throws CardException if they are on the card, and it does not give them
     */
    TrustAnchors trusting(SecureElement card, List<X509Certificate> known) throws CardException {
        Set<X509Certificate> all = new LinkedHashSet<>(known);
        all.addAll(configured(card));
        return TrustAnchors.of(all);
    }

    private List<X509Certificate> configured(SecureElement card) throws CardException {
        List<X509Certificate> configured = new ArrayList<>();
        for (CertificateSource source : trust) {
            configured.addAll(source.read(card));
        }
        return configured;
    }

    /**
     * A client with a TLS session of its own; only the anchors given count for the server.
     *
     * @param anchors from {@link #anchors}, or what {@code cacerts} made of them
     * @param identity shown in the handshake: the factory's at first, then the one to be renewed (RFC 7030 §3.3.2)
     */
    public EstClient client(TrustAnchors anchors, ClientIdentity identity) {
        return new EstClient(settings(anchors, identity).transport());
    }

    /**
     * As {@link #client}, for a server that asks for requests linked to the connection: {@link EstClient#linksRequests}. Over TLS 1.2 (RFC 7030
     * §3.5).
     */
    public EstClient linkingClient(TrustAnchors anchors, ClientIdentity identity) {
        return new EstClient(settings(anchors, identity).linkingRequests().transport());
    }

    private HttpsEstSettings settings(TrustAnchors anchors, ClientIdentity identity) {
        HttpsEstSettings settings =
                HttpsEstSettings.of(server, anchors).with(clock).telling(hearer).as(identity.key(), identity.chain());
        return credentials.map(settings::with).orElse(settings);
    }

    private static char[] read(Path file) throws UnusableFileException {
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length == 0 || content.length > LONGEST_PASSWORD) {
                throw new IOException(
                        "it holds %d bytes, and a password 1 to %d".formatted(content.length, LONGEST_PASSWORD));
            }
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return text.toString().replaceFirst("\\R$", "").toCharArray();
        } catch (IOException e) {
            throw new UnusableFileException(
                    "enrolment.password-file: %s cannot be read (%s); name a file that holds the password and that the agent's user may read"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
