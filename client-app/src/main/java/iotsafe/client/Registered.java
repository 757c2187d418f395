package iotsafe.client;

import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.SavedState;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The line that tells a script that all is well.
 *
 * @param state what the device is registered with
 * @param preSharedKey where the pre-shared key is that it is registered with; empty if with the state's certificate
 * @param exchanges command-response pairs with the card since the start
 */
public record Registered(SavedState state, Optional<String> preSharedKey, long exchanges) {
    /** Of a registration in force. */
    public Registered(Managed managed, long exchanges) {
        this(managed.saved(), managed.registration().preSharedKey(), exchanges);
    }

    /**
     * {@code registered endpoint=… certificate=<subject, serial, issuer, notAfter> key=iotsafe:… exchanges=N}, or without a certificate:
     * {@code registered endpoint=… psk=iotsafe:… exchanges=N}.
     */
    @Override
    public String toString() {
        if (preSharedKey.isPresent()) {
            return "registered endpoint=%s psk=%s exchanges=%d"
                    .formatted(state.endpoint(), preSharedKey.get(), exchanges);
        }
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
