package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the reason out of a failed handshake, which the libraries wrap several times. */
public final class DtlsFailure {
    private DtlsFailure() {}

    /** The card's part in a failure; empty if the card did its work. */
    public static Optional<CardException> signing(Throwable failure) {
        return causes(failure)
                .filter(SigningFailedException.class::isInstance)
                .map(cause -> ((SigningFailedException) cause).card())
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
