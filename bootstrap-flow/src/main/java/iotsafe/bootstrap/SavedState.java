package iotsafe.bootstrap;

import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a managed device knows. There is no secret of the SIM in it, and no private key; a pre-shared key only
 * where a bootstrap server has written one into the objects.
 *
 * @param card the card that all this belongs to
 * @param endpoint the endpoint client name
 * @param server the management server
 * @param objects objects 0, 1, 2 and 21 in the LwM2M layer's text form
 * @param privateKey to use with {@code server}; empty if the account's pre-shared key is used
 * @param chain the certificate over it first, then intermediates, without the anchor; empty if the account's pre-shared key is used
 * @param trust the device's own anchors, and the CA's other certificates; empty if there are none
 * @param cardFile the bootstrap file on the card that the account came from, as {@link FactoryAccount#cardFile()} names it; empty if it came
 *     from elsewhere
 */
public record SavedState(
        CardIdentity card,
        String endpoint,
        ServerAccount server,
        String objects,
        Optional<CredentialUri.OnCard> privateKey,
        List<X509Certificate> chain,
        Optional<TrustAnchors> trust,
        Optional<String> cardFile) {
    private static final Logger LOG = LoggerFactory.getLogger(SavedState.class);

    /** Copies the list; refuses a key without a certificate, and neither with an account that is in no PSK mode. */
    public SavedState {
        chain = List.copyOf(chain);
        if (chain.isEmpty() && server.mode() != ServerAccount.Mode.PSK) {
            throw new IllegalArgumentException("a saved state has a certificate");
        }
        if (chain.isEmpty() == privateKey.isPresent()) {
            throw new IllegalArgumentException("a saved state has a certificate and its key, or neither");
        }
    }

    /** With an account that did not come from a file on the card. */
    public SavedState(
            CardIdentity card,
            String endpoint,
            ServerAccount server,
            String objects,
            Optional<CredentialUri.OnCard> privateKey,
            List<X509Certificate> chain,
            Optional<TrustAnchors> trust) {
        this(card, endpoint, server, objects, privateKey, chain, trust, Optional.empty());
    }

    /** With a certificate. */
    public SavedState(
            CardIdentity card,
            String endpoint,
            ServerAccount server,
            String objects,
            CredentialUri.OnCard key,
            List<X509Certificate> chain,
            TrustAnchors trust) {
        this(card, endpoint, server, objects, Optional.of(key), chain, Optional.of(trust));
    }

    /** What a server's certificate may lead to as far as the device knows by itself; possibly nothing. */
    public List<X509Certificate> anchors() {
        return trust.map(TrustAnchors::anchors).orElse(List.of());
    }

    /**
     * With what servers have written into their accounts since this was asked last: it is their wish for the next start, too. A disk that is full
     * costs the write, and no registration. What was written beside the accounts, of servers that want silence, is saved as well.
     */
    SavedState written(Outside outside) {
        outside.others().save(outside.store());
        Optional<ManagementServer.Change> change = outside.managementServer().change();
        if (change.isEmpty()) {
            return this;
        }
        SavedState next = holding(change.get().objects());
        try {
            outside.store().save(outside.store().load().inForce(next));
        } catch (StateException e) {
            LOG.error("what the server has written cannot be kept, and is refused: {}", e.getMessage());
            change.get().lost().run();
            return this;
        }
        change.get().saved().run();
        return next;
    }

    /** With these objects. */
    SavedState holding(String now) {
        return new SavedState(card, endpoint, server, now, privateKey, chain, trust, cardFile);
    }

    /** With what the CA has said of itself since. */
    SavedState trusting(TrustAnchors now) {
        return new SavedState(card, endpoint, server, objects, privateKey, chain, Optional.of(now), cardFile);
    }

    /** With this certificate in the place of the one in force. */
    SavedState under(Candidate candidate) {
        return new SavedState(
                card,
                endpoint,
                server,
                objects,
                Optional.of(candidate.key()),
                candidate.chain(),
                Optional.of(candidate.trust()),
                cardFile);
    }

    /** Whether there is a certificate that has come to its end, even if the clock is ahead by as much as it may be. */
    boolean isExpired(Outside outside) {
        return !usesPsk()
                && outside.now()
                        .minus(outside.clock().tolerance())
                        .isAfter(certificate().getNotAfter().toInstant());
    }

    /** Whether the account's pre-shared key is used; there is no certificate then, nor a key to name. */
    public boolean usesPsk() {
        return chain.isEmpty();
    }

    /**
     * The private key to use with {@code server}.
     *
     * @throws IllegalStateException if the account's pre-shared key is used
     */
    public CredentialUri.OnCard key() {
        return privateKey.orElseThrow(SavedState::noCertificate);
    }

    /**
     * The device's certificate.
     *
     * @throws IllegalStateException if the account's pre-shared key is used
     */
    public X509Certificate certificate() {
        return chain.stream().findFirst().orElseThrow(SavedState::noCertificate);
    }

    private static IllegalStateException noCertificate() {
        return new IllegalStateException("the account is used with a pre-shared key");
    }
}
