package iotsafe.client.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iotsafe.client.card.Ability;
import iotsafe.client.card.Check;
import iotsafe.client.card.MaskedIdentity;
import iotsafe.client.card.SelfTestReport;
import iotsafe.client.card.Timing;

/** A self-test for scripts; the README of this module tells its shape. */
final class SelfTestJson {
    private SelfTestJson() {}

    static ObjectNode of(SelfTestReport report) {
        ObjectNode document = Json.document();
        document.put("reader", report.card().reader());
        document.put("identity", MaskedIdentity.of(report.card().identity()));
        document.put("at", report.card().at().toString());
        document.put("passed", report.passed());
        ArrayNode checks = document.putArray("checks");
        report.checks().forEach(check -> check(checks.addObject(), check));
        ArrayNode timings = document.putArray("timings");
        report.timings().forEach(timing -> timing(timings.addObject(), timing));
        ArrayNode abilities = document.putArray("abilities");
        report.abilities().forEach(ability -> ability(abilities.addObject(), ability));
        document.put("exchanges", report.exchanges());
        return document;
    }

    private static void check(ObjectNode to, Check check) {
        to.put("name", check.name());
        check.object().ifPresent(object -> to.put("object", object.toString()));
        to.put("outcome", Words.name(check.outcome()));
        to.put("detail", check.detail());
    }

    private static void timing(ObjectNode to, Timing timing) {
        to.put("command", timing.command());
        to.put("count", timing.count());
        to.put("minMs", Milliseconds.number(timing.min()));
        to.put("medianMs", Milliseconds.number(timing.median()));
        to.put("maxMs", Milliseconds.number(timing.max()));
    }

    private static void ability(ObjectNode to, Ability ability) {
        to.put("name", ability.name());
        to.put("verdict", Words.name(ability.verdict()));
        to.put("reason", ability.reason());
        if (!ability.remedy().isEmpty()) {
            to.put("remedy", ability.remedy());
        }
    }
}
