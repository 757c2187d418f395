package iotsafe.client.cli;

import iotsafe.client.card.CertificateFacts;
import iotsafe.client.card.KeyKind;
import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** The words for what a card says in bits, the same in text and JSON (GSMA IoT.05, tags). */
final class Words {
    private static final List<String> FUNCTIONS = List.of("sign", "generate", "agree", "derive");
    private static final List<String> ACCESS = List.of("read", "update");
    private static final List<String> KEY_USAGES = List.of("general", "tls-1.2", "tls-1.3");
    private static final List<String> FILE_USAGES = List.of("general", "x509");
    private static final List<String> SCHEMES = List.of("rsa-pkcs1", "rsa-pss", "ecdsa");
    private static final List<String> HASHES = List.of("sha-256", "sha-384", "sha-512");
    private static final List<String> DERIVATIONS = List.of("prf", "hkdf");

    private Words() {}

    static Optional<List<String>> functions(CardObject object) {
        return bits(object.functions(), FUNCTIONS);
    }

    static Optional<List<String>> access(CardObject object) {
        return bits(object.attributes().access(), ACCESS);
    }

    static Optional<List<String>> schemes(CardObject object) {
        return bits(object.attributes().signatures(), SCHEMES);
    }

    static Optional<List<String>> hashes(CardObject object) {
        return bits(object.attributes().hashes(), HASHES);
    }

    static Optional<List<String>> derivations(CardObject object) {
        return bits(object.attributes().derivations(), DERIVATIONS);
    }

    /** Empty if not said or unlisted. */
    static Optional<String> usage(CardObject object) {
        List<String> known = object.uri().type() == ObjectType.FILE ? FILE_USAGES : KEY_USAGES;
        int usage = object.attributes().usage().orElse(0);
        return usage < 1 || usage > known.size() ? Optional.empty() : Optional.of(known.get(usage - 1));
    }

    static String state(CardObject object) {
        return object.filled().map(filled -> filled ? "filled" : "empty").orElse("unsaid");
    }

    static String offer(Capabilities.Offer offer) {
        return switch (offer) {
            case YES -> "yes";
            case NO -> "no";
            case UNKNOWN -> "unsaid";
        };
    }

    /** What the agent makes of an offer. */
    static String use(Capabilities.Offer offer) {
        return switch (offer) {
            case YES -> "asked";
            case NO -> "never-asked";
            case UNKNOWN -> "tried";
        };
    }

    static String habit(Dialect.Habit habit, String yes, String no) {
        return switch (habit) {
            case YES -> yes;
            case NO -> no;
            case UNTRIED -> "untried";
        };
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String serial(CertificateFacts facts) {
        return facts.certificate().getSerialNumber().toString(16);
    }

    static String kind(CardObject key) {
        return KeyKind.of(key).words() + (KeyKind.isVolatile(key) ? ", gone at reset" : "");
    }

    /** Labels are opaque bytes: text only if they are text. */
    static Optional<String> text(Bytes label) {
        String text = new String(label.toArray(), StandardCharsets.US_ASCII);
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F) ? Optional.of(text) : Optional.empty();
    }

    private static Optional<List<String>> bits(OptionalInt field, List<String> names) {
        if (field.isEmpty()) {
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        for (int bit = 0; bit < names.size(); bit++) {
            if ((field.getAsInt() >>> bit & 1) != 0) {
                found.add(names.get(bit));
            }
        }
        return Optional.of(found);
    }
}
