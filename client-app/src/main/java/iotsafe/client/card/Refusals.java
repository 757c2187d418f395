package iotsafe.client.card;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.StatusWord;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a command that was not done tells of the card. */
final class Refusals {
    /** No such function, instruction or parameter (GSMA IoT.05 2.5.10). */
    private static final Set<Integer> NOT_THERE = Set.of(0x6A81, 0x6A86, 0x6D00, 0x6E00);

    private Refusals() {}

    /**
     * A card that never promised it lacks it; one that did has failed.
     *
     * @param promised whether the card says that it offers this, or every card has to
     * @throws CardException.Unreachable if no answer came: the rest cannot be tried either
     */
    static Check check(String name, Optional<CredentialUri.OnCard> object, CardException refusal, boolean promised)
            throws CardException.Unreachable {
        if (refusal instanceof CardException.Unreachable gone) {
            throw gone;
        }
        boolean lacks = refusal instanceof CardException.Refused refused && isLack(refused.status(), promised);
        return new Check(
                name,
                object,
                lacks ? Check.Outcome.NOT_OFFERED : Check.Outcome.FAILED,
                String.valueOf(refusal.getMessage()));
    }

    /** Without a status word nothing was sent: the card, or this way to hold keys, said before that it has no such thing. */
    private static boolean isLack(@Nullable StatusWord status, boolean promised) {
        return status == null || (!promised && NOT_THERE.contains(status.value()));
    }
}
