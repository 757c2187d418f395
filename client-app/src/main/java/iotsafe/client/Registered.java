package iotsafe.client;

import iotsafe.bootstrap.SavedState;
import java.security.cert.X509Certificate;

/**
 * The line that tells a script that all is well.
 *
 * @param state what the device is registered with
 * @param exchanges command-response pairs with the card since the start
 */
public record Registered(SavedState state, long exchanges) {
    /** {@code registered endpoint=… certificate=<subject, serial, issuer, notAfter> key=iotsafe:… exchanges=N}. */
    @Override
    public String toString() {
        X509Certificate certificate = state.certificate();
        return "registered endpoint=%s certificate=<%s, %s, %s, %s> key=%s exchanges=%d"
                .formatted(
                        state.endpoint(),
                        certificate.getSubjectX500Principal().getName(),
                        certificate.getSerialNumber().toString(16),
                        certificate.getIssuerX500Principal().getName(),
                        certificate.getNotAfter().toInstant(),
                        state.key(),
                        exchanges);
    }
}
