package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.est.TrustAnchors;
import java.util.Optional;

/**
 * A key for the next certificate: a fresh one in the idle container of two, the same where there is one (RFC 7030 4.2.2, rekey and renew). The
 * request for it is saved before it is sent, so that a restart takes it up again.
 *
 * @param during the registration that goes on meanwhile
 * @param open the session with the EST server
 * @param trust judges the certificate
 */
record RenewalNeedsKeyPair(Managed during, EnrolmentSession open, TrustAnchors trust) implements Renewing {
    @Override
    public Optional<EnrolmentSession> session() {
        return Optional.of(open);
    }

    @Override
    public DeviceState renew(Outside outside) throws CardException, StateException {
        SavedState inForce = during.saved();
        CardIdentity card = outside.card().identity();
        if (!card.equals(inForce.card())) {
            throw new CardException.Refused("another card is in the reader than the one that the certificate is for");
        }
        Optional<RequestInHand> earlier = outside.store()
                .load()
                .request()
                .filter(request ->
                        request.card().equals(card) && request.endpoint().equals(inForce.endpoint()));
        RequestInHand request = earlier.isPresent() ? earlier.get() : newRequest(outside, inForce);
        return new RenewalNeedsCertificate(during, open, trust, request);
    }

    private static RequestInHand newRequest(Outside outside, SavedState inForce) throws CardException, StateException {
        RequestInHand made = new NewRequest(
                        outside,
                        (key, publicKey, signer) -> new RequestInHand(
                                inForce.card(),
                                inForce.endpoint(),
                                key,
                                CertificationRequests.again(inForce.certificate(), publicKey, signer)))
                .forRenewal(inForce);
        outside.store().save(outside.store().load().asking(made));
        return made;
    }

    @Override
    public String sentence() {
        return "renewal: in session with the EST server, %d trust anchor(s), %d intermediate(s)"
                .formatted(trust.anchors().size(), trust.intermediates().size());
    }
}
