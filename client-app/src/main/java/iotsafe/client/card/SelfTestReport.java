package iotsafe.client.card;

import java.util.List;

/**
 * What came of a self-test.
 *
 * @param card what the card is and holds
 * @param checks what was tried, in that order
 * @param timings how long the card took
 * @param abilities what the agent can do with this card
 * @param exchanges command-response pairs, the inspection's included
 */
public record SelfTestReport(
        CardReport card, List<Check> checks, List<Timing> timings, List<Ability> abilities, long exchanges) {
    /** The lists become unmodifiable. */
    public SelfTestReport {
        checks = List.copyOf(checks);
        timings = List.copyOf(timings);
        abilities = List.copyOf(abilities);
    }

    /** Whether the card did all that it promises; it may still lack what the agent needs. */
    public boolean passed() {
        return checks.stream().noneMatch(check -> check.outcome() == Check.Outcome.FAILED);
    }
}
