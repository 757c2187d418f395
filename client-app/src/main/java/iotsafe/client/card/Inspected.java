package iotsafe.client.card;

import iotsafe.credentials.CardObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A container, and what could be read of it.
 *
 * @param object as the card lists it
 * @param read how many bytes a file gave; empty for keys and for what was not read
 * @param certificates those in a file
 * @param problem why a filled file was not read; empty if it was, and for keys
 */
public record Inspected(
        CardObject object, OptionalInt read, List<CertificateFacts> certificates, Optional<String> problem) {
    /** The list becomes unmodifiable. */
    public Inspected {
        certificates = List.copyOf(certificates);
    }

    /** A container that is not read. */
    static Inspected unread(CardObject object) {
        return new Inspected(object, OptionalInt.empty(), List.of(), Optional.empty());
    }

    /** Whether it holds something, as far as the card says. */
    public boolean isFilled() {
        return object.filled().orElse(true);
    }
}
