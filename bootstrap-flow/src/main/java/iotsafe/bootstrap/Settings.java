package iotsafe.bootstrap;

import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of the flow.
 *
 * @param endpoint the endpoint client name; empty: the common name of the factory certificate
 * @param bootstrapServer {@code coaps://host:port}
 * @param factoryKey the private key that the SIM was made with
 * @param factoryCertificate the certificate over it, then any intermediates; each may be a chain
 * @param bootstrapAnchors what the bootstrap server's certificate must lead to; also the first anchors of the enrolment
 * @param enrolmentKey the private-key container that new keys are generated in
 * @param enrolment which accounts need a certificate of their own
 * @param patience how long a server may put an enrolment off before the flow starts again
 * @param bootstrapPsk the pre-shared key for the bootstrap server, its container being {@code factoryKey}; the factory certificate is then
 *     not used
 * @param enrolmentOverPsk whether an association made with a pre-shared key may carry an enrolment, which RFC 9148 does not foresee
 */
public record Settings(
        Optional<String> endpoint,
        URI bootstrapServer,
        CredentialUri.OnCard factoryKey,
        List<CertificateSource> factoryCertificate,
        List<CertificateSource> bootstrapAnchors,
        CredentialUri.OnCard enrolmentKey,
        EnrolmentPolicy enrolment,
        Duration patience,
        Optional<PskName> bootstrapPsk,
        boolean enrolmentOverPsk) {
    /** Copies the lists. */
    public Settings {
        factoryCertificate = List.copyOf(factoryCertificate);
        bootstrapAnchors = List.copyOf(bootstrapAnchors);
    }

    /** With a factory certificate. */
    public Settings(
            Optional<String> endpoint,
            URI bootstrapServer,
            CredentialUri.OnCard factoryKey,
            List<CertificateSource> factoryCertificate,
            List<CertificateSource> bootstrapAnchors,
            CredentialUri.OnCard enrolmentKey,
            EnrolmentPolicy enrolment,
            Duration patience) {
        this(
                endpoint,
                bootstrapServer,
                factoryKey,
                factoryCertificate,
                bootstrapAnchors,
                enrolmentKey,
                enrolment,
                patience,
                Optional.empty(),
                false);
    }
}
