package iotsafe.client.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iotsafe.client.card.CardReport;
import iotsafe.client.card.CertificateFacts;
import iotsafe.client.card.Inspected;
import iotsafe.client.card.KeyKind;
import iotsafe.client.card.MaskedIdentity;
import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.applet.ApplicationData;
import iotsafe.credentials.applet.SelectedApplet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An inspection for scripts; the README of this module tells its shape. A field that the card does not fill is left out. */
final class ReportJson {
    private final CardReport report;

    private ReportJson(CardReport report) {
        this.report = report;
    }

    static ObjectNode of(CardReport report, boolean wholeIccid) {
        ObjectNode document = Json.document();
        new ReportJson(report).write(document, wholeIccid);
        return document;
    }

    private void write(ObjectNode to, boolean wholeIccid) {
        to.put("reader", report.reader());
        to.put("identity", wholeIccid ? report.identity().value() : MaskedIdentity.of(report.identity()));
        to.put("at", report.at().toString());
        report.applet().ifPresent(applet -> {
            applet(to.putObject("applet"), applet);
            line(to.putObject("line"), applet);
            declared(to);
        });
        ArrayNode objects = to.putArray("objects");
        report.objects().forEach(inspected -> object(objects.addObject(), inspected));
        to.put("exchanges", report.exchanges());
    }

    private void applet(ObjectNode to, SelectedApplet applet) {
        to.put("aid", applet.aid().toHex());
        report.application().ifPresent(said -> {
            said.version().ifPresent(version -> to.put("version", "%02X".formatted(version)));
            said.identifier().map(Bytes::toHex).ifPresent(identifier -> to.put("identifier", identifier));
        });
        to.put("channel", applet.channel());
    }

    private void line(ObjectNode to, SelectedApplet applet) {
        Dialect dialect = report.dialect();
        to.put("place", applet.place());
        applet.protocol().ifPresent(protocol -> to.put("protocol", protocol));
        applet.atr().map(Bytes::toHex).ifPresent(atr -> to.put("atr", atr));
        to.put("class", Words.habit(dialect.proprietaryClass(), "80", "00"));
        to.put("lengthAfterBody", Words.habit(dialect.lengthAfterBody(), "sent", "left-out"));
        to.put("signatureLengthBytes", Words.habit(dialect.wideSignatureLength(), "2", "1"));
    }

    private void declared(ObjectNode to) {
        Capabilities said = report.declared();
        to.put(
                "declaresCapabilities",
                report.application().map(ApplicationData::raw).isPresent());
        ObjectNode capabilities = to.putObject("capabilities");
        offer(capabilities, "sign", said.sign());
        offer(capabilities, "generate", said.generate());
        offer(capabilities, "agree", said.agree());
        offer(capabilities, "prf", said.prf());
        offer(capabilities, "hkdf", said.hkdf());
        said.schemes().ifPresent(all -> strings(to, "schemes", names(all)));
        said.hashes().ifPresent(all -> strings(to, "hashes", names(all)));
        said.sessions().ifPresent(sessions -> to.put("sessions", sessions));
    }

    private static void offer(ObjectNode to, String name, Capabilities.Offer offer) {
        to.putObject(name).put("declared", Words.offer(offer)).put("used", Words.use(offer));
    }

    private void object(ObjectNode to, Inspected inspected) {
        CardObject object = inspected.object();
        to.put("uri", object.uri().toString());
        to.put("type", object.uri().type().word());
        object.id().map(Bytes::toHex).ifPresent(id -> to.put("id", id));
        object.label().ifPresent(label -> {
            to.put("labelHex", label.toHex());
            Words.text(label).ifPresent(text -> to.put("label", text));
        });
        to.put("state", Words.state(object));
        object.keyType().ifPresent(type -> {
            to.put("keyType", "%02X".formatted(type));
            to.put("key", KeyKind.of(object).words());
            to.put("volatile", KeyKind.isVolatile(object));
        });
        strings(to, "functions", Words.functions(object));
        strings(to, "schemes", Words.schemes(object));
        strings(to, "hashes", Words.hashes(object));
        strings(to, "derivations", Words.derivations(object));
        strings(to, "access", Words.access(object));
        Words.usage(object).ifPresent(usage -> to.put("usage", usage));
        object.size().ifPresent(size -> to.put("size", size));
        inspected.read().ifPresent(read -> to.put("contentBytes", read));
        inspected.problem().ifPresent(problem -> to.put("problem", problem));
        if (object.uri().type() == ObjectType.FILE) {
            ArrayNode certificates = to.putArray("certificates");
            inspected.certificates().forEach(facts -> certificate(certificates.addObject(), facts));
        }
        report.publicHalf(object)
                .filter(half -> object.uri().type() == ObjectType.PRIVATE)
                .ifPresent(half -> to.put("publicKey", half.uri().toString()));
    }

    private void certificate(ObjectNode to, CertificateFacts facts) {
        to.put("subject", facts.certificate().getSubjectX500Principal().getName());
        to.put("issuer", facts.certificate().getIssuerX500Principal().getName());
        to.put("serial", Words.serial(facts));
        to.put("notBefore", facts.certificate().getNotBefore().toInstant().toString());
        to.put("notAfter", facts.certificate().getNotAfter().toInstant().toString());
        to.put("daysLeft", facts.daysLeft(report.at()));
        to.put("valid", facts.isValid(report.at()));
        to.put("authority", facts.isAuthority());
        facts.key().ifPresent(key -> to.put("privateKey", key.toString()));
    }

    private static List<String> names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Words::name).toList();
    }

    private static void strings(ObjectNode to, String name, Optional<List<String>> words) {
        words.ifPresent(all -> strings(to, name, all));
    }

    private static void strings(ObjectNode to, String name, List<String> words) {
        words.forEach(to.putArray(name)::add);
    }
}
