package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.est.EstException;
import iotsafe.est.RequestPlan;
import iotsafe.est.RequestedNames;
import java.util.Optional;

/**
 * A key for the next certificate: a fresh one in the idle container of two, the same where there is one (RFC 7030 4.2.2, rekey and renew). The
 * request for it is saved before it is sent, so that a restart takes it up again.
 *
 * @param during the registration that goes on meanwhile
 * @param in the session with the EST server
 */
record RenewalNeedsKeyPair(Managed during, RenewalSession in) implements Renewing {
    @Override
    public Optional<EnrolmentSession> session() {
        return Optional.of(in.open());
    }

    @Override
    public DeviceState renew(Outside outside) throws CardException, EstException, StateException {
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
        return new RenewalNeedsCertificate(during, in, request);
    }

    private RequestInHand newRequest(Outside outside, SavedState inForce)
            throws CardException, EstException, StateException {
        Requests requests = new Requests(outside, in.est(), RequestedNames.replacing(inForce.certificate()));
        RequestPlan plan = requests.plan(); // before a key is made that could not be certified
        RequestInHand made = new NewRequest(
                        outside,
                        (key, publicKey, signer) -> new RequestInHand(
                                inForce.card(), inForce.endpoint(), key, requests.sign(plan, publicKey, signer)))
                .forRenewal(inForce);
        outside.store().save(outside.store().load().asking(made));
        return made;
    }

    @Override
    public String sentence() {
        return "renewal: in session with the EST server, %d trust anchor(s), %d intermediate(s)"
                .formatted(
                        in.trust().anchors().size(), in.trust().intermediates().size());
    }
}
