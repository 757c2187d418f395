package iotsafe.client.cli;

import iotsafe.client.card.Ability;
import iotsafe.client.card.Check;
import iotsafe.client.card.MaskedIdentity;
import iotsafe.client.card.SelfTestReport;
import iotsafe.client.card.Timing;
import iotsafe.client.config.Printable;
import java.util.ArrayList;
import java.util.List;

/** A self-test for a person. */
final class SelfTestText {
    private final List<String> lines = new ArrayList<>();

    private SelfTestText() {}

    static List<String> lines(SelfTestReport report) {
        return new SelfTestText().write(report);
    }

    private List<String> write(SelfTestReport report) {
        add("reader    %s".formatted(report.card().reader()));
        add("card      %s".formatted(MaskedIdentity.of(report.card().identity())));
        add("");
        report.checks().forEach(this::check);
        add("");
        add("%-26s %5s %9s %9s %9s".formatted("milliseconds", "times", "min", "median", "max"));
        report.timings().forEach(this::timing);
        add("");
        add("what the agent can do with this card");
        report.abilities().forEach(this::ability);
        add("");
        add("%s, %d exchanges"
                .formatted(report.passed() ? "the card does what it says" : "the card FAILED", report.exchanges()));
        return lines;
    }

    private void check(Check check) {
        String word = switch (check.outcome()) {
            case PASSED -> "ok";
            case UNPROVEN -> "unproven";
            case NOT_OFFERED -> "-";
            case FAILED -> "FAILED";
        };
        add("%-9s %s%s: %s"
                .formatted(
                        word,
                        check.name(),
                        check.object().map(object -> ", " + object).orElse(""),
                        check.detail()));
    }

    private void timing(Timing timing) {
        add("%-26s %5d %9s %9s %9s"
                .formatted(
                        timing.command(),
                        timing.count(),
                        Milliseconds.of(timing.min()),
                        Milliseconds.of(timing.median()),
                        Milliseconds.of(timing.max())));
    }

    private void ability(Ability ability) {
        add("%-9s %s: %s".formatted(Words.name(ability.verdict()), ability.name(), ability.reason()));
        if (!ability.remedy().isEmpty()) {
            add("          %s".formatted(ability.remedy()));
        }
    }

    private void add(String line) {
        lines.add(Printable.of(line));
    }
}
