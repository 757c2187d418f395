package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a certification request over a key that can be spared: a fresh one in a container that is idle, else the one that is in use (design
 * section 6). A key that a certificate in force needs is not replaced: should the enrolment fail, that certificate is all the device has.
 */
final class NewRequest {
    private static final Logger LOG = LoggerFactory.getLogger(NewRequest.class);

    /** Conditions not satisfied, as of an empty container; no such container (GSMA IoT.05 2.5.10). */
    private static final Set<Integer> GONE = Set.of(0x6985, 0x6A82);

    private final Outside outside;
    private final Template template;

    /** What is asked for besides the key. */
    interface Template {
        /** Has the card sign a request over this key. */
        RequestInHand sign(CredentialUri.OnCard key, PublicKey publicKey, CardPrivateKey signer) throws CardException;
    }

    NewRequest(Outside outside, Template template) {
        this.outside = outside;
        this.template = template;
    }

    /** For a bootstrap: where the key in use turns out to be gone from the card, its container is idle, too. */
    RequestInHand forBootstrap() throws CardException, StateException {
        Optional<SavedState> inUse = inUse();
        Optional<RequestInHand> fresh = overFreshKey(inUse);
        if (fresh.isPresent()) {
            return fresh.get();
        }
        try {
            return overKeyOf(inUse.orElseThrow());
        } catch (CardException.Refused e) {
            if (!isGone(e)) {
                throw e;
            }
            return overFreshKey(Optional.empty()).orElseThrow(() -> e);
        }
    }

    /** For a renewal: over the same key if no container is idle, or no idle one takes a key. */
    RequestInHand forRenewal(SavedState inForce) throws CardException, StateException {
        Optional<RequestInHand> fresh = overFreshKey(Optional.of(inForce));
        return fresh.isPresent() ? fresh.get() : overKeyOf(inForce);
    }

    /** The certificate whose key must stay; the factory's is in a container of its own. */
    private Optional<SavedState> inUse() throws StateException {
        return outside.store()
                .load()
                .managed()
                .filter(state -> !state.usesPsk()
                        && !state.key().equals(outside.settings().factoryKey()));
    }

    private Optional<RequestInHand> overFreshKey(Optional<SavedState> inUse) throws CardException, StateException {
        List<CredentialUri.OnCard> containers = outside.settings().enrolmentKeys();
        for (int i = 0; i < containers.size(); i++) {
            CredentialUri.OnCard container = containers.get(i);
            if (inUse.isPresent() && isSameContainer(inUse.get().key(), container)) {
                continue;
            }
            requireNotFactory(container);
            forgetWhatIsOnTheWay();
            try {
                GeneratedKeyPair pair = outside.card().generateKeyPair(container);
                return Optional.of(signed(pair.privateKeyUri(), pair.publicKey()));
            } catch (CardException.Refused e) {
                if (inUse.isEmpty() && i == containers.size() - 1) {
                    throw e;
                }
                LOG.warn("no new key in {}: {}", container, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private RequestInHand overKeyOf(SavedState inForce) throws CardException {
        return signed(inForce.key(), inForce.certificate().getPublicKey());
    }

    private RequestInHand signed(CredentialUri.OnCard uri, PublicKey publicKey) throws CardException {
        return template.sign(uri, publicKey, new CardPrivateKey(uri, CardSigner.of(outside.card(), uri)));
    }

    /** What was on the way may need the key that is about to be replaced: it ends first on the disk, then on the card. */
    private void forgetWhatIsOnTheWay() throws StateException {
        Memory memory = outside.store().load();
        if (memory.candidate().isPresent() || memory.request().isPresent()) {
            outside.store().save(memory.settled());
        }
    }

    /**
     * Whether the saved certificate's key is no longer on the card, so that nothing is lost by a new one: its container is empty or absent,
     * or signs with another key. Any other status word may pass, and the key may be all the device has.
     */
    private static boolean isGone(CardException.Refused refusal) {
        return refusal.status() == null || GONE.contains(refusal.status().value());
    }

    private void requireNotFactory(CredentialUri.OnCard container) throws CardException {
        CredentialUri.OnCard factory = outside.settings().factoryKey();
        if (isSameContainer(factory, container)) {
            throw new CardException.Refused(
                    "%s and %s are one container: a key generated there would destroy the factory key; set enrolment.key to another"
                            .formatted(factory, container));
        }
    }

    /** Two names of the same kind differ if they read differently; one by id and one by label have to be looked up. */
    private boolean isSameContainer(CredentialUri.OnCard one, CredentialUri.OnCard other) throws CardException {
        if (one.id().isPresent() == other.id().isPresent()) {
            return one.equals(other);
        }
        for (CardObject object : outside.card().objects()) {
            if (object.isNamed(one) && object.isNamed(other)) {
                return true;
            }
        }
        return false;
    }
}
