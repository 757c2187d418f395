package iotsafe.client.report;

import iotsafe.bootstrap.SavedState;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One page that needs nothing beside it: no script, no font, no picture from elsewhere; its policy forbids them, should a name from outside
 * ever get past the escaping. It is well-formed XML, too.
 */
public final class ReportPage {
    private static final String PAGE = """
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>%1$s: provisioning report</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; background: #fff }
            h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
            svg { width: 100%%; height: auto; font-size: 13px } svg text { fill: currentColor }
            .done { fill: #2f7d5b } .failed { fill: #c0452b }
            table { border-collapse: collapse; width: 100%% } td, th { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #d5dbe1; vertical-align: top }
            td.n, th.n { text-align: right } tr.failed td { color: #c0452b; fill: none }
            .cert { border: 1px solid #8494a5; border-radius: .4rem; padding: .6rem .9rem; max-width: 40rem; overflow-wrap: anywhere }
            .cert.own { border: 2px solid #2f7d5b } .arrow { padding-left: 2rem; color: #5b6b7b }
            pre { background: #f2f5f7; padding: .8rem; overflow-x: auto }
            @media (prefers-color-scheme: dark) { body { color: #dbe3ea; background: #15191d } pre { background: #20262c } }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            <p>Written %2$s.</p>
            <pre>%3$s</pre>
            <h2>From card to registered</h2>
            %4$s
            <h2>Certificates</h2>
            %5$s
            </body>
            </html>
            """;

    private ReportPage() {}

    /**
     * Makes the page.
     *
     * @param status how the device stands, in lines
     * @param saved what it is registered with, if it ever was
     * @param provisioning how it got there, if that was written down
     */
    public static String of(
            String status, Optional<SavedState> saved, Optional<Provisioning> provisioning, Instant now) {
        return PAGE.formatted(
                Html.escape(saved.map(SavedState::endpoint).orElse("a device that is not provisioned")),
                now,
                lines(status),
                provisioning.map(ReportPage::steps).orElse("<p>No provisioning has been written down yet.</p>"),
                saved.filter(state -> !state.usesPsk())
                        .map(state -> chain(state, now))
                        .orElse("<p>There is none: the device has a pre-shared key, or is not provisioned.</p>"));
    }

    private static String lines(String text) {
        return text.lines().map(Html::escape).collect(Collectors.joining("\n"));
    }

    private static String steps(Provisioning provisioning) {
        List<ProvisioningStep> steps = provisioning.steps();
        if (steps.isEmpty()) {
            return "<p>No step was written down.</p>";
        }
        Duration sum = steps.stream().map(ProvisioningStep::took).reduce(Duration.ZERO, Duration::plus);
        String summary =
                "<p>%d steps in %d ms, %d exchanges with the card, %d DTLS records sent and %d received; ended %s.%s</p>%n"
                        .formatted(
                                steps.size(),
                                sum.toMillis(),
                                steps.stream()
                                        .mapToLong(ProvisioningStep::exchanges)
                                        .sum(),
                                steps.stream()
                                        .mapToLong(ProvisioningStep::recordsSent)
                                        .sum(),
                                steps.stream()
                                        .mapToLong(ProvisioningStep::recordsReceived)
                                        .sum(),
                                steps.get(steps.size() - 1).end(),
                                provisioning.leftOut() == 0
                                        ? ""
                                        : " %d earlier ones are left out.".formatted(provisioning.leftOut()));
        String rows = steps.stream().map(ReportPage::row).collect(Collectors.joining());
        return summary + new Timeline(steps).svg() + """
                <table>
                <tr><th>what happened</th><th class="n">ms</th><th class="n">card exchanges</th><th class="n">records sent</th><th class="n">received</th></tr>
                %s</table>
                """.formatted(rows);
    }

    private static String row(ProvisioningStep step) {
        return "<tr%s><td>%s</td><td class=\"n\">%d</td><td class=\"n\">%d</td><td class=\"n\">%d</td><td class=\"n\">%d</td></tr>%n"
                .formatted(
                        step.failed() ? " class=\"failed\"" : "",
                        Html.escape((step.failed() ? "failed: " : "") + step.sentence()),
                        step.took().toMillis(),
                        step.exchanges(),
                        step.recordsSent(),
                        step.recordsReceived());
    }

    /** The anchor on top, the device's own at the bottom, as the signatures go. */
    private static String chain(SavedState state, Instant now) {
        List<X509Certificate> path = new ArrayList<>(state.chain());
        X509Certificate top = path.get(path.size() - 1);
        state.anchors().stream()
                .filter(anchor ->
                        anchor.getSubjectX500Principal().equals(top.getIssuerX500Principal()) && !path.contains(anchor))
                .findFirst()
                .ifPresent(path::add);
        Collections.reverse(path);
        return path.stream()
                .map(certificate -> box(certificate, certificate.equals(state.certificate()), now))
                .collect(Collectors.joining("<div class=\"arrow\">signed &#8595;</div>\n"));
    }

    private static String box(X509Certificate certificate, boolean own, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        String left = end.isBefore(now) ? "expired" : Duration.between(now, end).toDays() + " days left";
        return """
                <div class="%s"><strong>%s</strong><br/>%sserial %s<br/>%s to %s (%s)</div>
                """.formatted(
                        own ? "cert own" : "cert",
                        Html.escape(certificate.getSubjectX500Principal().getName()),
                        own ? "the device's own; its key is on the SIM<br/>" : "",
                        certificate.getSerialNumber().toString(16),
                        certificate.getNotBefore().toInstant(),
                        end,
                        left);
    }
}
