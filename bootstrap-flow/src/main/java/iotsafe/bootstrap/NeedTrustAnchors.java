package iotsafe.bootstrap;

import iotsafe.est.EstException;
import iotsafe.est.TrustAnchors;

/**
 * RFC 7030 4.2, RFC 9148 4.1: the CA's certificates come before the first enrolment.
 *
 * @param session still open
 * @param account what the certificate is for
 * @param endpoint the endpoint client name
 * @param known the anchors that judge the bag
 */
record NeedTrustAnchors(BootstrapSession session, ServerAccount account, String endpoint, TrustAnchors known)
        implements DeviceState.InSession {
    @Override
    public DeviceState next(Outside outside) throws EstException {
        TrustAnchors.Acceptance acceptance = known.accept(session.est().caCertificates(), outside.clock());
        if (!acceptance.installed().isEmpty()) {
            session.est().revalidate(acceptance.trust(), outside.clock()); // RFC 9148 9.1: before the next request
        }
        return new NeedKeyPair(session, account, endpoint, acceptance.trust());
    }

    @Override
    public String sentence() {
        return "bootstrapped: the account of %s is known".formatted(account.uri());
    }
}
