package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.est.EstException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final int ABSENT = 0x6A82;

    /** Tag 61 of a container: it can have a key pair made in it. */
    private static final int MAKES_KEYS = 0b10;

    private final Outside outside;
    private final Template template;

    /** What is asked for besides the key. */
    interface Template {
        /** Has the card sign a request over this key. */
        RequestInHand sign(CredentialUri.OnCard key, PublicKey publicKey, CardPrivateKey signer)
                throws CardException, EstException;
    }

    NewRequest(Outside outside, Template template) {
        this.outside = outside;
        this.template = template;
    }

    /** For a bootstrap: where the key in use turns out to be gone from the card, its container is idle, too. */
    RequestInHand forBootstrap() throws CardException, EstException, StateException {
        Optional<SavedState> inUse = inUse();
        Optional<RequestInHand> fresh = overFreshKey(inUse);
        if (fresh.isPresent()) {
            return fresh.get();
        }
        try {
            return overKeyOf(inUse.orElseThrow());
        } catch (CardException.Refused e) {
            if (!isGone(inUse.orElseThrow(), e)) {
                throw e;
            }
            return overFreshKey(Optional.empty()).orElseThrow(() -> e);
        }
    }

    /** For a renewal: over the same key if no container is idle, or no idle one takes a key. */
    RequestInHand forRenewal(SavedState inForce) throws CardException, EstException, StateException {
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

    private Optional<RequestInHand> overFreshKey(Optional<SavedState> inUse)
            throws CardException, EstException, StateException {
        List<CredentialUri.OnCard> containers = outside.settings().enrolmentKeys();
        for (int i = 0; i < containers.size(); i++) {
            CredentialUri.OnCard container = containers.get(i);
            if (inUse.isPresent() && isSameContainer(inUse.get().key(), container)) {
                continue;
            }
            requireNotFactory(container);
            forgetWhatIsOnTheWay();
            Optional<GeneratedKeyPair> pair =
                    generated(container, inUse, inUse.isEmpty() && i == containers.size() - 1);
            if (pair.isPresent()) {
                return Optional.of(signed(pair.get().privateKeyUri(), pair.get().publicKey()));
            }
        }
        return Optional.empty();
    }

    /** Empty if the container takes no key, unless it is the last resort. */
    private Optional<GeneratedKeyPair> generated(
            CredentialUri.OnCard container, Optional<SavedState> inUse, boolean lastResort) throws CardException {
        try {
            return Optional.of(outside.card().generateKeyPair(container));
        } catch (CardException.Refused e) {
            Optional<CredentialUri.OnCard> renamed = isAbsent(e) ? renamed(inUse) : Optional.empty();
            if (renamed.isPresent()) {
                LOG.info("{} is gone; {} has taken its place on this card", container, renamed.get());
                return Optional.of(outside.card().generateKeyPair(renamed.get()));
            }
            if (lastResort) {
                throw e;
            }
            LOG.warn("no new key in {}: {}", container, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isAbsent(CardException.Refused refusal) {
        return refusal.status() != null && refusal.status().value() == ABSENT;
    }

    /**
     * A card may give a container another id when a key is made in it (GSMA IoT.05 2.11), and what failed right after that may have kept us from
     * writing it down: the one private-key container that nobody else has a claim to. Two such would be a guess.
     */
    private Optional<CredentialUri.OnCard> renamed(Optional<SavedState> inUse) throws CardException {
        List<CardObject> objects = outside.card().objects();
        List<CredentialUri.OnCard> claimed = new ArrayList<>(outside.settings().enrolmentKeys());
        claimed.add(outside.settings().factoryKey());
        inUse.ifPresent(state -> claimed.add(state.key()));
        List<CredentialUri.OnCard> free = objects.stream()
                .filter(object -> object.uri().type() == ObjectType.PRIVATE)
                .filter(object ->
                        object.functions().isEmpty() || (object.functions().getAsInt() & MAKES_KEYS) != 0)
                .filter(object -> claimed.stream().noneMatch(object::isNamed))
                .map(CardObject::uri)
                .toList();
        return free.size() == 1 ? Optional.of(free.get(0)) : Optional.empty();
    }

    private RequestInHand overKeyOf(SavedState inForce) throws CardException, EstException {
        return signed(inForce.key(), inForce.certificate().getPublicKey());
    }

    private RequestInHand signed(CredentialUri.OnCard uri, PublicKey publicKey) throws CardException, EstException {
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
     * or shows another public key. A signature that does not fit may be a fault of the moment, as may any other status word, and the key may be all
     * the device has.
     */
    private boolean isGone(SavedState inUse, CardException.Refused refusal) throws CardException {
        if (refusal.status() != null) {
            return GONE.contains(refusal.status().value());
        }
        try {
            return !Arrays.equals(
                    outside.card().publicKey(inUse.key()).getEncoded(),
                    inUse.certificate().getPublicKey().getEncoded());
        } catch (CardException.Refused e) {
            return e.status() == null || GONE.contains(e.status().value());
        }
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
