package iotsafe.bootstrap.lwm2m.kept;

import iotsafe.credentials.apdu.Bytes;
import java.time.Instant;
import java.util.Optional;

/** An observation that a server has begun. Two are never equal, for a server may begin the same again. */
public final class KeptObservation {
    /** Header and the longest token (RFC 7252 section 3). */
    private static final int TOKEN_AT = 4;

    private static final int TOKEN_LENGTH = 0x0F;

    private final Bytes request;
    private final Optional<Told> told;

    /**
     * The last notification, or the answer to Observe.
     *
     * @param at when
     * @param values SenML JSON (RFC 8428); what is not in it was not there
     */
    public record Told(Instant at, String values) {}

    /**
     * As it is kept.
     *
     * @param request the whole request as a CoAP message: its token, its paths, what it accepts, its attributes
     * @param told what the server was told last; empty if nobody can say
     */
    KeptObservation(Bytes request, Optional<Told> told) {
        this.request = request;
        this.told = told;
        if (request.length() < TOKEN_AT + tokenLength()) {
            throw new IllegalArgumentException("a request of %d bytes".formatted(request.length()));
        }
    }

    /** The whole request as a CoAP message. */
    public Bytes request() {
        return request;
    }

    /** What the server was told last by an earlier process; empty if nobody can say. */
    public Optional<Told> told() {
        return told;
    }

    boolean hasTokenOf(KeptObservation other) {
        return token().equals(other.token());
    }

    private Bytes token() {
        return request.slice(TOKEN_AT, TOKEN_AT + tokenLength());
    }

    private int tokenLength() {
        return request.isEmpty() ? 0 : request.u8(0) & TOKEN_LENGTH;
    }
}
