package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.est.Pkcs10;
import iotsafe.est.TrustAnchors;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * GSMA IoT.05 2.11, OMA LwM2M Transport 5.2.4: the key pair is made where it stays. A key that a saved certificate still needs is not replaced:
 * should the enrolment fail, that certificate is all the device has. It gets another certificate over the same key.
 *
 * @param session still open
 * @param account what the certificate is for
 * @param endpoint the endpoint client name
 * @param trust judges the certificate
 * @param inHand a request of an earlier session
 */
record NeedKeyPair(
        BootstrapSession session,
        ServerAccount account,
        String endpoint,
        TrustAnchors trust,
        Optional<RequestInHand> inHand)
        implements DeviceState.InSession {
    /** Conditions not satisfied, as of an empty container; no such container (GSMA IoT.05 2.5.10). */
    private static final Set<Integer> GONE = Set.of(0x6985, 0x6A82);

    @Override
    public DeviceState next(Outside outside) throws CardException, StateException {
        Optional<RequestInHand> earlier =
                inHand.filter(request -> request.endpoint().equals(endpoint));
        RequestInHand request = earlier.isPresent() ? earlier.get() : newRequest(outside);
        return new NeedCertificate(
                session, account, trust, request, outside.clock().clock().instant());
    }

    private RequestInHand newRequest(Outside outside) throws CardException, StateException {
        Optional<SavedState> saved = outside.store()
                .load()
                .filter(state -> !state.usesPsk()
                        && !state.key().equals(outside.settings().factoryKey()));
        if (saved.isPresent()) {
            try {
                return signed(
                        outside, saved.get().key(), saved.get().certificate().getPublicKey());
            } catch (CardException.Refused e) {
                if (!isGone(e)) {
                    throw e;
                }
            }
        }
        requireOtherContainer(outside);
        GeneratedKeyPair pair =
                outside.card().generateKeyPair(outside.settings().enrolmentKey());
        return signed(outside, pair.privateKeyUri(), pair.publicKey());
    }

    /**
     * Whether the saved certificate's key is no longer on the card, so that nothing is lost by a new one: its container is empty or absent,
     * or signs with another key. Any other status word may pass, and the key may be all the device has.
     */
    private static boolean isGone(CardException.Refused refusal) {
        return refusal.status() == null || GONE.contains(refusal.status().value());
    }

    private RequestInHand signed(Outside outside, CredentialUri.OnCard uri, PublicKey publicKey) throws CardException {
        CardPrivateKey key = new CardPrivateKey(uri, CardSigner.of(outside.card(), uri));
        Pkcs10 request = CertificationRequests.sign(endpoint, publicKey, key);
        return new RequestInHand(endpoint, uri, request);
    }

    /** Two names of the same kind differ if they read differently; one by id and one by label have to be looked up. */
    private static void requireOtherContainer(Outside outside) throws CardException {
        CredentialUri.OnCard factory = outside.settings().factoryKey();
        CredentialUri.OnCard fresh = outside.settings().enrolmentKey();
        if (factory.id().isPresent() == fresh.id().isPresent()) {
            return;
        }
        for (CardObject object : outside.card().objects()) {
            if (object.isNamed(factory) && object.isNamed(fresh)) {
                throw new CardException.Refused(
                        "%s and %s are one container: a key generated there would destroy the factory key; set enrolment.key to another"
                                .formatted(factory, fresh));
            }
        }
    }

    @Override
    public DeviceState afterRollback() {
        return new CardReady(inHand);
    }

    @Override
    public String sentence() {
        return "the CA's certificates are accepted: %d trust anchor(s), %d intermediate(s)"
                .formatted(trust.anchors().size(), trust.intermediates().size());
    }
}
