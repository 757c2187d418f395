package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the slot of the token that an address means. */
final class TokenFinder {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFinder.class);

    private TokenFinder() {}

    /**
     * The slot.
     *
     * @param place how messages call the library
     * @throws CardException.Unreachable if the token is not plugged in
     * @throws CardException.Refused if the address fits several tokens
     */
    static long slot(Cryptoki library, TokenChoice choice, String place) throws CardException {
        try {
            return choice instanceof TokenChoice.BySlot wanted
                    ? inSlot(library, wanted.index(), place)
                    : among(tokens(library), choice, place);
        } catch (CryptokiException e) {
            throw new CardException.Unreachable("%s does not list its tokens: %s".formatted(place, e.rv()));
        }
    }

    private static long inSlot(Cryptoki library, int index, String place) throws CryptokiException, CardException {
        List<Long> slots = library.slots();
        if (index >= slots.size()) {
            throw new CardException.Unreachable(
                    "%s has %d slots, and slot-list-index=%d counts from 0; plug the token in, or correct card.reader"
                            .formatted(place, slots.size(), index));
        }
        long slot = slots.get(index);
        try {
            if (library.token(slot).isInitialised()) {
                return slot;
            }
        } catch (CryptokiException e) {
            throw new CardException.Unreachable("%s: no token answers in the slot of slot-list-index=%d: %s; plug it in"
                    .formatted(place, index, e.rv()));
        }
        throw new CardException.Refused(
                "%s: the token of slot-list-index=%d is not initialised; do that with the tools of its maker, or correct card.reader"
                        .formatted(place, index));
    }

    private static long among(Map<Long, Token> tokens, TokenChoice choice, String place) throws CardException {
        List<Long> fitting = new ArrayList<>();
        tokens.forEach((slot, token) -> {
            if (!(choice instanceof TokenChoice.ByLabel wanted) || token.label().equals(wanted.label())) {
                fitting.add(slot);
            }
        });
        String labels = tokens.isEmpty()
                ? "there is none at all"
                : "there is " + tokens.values().stream().map(Token::toString).collect(Collectors.joining(", "));
        if (fitting.isEmpty()) {
            throw new CardException.Unreachable(
                    "%s has no %s, %s; plug it in, or correct card.reader".formatted(place, wanted(choice), labels));
        }
        if (fitting.size() > 1) {
            throw new CardException.Refused(
                    "%s has %d of %s, %s; tell them apart in card.reader by token=LABEL or slot-list-index=N"
                            .formatted(place, fitting.size(), wanted(choice), labels));
        }
        return fitting.get(0);
    }

    private static String wanted(TokenChoice choice) {
        return choice instanceof TokenChoice.ByLabel wanted ? "token \"%s\"".formatted(wanted.label()) : "token";
    }

    private static Map<Long, Token> tokens(Cryptoki library) throws CryptokiException {
        Map<Long, Token> found = new LinkedHashMap<>();
        for (long slot : library.slots()) {
            try {
                Token token = library.token(slot);
                if (token.isInitialised()) {
                    found.put(slot, token);
                }
            } catch (CryptokiException e) {
                LOG.debug("slot {}: {}", slot, e.rv());
            }
        }
        return found;
    }
}
