package iotsafe.bootstrap;

import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.RequestedNames;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * What the configuration says of the flow.
 *
 * @param endpoint the endpoint client name; empty: the common name of the factory certificate
 * @param bootstrapServer {@code coaps://host:port}
 * @param factoryKey the private key that the SIM was made with
 * @param factoryCertificate the certificate over it, then any intermediates; each may be a chain
 * @param bootstrapAnchors what the bootstrap server's certificate must lead to; also the first anchors of the enrolment
 * @param enrolmentKeys the private-key containers that new keys are generated in: with two or more they take turns, with one a renewal keeps
 *     its key
 * @param enrolment which accounts need a certificate of their own
 * @param patience how long a server may put an enrolment off before the flow starts again
 * @param renewal when certificates are renewed
 * @param bootstrapPsk the pre-shared key for the bootstrap server, its container being {@code factoryKey}; the factory certificate is then
 *     not used
 * @param enrolmentOverPsk whether an association made with a pre-shared key may carry an enrolment, which RFC 9148 does not foresee
 * @param requestedNames what a first request names the device; the endpoint name is the common name if there is none in it. A renewal has the
 *     names of the certificate that it replaces (RFC 7030 4.2.2)
 */
public record Settings(
        Optional<String> endpoint,
        URI bootstrapServer,
        CredentialUri.OnCard factoryKey,
        List<CertificateSource> factoryCertificate,
        List<CertificateSource> bootstrapAnchors,
        List<CredentialUri.OnCard> enrolmentKeys,
        EnrolmentPolicy enrolment,
        Duration patience,
        RenewalPolicy renewal,
        Optional<PskName> bootstrapPsk,
        boolean enrolmentOverPsk,
        RequestedNames requestedNames) {
    /** Nothing but the endpoint name. */
    public static final RequestedNames NO_NAMES = RequestedNames.of(new X500Principal(""), List.of());

    /** Copies the lists; refuses to have no container for a new key. */
    public Settings {
        enrolmentKeys = List.copyOf(enrolmentKeys);
        if (enrolmentKeys.isEmpty()) {
            throw new IllegalArgumentException("no container for a new key");
        }
        factoryCertificate = List.copyOf(factoryCertificate);
        bootstrapAnchors = List.copyOf(bootstrapAnchors);
    }

    /** What a first request names the device. */
    RequestedNames names(String endpointName) {
        return requestedNames.withCommonName(endpointName);
    }

    /** With a factory certificate. */
    public Settings(
            Optional<String> endpoint,
            URI bootstrapServer,
            CredentialUri.OnCard factoryKey,
            List<CertificateSource> factoryCertificate,
            List<CertificateSource> bootstrapAnchors,
            List<CredentialUri.OnCard> enrolmentKeys,
            EnrolmentPolicy enrolment,
            Duration patience,
            RenewalPolicy renewal) {
        this(
                endpoint,
                bootstrapServer,
                factoryKey,
                factoryCertificate,
                bootstrapAnchors,
                enrolmentKeys,
                enrolment,
                patience,
                renewal,
                Optional.empty(),
                false,
                NO_NAMES);
    }
}
