package iotsafe.client;

import iotsafe.bootstrap.store.CardSeal;
import iotsafe.bootstrap.store.SealKey;
import iotsafe.bootstrap.store.SealPolicy;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.bootstrap.store.StateSeal;
import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.SecureElement;

/** The state of the configuration, for those who only look: the card is opened where the state is sealed, and only there. */
public final class StateAccess implements AutoCloseable {
    private final SecureElement card;
    private final StateSeal seal;
    private final StateFile file;

    /** Opens nothing yet. */
    public StateAccess(AgentConfig config) {
        this.card = CardAccess.secureElement(config.card());
        this.seal = seal(config, card);
        this.file = new StateFile(config.stateDir(), seal);
    }

    /** The state. */
    public StateFile file() {
        return file;
    }

    /** Lets go of the card, and of the key that it gave. */
    @Override
    public void close() {
        seal.forget();
        card.close();
    }

    /** The seal of the configuration under {@code card}; {@link StateSeal#NONE} if no key is named. */
    static StateSeal seal(AgentConfig config, SecureElement card) {
        AgentConfig.Seal seal = config.seal();
        if (seal.key().isEmpty()) {
            return StateSeal.NONE;
        }
        SealPolicy policy = switch (seal.policy()) {
            case AUTO -> SealPolicy.AUTO;
            case REQUIRED -> SealPolicy.REQUIRED;
            case OFF -> SealPolicy.OFF;
        };
        return new CardSeal(card, SealKey.of(seal.key()), policy);
    }
}
