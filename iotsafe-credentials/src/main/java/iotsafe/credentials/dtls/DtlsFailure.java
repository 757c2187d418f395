package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Causes;
import java.util.Optional;

/** Reads the reason out of a failed handshake, which the libraries wrap several times. */
public final class DtlsFailure {
    private DtlsFailure() {}

    /** The card's part in a failure, a signature or a master secret that did not come; empty if the card did its work. */
    public static Optional<CardException> signing(Throwable failure) {
        return Causes.first(failure, SigningFailedException.class)
                .map(SigningFailedException::card)
                .or(() -> Causes.first(failure, PskFailedException.class).map(PskFailedException::card));
    }
}
