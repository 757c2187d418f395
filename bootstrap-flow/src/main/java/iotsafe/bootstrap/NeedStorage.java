package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Everything for the management server is there and has been checked. Saving it is the moment from which a restart needs no bootstrap.
 *
 * @param session still open
 * @param account the management server
 * @param endpoint the endpoint client name
 * @param key to use with it
 * @param chain the certificate over the key, then intermediates
 * @param trust the device's own anchors from then on
 */
record NeedStorage(
        BootstrapSession session,
        ServerAccount account,
        String endpoint,
        CredentialUri.OnCard key,
        List<X509Certificate> chain,
        TrustAnchors trust)
        implements DeviceState.InSession {
    @Override
    public DeviceState next(Outside outside) throws CardException, StateException {
        SavedState state =
                new SavedState(outside.card().identity(), endpoint, account, session.objects(), key, chain, trust);
        outside.store().save(Memory.of(state));
        session.enrolled();
        return Registering.first(state);
    }

    /** A disk that is full now may not be so for ever: the certificate stays in hand. */
    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        return failure instanceof StateException ? this : DeviceState.InSession.super.afterFailure(failure, outside);
    }

    @Override
    public String sentence() {
        X509Certificate certificate = chain.get(0);
        return "certificate \"%s\" (serial %s, by \"%s\", until %s) is for us"
                .formatted(
                        certificate.getSubjectX500Principal().getName(),
                        certificate.getSerialNumber().toString(16),
                        certificate.getIssuerX500Principal().getName(),
                        certificate.getNotAfter().toInstant());
    }
}
