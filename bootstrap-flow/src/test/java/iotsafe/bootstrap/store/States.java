package iotsafe.bootstrap.store;

import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.TestCa;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.TrustAnchors;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** States to be saved. */
final class States {
    private static final TestCa CA = TestCa.root("CN=Operator CA");
    private static final X509Certificate CERTIFICATE =
            CA.client("CN=dev1", TestCa.keyPair().getPublic());

    private States() {}

    /** One that differs from another by its endpoint name. */
    static SavedState of(String endpoint) {
        return of(endpoint, List.of(CERTIFICATE, CA.certificate()), List.of(CA.certificate()));
    }

    /** As short as one can be. */
    static SavedState small(String endpoint) {
        return of(endpoint, List.of(CERTIFICATE), List.of());
    }

    /** One without a certificate. */
    static SavedState withPsk(String endpoint) {
        return new SavedState(
                new CardIdentity("iccid:8949000000000000001F"),
                endpoint,
                new ServerAccount(123, URI.create("coaps://lwm2m.example:5684"), ServerAccount.Mode.PSK),
                "{}",
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static SavedState of(String endpoint, List<X509Certificate> chain, List<X509Certificate> anchors) {
        return new SavedState(
                new CardIdentity("iccid:8949000000000000001F"),
                endpoint,
                new ServerAccount(123, URI.create("coaps://[2001:db8::1]:5684"), ServerAccount.Mode.EST),
                "{\"/0/1\":\"[{\\\"bn\\\":\\\"/0/1/\\\"}]\"}",
                Optional.of((CredentialUri.OnCard) CredentialUri.parse("iotsafe:type=private;label=K%20%C3%A9")),
                chain,
                anchors.isEmpty() ? Optional.empty() : Optional.of(TrustAnchors.of(anchors)));
    }
}
