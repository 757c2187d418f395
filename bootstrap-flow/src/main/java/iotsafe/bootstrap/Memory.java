package iotsafe.bootstrap;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All that the device keeps over a restart.
 *
 * @param managed the account and the certificate in force; empty until the first bootstrap has come to its end
 * @param candidate what a renewal brought, until a registration with it has worked; only with {@code managed}
 * @param request what is being asked for
 * @param history the attempts to renew so far
 * @param silentUntil until when the flow's own server wants to hear nothing (Disable, OMA LwM2M Core /1/x/4)
 * @param othersSilentUntil the same of the servers beside it, by short server id
 */
public record Memory(
        Optional<SavedState> managed,
        Optional<Candidate> candidate,
        Optional<RequestInHand> request,
        RenewalHistory history,
        Optional<Instant> silentUntil,
        Map<Integer, Instant> othersSilentUntil) {
    /** Of a new device. */
    public static final Memory EMPTY =
            new Memory(Optional.empty(), Optional.empty(), Optional.empty(), RenewalHistory.NONE);

    /** Of a device that may talk. */
    public Memory(
            Optional<SavedState> managed,
            Optional<Candidate> candidate,
            Optional<RequestInHand> request,
            RenewalHistory history) {
        this(managed, candidate, request, history, Optional.empty(), Map.of());
    }

    /** Copies the map; refuses a candidate that nothing is in force beside. */
    public Memory {
        othersSilentUntil = Map.copyOf(othersSilentUntil);
        if (candidate.isPresent() && managed.isEmpty()) {
            throw new IllegalArgumentException("a candidate without a certificate in force");
        }
    }

    /** What is in force, and nothing on the way. */
    public static Memory of(SavedState managed) {
        return new Memory(Optional.of(managed), Optional.empty(), Optional.empty(), RenewalHistory.NONE);
    }

    /** With this account and certificate in force, and all else as it is. */
    Memory inForce(SavedState next) {
        return new Memory(Optional.of(next), candidate, request, history, silentUntil, othersSilentUntil);
    }

    /** With this request, and no candidate: its key may have been in the container that the request's is in. */
    Memory asking(RequestInHand next) {
        return new Memory(managed, Optional.empty(), Optional.of(next), history, silentUntil, othersSilentUntil);
    }

    /** With this candidate; what it was asked for with has done its work. */
    Memory issued(Candidate next) {
        return new Memory(managed, Optional.of(next), Optional.empty(), history, silentUntil, othersSilentUntil);
    }

    /** Without anything on the way. */
    Memory settled() {
        return new Memory(managed, Optional.empty(), Optional.empty(), history, silentUntil, othersSilentUntil);
    }

    /** With this history. */
    Memory with(RenewalHistory next) {
        return new Memory(managed, candidate, request, next, silentUntil, othersSilentUntil);
    }

    /** With a silence that the management server wants. */
    Memory silent(Instant until) {
        return new Memory(managed, candidate, request, history, Optional.of(until), othersSilentUntil);
    }

    /** With the silences that other servers want. */
    Memory othersSilent(Map<Integer, Instant> until) {
        return new Memory(managed, candidate, request, history, silentUntil, until);
    }

    /** With its end. */
    Memory talking() {
        return new Memory(managed, candidate, request, history, Optional.empty(), othersSilentUntil);
    }
}
