package iotsafe.bootstrap.store;

import iotsafe.credentials.CardIdentity;
import java.io.IOException;
import java.util.Optional;

/** No seal; what another configuration has sealed is recognised, and kept. */
final class NoSeal implements StateSeal {
    @Override
    public String seal(String text, Optional<CardIdentity> card) {
        return text;
    }

    @Override
    public String open(String written) throws IOException {
        if (SealedText.isSealed(written)) {
            SealedText.read(written); // a damaged one can be told from a whole one without any card
            throw new IOException(
                    "it is sealed to a card, and state.seal-key does not say by which of its keys; set it as it was, or run reset to begin anew");
        }
        return written;
    }

    @Override
    public boolean wantsSealed(String written) {
        return false;
    }

    @Override
    public boolean isOf(CardIdentity wanted) {
        return true;
    }

    @Override
    public void requireUsable() {}

    @Override
    public void forget() {}
}
