package iotsafe.client.cli;

import iotsafe.client.card.CardReport;
import iotsafe.client.card.CertificateFacts;
import iotsafe.client.card.Inspected;
import iotsafe.client.card.MaskedIdentity;
import iotsafe.client.config.Printable;
import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.applet.ApplicationData;
import iotsafe.credentials.applet.SelectedApplet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An inspection for a person: a line for each container, and below it what else there is to know. */
final class ReportText {
    private static final String BELOW = "          ";

    private final CardReport report;
    private final List<String> lines = new ArrayList<>();

    private ReportText(CardReport report) {
        this.report = report;
    }

    static List<String> lines(CardReport report, boolean wholeIccid) {
        return new ReportText(report).write(wholeIccid);
    }

    private List<String> write(boolean wholeIccid) {
        add("reader    %s".formatted(report.reader()));
        add("card      %s".formatted(wholeIccid ? report.identity().value() : MaskedIdentity.of(report.identity())));
        report.applet().ifPresent(this::applet);
        report.objects().forEach(this::object);
        add("%d exchanges".formatted(report.exchanges()));
        return lines;
    }

    private void applet(SelectedApplet applet) {
        add("applet    %s%s, on channel %d"
                .formatted(
                        applet.aid(),
                        report.application()
                                .map(ApplicationData::version)
                                .filter(version -> version.isPresent())
                                .map(version -> ", version %02X".formatted(version.getAsInt()))
                                .orElse(""),
                        applet.channel()));
        Dialect dialect = report.dialect();
        add("line      %s"
                .formatted(Stream.of(
                                applet.protocol(),
                                applet.atr().map(atr -> "ATR " + atr),
                                Optional.of("class " + Words.habit(dialect.proprietaryClass(), "80", "00")),
                                Optional.of("Le after a body "
                                        + Words.habit(dialect.lengthAfterBody(), "sent", "left out")))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", "))));
        declared();
    }

    /** What the card says of itself; and, for what it denies, that it is not asked. */
    private void declared() {
        if (report.application().isEmpty()) {
            add("declares  nothing: every command is tried");
            return;
        }
        Capabilities said = report.declared();
        add("declares  sign %s, generate %s, agree %s, prf %s, hkdf %s%s%s%s"
                .formatted(
                        Words.offer(said.sign()),
                        Words.offer(said.generate()),
                        Words.offer(said.agree()),
                        Words.offer(said.prf()),
                        Words.offer(said.hkdf()),
                        said.schemes().map(all -> "; " + names(all)).orElse(""),
                        said.hashes().map(all -> "; " + names(all)).orElse(""),
                        said.sessions().isPresent()
                                ? "; sessions " + said.sessions().getAsInt()
                                : ""));
        add("uses      ecdsa or rsa-pkcs1 with sha-256; what is declared no is never asked, what is unsaid is tried");
    }

    private void object(Inspected inspected) {
        CardObject object = inspected.object();
        add("%-9s id %-8s %-16s %s"
                .formatted(
                        object.uri().type().word(),
                        object.id().map(Bytes::toHex).orElse("-"),
                        object.label()
                                .map(label -> Words.text(label)
                                        .map(text -> "\"" + text + "\"")
                                        .orElseGet(label::toHex))
                                .orElse(""),
                        content(inspected)));
        details(object).ifPresent(text -> add((BELOW + "%s").formatted(text)));
        for (CertificateFacts facts : inspected.certificates()) {
            certificate(facts);
        }
        for (CertificateFacts facts : report.certificatesOf(object.uri())) {
            add((BELOW + "certificate \"%s\"").formatted(subject(facts)));
        }
    }

    private static String content(Inspected inspected) {
        CardObject object = inspected.object();
        if (!inspected.isFilled()) {
            return "empty";
        }
        if (object.uri().type() != ObjectType.FILE) {
            return object.keyType().isPresent()
                    ? "key type %02X".formatted(object.keyType().getAsInt())
                    : "filled";
        }
        if (inspected.problem().isPresent()) {
            return inspected.problem().get();
        }
        return inspected.certificates().isEmpty()
                ? "%d bytes, no certificate".formatted(inspected.read().orElse(0))
                : "certificate \"%s\" until %s"
                        .formatted(
                                subject(inspected.certificates().get(0)),
                                inspected
                                        .certificates()
                                        .get(0)
                                        .certificate()
                                        .getNotAfter()
                                        .toInstant());
    }

    private static Optional<String> details(CardObject object) {
        List<String> parts = new ArrayList<>();
        if (object.keyType().isPresent()) {
            parts.add(Words.kind(object));
        }
        Words.functions(object).ifPresent(words -> parts.add("for " + orNothing(words)));
        Words.derivations(object).ifPresent(words -> parts.add("by " + orNothing(words)));
        Words.usage(object).ifPresent(usage -> parts.add("usage " + usage));
        Words.access(object).ifPresent(words -> parts.add("device may " + orNothing(words)));
        if (object.size().isPresent()) {
            parts.add("size " + object.size().getAsInt());
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    private void certificate(CertificateFacts facts) {
        add((BELOW + "subject   %s").formatted(subject(facts)));
        add((BELOW + "issuer    %s")
                .formatted(facts.certificate().getIssuerX500Principal().getName()));
        add((BELOW + "serial    %s").formatted(Words.serial(facts)));
        add((BELOW + "valid     %s to %s (%s)")
                .formatted(
                        facts.certificate().getNotBefore().toInstant(),
                        facts.certificate().getNotAfter().toInstant(),
                        facts.isValid(report.at()) ? facts.daysLeft(report.at()) + " days left" : "not valid now"));
        if (facts.isAuthority()) {
            add(BELOW + "an authority's, such as an anchor");
        }
        facts.key().ifPresent(key -> add((BELOW + "belongs to %s").formatted(key)));
    }

    private static String subject(CertificateFacts facts) {
        return facts.certificate().getSubjectX500Principal().getName();
    }

    private static String orNothing(List<String> words) {
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }

    private static String names(Iterable<? extends Enum<?>> constants) {
        List<String> names = new ArrayList<>();
        constants.forEach(constant -> names.add(Words.name(constant)));
        return String.join(", ", names);
    }

    private void add(String line) {
        lines.add(Printable.of(line));
    }
}
