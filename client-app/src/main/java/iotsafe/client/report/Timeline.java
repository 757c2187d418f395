package iotsafe.client.report;

import java.util.List;
import java.util.Locale;

/** The steps as a picture: each a bar as long as it took, below the one before, with its cost beside it. */
final class Timeline {
    private static final int WIDTH = 960;
    private static final int LABELS = 170;
    private static final int COSTS = 190;
    private static final int ROW = 26;
    private static final int BAR = 16;

    private final List<ProvisioningStep> steps;
    private final double millisecond;

    Timeline(List<ProvisioningStep> steps) {
        this.steps = steps;
        long sum = steps.stream().mapToLong(step -> step.took().toMillis()).sum();
        this.millisecond = (double) (WIDTH - LABELS - COSTS) / Math.max(1, sum);
    }

    /** An SVG element. */
    String svg() {
        int height = (steps.size() + 1) * ROW;
        StringBuilder svg = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"the steps and what each took\">%n"
                        .formatted(WIDTH, height));
        svg.append(text(0, BAR, "step"))
                .append(text(LABELS, BAR, "time"))
                .append(text(WIDTH - COSTS + 10, BAR, "card"))
                .append(text(WIDTH - COSTS + 90, BAR, "records out / in"));
        double at = LABELS;
        int y = ROW;
        for (ProvisioningStep step : steps) {
            double width = Math.max(1, step.took().toMillis() * millisecond);
            svg.append(text(0, y + BAR, step.state()))
                    .append(bar(at, y, width, step))
                    .append(text(WIDTH - COSTS + 10, y + BAR, String.valueOf(step.exchanges())))
                    .append(text(
                            WIDTH - COSTS + 90,
                            y + BAR,
                            "%d / %d".formatted(step.recordsSent(), step.recordsReceived())));
            at = Math.min(at + step.took().toMillis() * millisecond, WIDTH - COSTS - 1);
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(double x, int y, double width, ProvisioningStep step) {
        return "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"><title>%s</title></rect>%n"
                .formatted(
                        step.failed() ? "failed" : "done",
                        number(x),
                        y + 3,
                        number(width),
                        BAR,
                        Html.escape("%d ms: %s".formatted(step.took().toMillis(), step.sentence())));
    }

    private static String text(int x, int y, String text) {
        return "<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y, Html.escape(text));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
