package iotsafe.client.card;

import iotsafe.credentials.CredentialUri;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A certificate on the card.
 *
 * @param certificate as it stands there
 * @param key the private key on the same card that it belongs to; empty if there is none
 */
public record CertificateFacts(X509Certificate certificate, Optional<CredentialUri.OnCard> key) {
    /** Whether it is an authority's (RFC 5280 4.2.1.9), such as an anchor's. */
    public boolean isAuthority() {
        return certificate.getBasicConstraints() >= 0;
    }

    /** Whole days until it ends; negative after its end. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, certificate.getNotAfter().toInstant()).toSeconds(), 86_400L);
    }

    /** Whether it can be used now. */
    public boolean isValid(Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }
}
