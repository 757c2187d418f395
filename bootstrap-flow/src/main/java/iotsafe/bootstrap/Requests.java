package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Causes;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.est.ChannelBinding;
import iotsafe.est.CsrAttributes;
import iotsafe.est.Enrolment;
import iotsafe.est.EstClient;
import iotsafe.est.EstException;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestLinker;
import iotsafe.est.RequestPlan;
import iotsafe.est.RequestedNames;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certification requests in one session with an EST server: made as that server wants them, signed by the card, and signed anew with the same
 * key where the connection they were linked to is gone (RFC 7030 3.5, 4.2.3, 4.5).
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private static final RequestLinker LINKED_BEFORE = (request, connection) -> request;

    private final Outside outside;
    private final EstClient est;
    private final RequestedNames names;

    /** What is asked of the server. */
    @FunctionalInterface
    interface Operation {
        /** Sends this request, which the linker ties to its connection where the transport does that. */
        Enrolment ask(Pkcs10 request, RequestLinker linker) throws EstException;
    }

    /**
     * What came of it.
     *
     * @param inHand the request that was sent in the end
     * @param enrolment what the server said to it
     */
    record Answered(RequestInHand inHand, Enrolment enrolment) {}

    /**
     * In this session.
     *
     * @param names of the device
     */
    Requests(Outside outside, EstClient est, RequestedNames names) {
        this.outside = outside;
        this.est = est;
        this.names = names;
    }

    /**
     * What to say in a request, by what the server wants: it is asked where that is worth a round trip.
     *
     * @throws EstException if it does not say, or wants what the card cannot give
     */
    RequestPlan plan() throws EstException {
        return est.suggestsCsrAttributes() ? planFor(est.csrAttributes()) : RequestPlan.of(names);
    }

    private RequestPlan planFor(CsrAttributes wanted) throws EstException.Refused {
        wanted.requireP256();
        return RequestPlan.of(names).wanting(wanted);
    }

    /**
     * Has the card sign: its signature is the proof of possession (RFC 7030 4.2.1).
     *
     * @throws CardException if it did not
     * @throws EstException.Refused if the server wants what this device does not have
     */
    Pkcs10 sign(RequestPlan plan, PublicKey publicKey, CardPrivateKey key) throws CardException, EstException.Refused {
        Optional<ChannelBinding> connection = est.channelBinding();
        return signed(
                connection.isEmpty() && est.linksRequests() ? plan.linkedLater() : plan.over(connection),
                publicKey,
                key);
    }

    private static Pkcs10 signed(RequestPlan plan, PublicKey publicKey, CardPrivateKey key)
            throws CardException, EstException.Refused {
        try {
            return plan.sign(publicKey, key);
        } catch (SignatureException e) {
            throw Causes.first(e, CardException.class)
                    .orElseThrow(() -> new IllegalStateException("the IotSafe provider is not installed", e));
        } catch (IllegalArgumentException e) {
            throw new CardException.Refused(
                    "%s signs with another key than its public half: %s".formatted(key, e.getMessage()));
        }
    }

    /**
     * Sends a request. It is made anew, over its key, where it is linked to another connection than the present one; and once where it is
     * refused and the server then says that it wants something else in it: many tell that only to those who ask.
     *
     * <p>A transport that links requests as they leave needs none of this: each goes out as the server wants it on that connection, and the one
     * in hand stays what it is.
     */
    Answered send(RequestInHand inHand, Operation operation) throws CardException, EstException {
        if (est.linksRequests()) {
            return new Answered(inHand, linkedOnItsWay(inHand, operation));
        }
        RequestInHand sent = est.isLinkedHere(inHand.request()) ? inHand : anew(inHand, plan());
        RequestInHand second;
        try {
            return new Answered(sent, operation.ask(sent.request(), LINKED_BEFORE));
        } catch (EstException.Unreachable e) {
            if (est.isLinkedHere(sent.request())) {
                throw e;
            }
            second = anew(sent, plan()); // the connection was lost and made again under our hands
        } catch (EstException.Refused e) {
            second = asWanted(sent, e);
        }
        return new Answered(second, operation.ask(second.request(), LINKED_BEFORE));
    }

    private Enrolment linkedOnItsWay(RequestInHand inHand, Operation operation) throws CardException, EstException {
        RequestPlan plan = plan(); // asked now: in the middle of an exchange there can be no other
        CardPrivateKey key = keyOf(inHand);
        RequestLinker linker = (request, connection) -> {
            if (request.link().equals(Optional.of(connection.base64()))) {
                return request;
            }
            try {
                return signed(plan.over(Optional.of(connection)), request.publicKey(), key);
            } catch (CardException e) {
                throw new SignatureException(e.getMessage(), e);
            }
        };
        try {
            return operation.ask(inHand.request(), linker);
        } catch (EstException.Unreachable e) {
            Optional<CardException> card = Causes.first(e, CardException.class);
            if (card.isPresent()) {
                throw card.get();
            }
            throw e;
        }
    }

    private RequestInHand asWanted(RequestInHand refused, EstException.Refused refusal)
            throws CardException, EstException {
        CsrAttributes wanted;
        try {
            wanted = est.csrAttributes();
        } catch (EstException e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
        if (wanted.isEmpty() && refused.request().asksFor(names)) {
            throw refusal;
        }
        RequestInHand made = anew(refused, planFor(wanted));
        if (made.request().asksTheSameAs(refused.request())) {
            throw refusal;
        }
        LOG.info(
                "the request was refused and is sent once more, with what the server wants in it, and the names of now");
        return made;
    }

    private RequestInHand anew(RequestInHand former, RequestPlan plan) throws CardException, EstException.Refused {
        Pkcs10 request = sign(plan, former.request().publicKey(), keyOf(former));
        RequestInHand made = new RequestInHand(former.card(), former.endpoint(), former.key(), request);
        try {
            outside.store().save(outside.store().load().asking(made));
        } catch (StateException e) {
            LOG.warn("the request will have to be made anew after a restart: {}", e.getMessage());
        }
        return made;
    }

    private CardPrivateKey keyOf(RequestInHand inHand) {
        return new CardPrivateKey(inHand.key(), CardSigner.of(outside.card(), inHand.key()));
    }
}
