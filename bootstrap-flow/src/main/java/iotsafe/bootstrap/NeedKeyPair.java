package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.est.EstException;
import iotsafe.est.RequestPlan;
import iotsafe.est.TrustAnchors;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GSMA IoT.05 2.11, OMA LwM2M Transport 5.2.4: the key pair is made where it stays. A request that an earlier session, or an earlier run, left
 * behind is taken up again.
 *
 * @param session still open
 * @param account what the certificate is for
 * @param endpoint the endpoint client name
 * @param trust judges the certificate
 */
record NeedKeyPair(BootstrapSession session, ServerAccount account, String endpoint, TrustAnchors trust)
        implements DeviceState.InSession {
    private static final Logger LOG = LoggerFactory.getLogger(NeedKeyPair.class);

    @Override
    public DeviceState next(Outside outside) throws CardException, EstException, StateException {
        CardIdentity card = outside.card().identity();
        Optional<RequestInHand> earlier = outside.store()
                .load()
                .request()
                .filter(request ->
                        request.card().equals(card) && request.endpoint().equals(endpoint));
        RequestInHand request = earlier.isPresent() ? earlier.get() : newRequest(outside, card);
        return new NeedCertificate(session, account, trust, request, outside.now(), 0);
    }

    private RequestInHand newRequest(Outside outside, CardIdentity card)
            throws CardException, EstException, StateException {
        Requests requests =
                new Requests(outside, session.est(), outside.settings().names(endpoint));
        RequestPlan plan = requests.plan(); // before a key is made that could not be certified
        RequestInHand made = new NewRequest(
                        outside,
                        (key, publicKey, signer) ->
                                new RequestInHand(card, endpoint, key, requests.sign(plan, publicKey, signer)))
                .forBootstrap();
        try {
            outside.store().save(outside.store().load().asking(made));
        } catch (StateException e) {
            LOG.warn("the request will have to be made anew after a restart: {}", e.getMessage());
        }
        return made;
    }

    @Override
    public String sentence() {
        return "the CA's certificates are accepted: %d trust anchor(s), %d intermediate(s)"
                .formatted(trust.anchors().size(), trust.intermediates().size());
    }
}
