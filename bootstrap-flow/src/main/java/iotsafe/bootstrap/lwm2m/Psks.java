package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.PskName;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.CardPsks;
import java.util.List;
import java.util.Optional;

/**
 * The pre-shared keys that the configuration knows on the card.
 *
 * @param names the first of an identity counts
 * @param card uses them
 */
record Psks(List<PskName> names, CardPsks card) {
    /** The key on the card that a server knows by this identity. */
    Optional<PskName> named(String identity) {
        return names.stream().filter(name -> name.identity().equals(identity)).findFirst();
    }

    Party party(AccountPsk key) throws CardException {
        return new Party.PreShared(key, key.store(card));
    }
}
