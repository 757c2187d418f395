package iotsafe.client.card;

import iotsafe.client.card.Ability.Verdict;
import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the agent can do with a card, from what was found on it and what came of the checks. */
final class Abilities {
    private final CardReport card;
    private final List<Check> checks;

    Abilities(CardReport card, List<Check> checks) {
        this.card = card;
        this.checks = checks;
    }

    List<Ability> all() {
        return List.of(bootstrap(), keyPair(), renewal(), psk(), sealing(), random());
    }

    /** A P-256 key that signs, and a certificate over it: what a handshake with the bootstrap server takes. */
    private Ability bootstrap() {
        String name = "X.509 bootstrap";
        List<CardObject> signing = card.filled(ObjectType.PRIVATE).stream()
                .filter(key -> did("sign", key.uri()))
                .toList();
        List<CardObject> fitting = signing.stream().filter(Abilities::isP256).toList();
        if (fitting.isEmpty()) {
            return new Ability(
                    name,
                    Verdict.NO,
                    signing.isEmpty()
                            ? "no key on the card signs"
                            : "only keys of other kinds than P-256 sign: %s".formatted(names(signing)),
                    "have a P-256 key and its certificate put on the card before it is delivered");
        }
        List<CertificateFacts> certificates = fitting.stream()
                .flatMap(key -> card.certificatesOf(key.uri()).stream())
                .toList();
        Optional<CertificateFacts> valid =
                certificates.stream().filter(facts -> facts.isValid(card.at())).findFirst();
        if (valid.isPresent()) {
            return new Ability(
                    name,
                    Verdict.YES,
                    "%s signs, and its certificate on the card is valid for %d days"
                            .formatted(
                                    valid.get().key().orElseThrow(), valid.get().daysLeft(card.at())),
                    hasAuthority() ? "" : "no anchor is on the card: name one by bootstrap.trust, file:/…");
        }
        return certificates.isEmpty()
                ? new Ability(
                        name,
                        Verdict.PARTLY,
                        "%s signs, but no certificate on the card belongs to it".formatted(names(fitting)),
                        "name its certificate by bootstrap.certificate, file:/…, or have it put on the card")
                : new Ability(
                        name,
                        Verdict.NO,
                        "the certificate of %s is not valid today".formatted(names(fitting)),
                        "set the clock, or have the certificate on the card renewed");
    }

    private Ability keyPair() {
        String name = "EST with a key pair made on the card";
        List<CardObject> free = generable();
        if (!free.isEmpty()) {
            return new Ability(
                    name,
                    card.applet().isPresent() ? Verdict.YES : Verdict.PARTLY,
                    "a pair can be generated in %s (not tried: what a container holds would be lost)"
                            .formatted(names(free)),
                    "");
        }
        if (card.applet().isEmpty()) {
            return new Ability(
                    name,
                    Verdict.PARTLY,
                    "a token makes room for a new pair by itself, if the user may create keys (not tried)",
                    "");
        }
        return new Ability(
                name,
                Verdict.NO,
                card.declared().generate() == Capabilities.Offer.NO
                        ? "the card says that it has no GENERATE KEY PAIR"
                        : "no pair of P-256 containers beside the factory key says that it may be generated",
                "have a private and a public container of one label added, with the key generation function");
    }

    /** Two containers in turn: the old key serves until the new one has worked. */
    private Ability renewal() {
        String name = "renewal with a new key";
        int containers = generable().size();
        if (card.applet().isEmpty() || containers >= 2) {
            return new Ability(
                    name,
                    card.applet().isEmpty() ? Verdict.PARTLY : Verdict.YES,
                    card.applet().isEmpty()
                            ? "a token makes room for a new pair by itself (not tried)"
                            : "%d containers for pairs can be used in turn".formatted(containers),
                    "");
        }
        return containers == 1
                ? new Ability(
                        name,
                        Verdict.PARTLY,
                        "one container for pairs: a certificate can be renewed over the same key only",
                        "have a second private and public container of one label added")
                : new Ability(
                        name,
                        Verdict.NO,
                        "no container for pairs beside the factory key",
                        "have two pairs of containers added, each of one label, with the key generation function");
    }

    private Ability psk() {
        String name = "PSK suites";
        if (card.filled(ObjectType.SECRET).isEmpty()) {
            return new Ability(
                    name, Verdict.NO, "no secret is on the card", "have a PSK written into a secret key container");
        }
        boolean plain = checks.stream().anyMatch(check -> check.name().equals(DerivationCheck.PSK) && isDone(check));
        boolean ecdhe =
                checks.stream().anyMatch(check -> check.name().equals(DerivationCheck.ECDHE_PSK) && isDone(check));
        if (!plain && !ecdhe) {
            return new Ability(
                    name,
                    Verdict.NO,
                    reason(DerivationCheck.PSK),
                    "use a card whose COMPUTE PRF works over its own secrets (modes 01 and 02), or certificates");
        }
        return new Ability(
                name,
                plain && ecdhe ? Verdict.YES : Verdict.PARTLY,
                "%s, with SHA-256 only"
                        .formatted(
                                plain && ecdhe ? "PSK and ECDHE_PSK" : plain ? "plain PSK alone" : "ECDHE_PSK alone"),
                "");
    }

    /** Under a key that no other card can compute. */
    private Ability sealing() {
        String name = "state sealed to the card";
        if (checks.stream().anyMatch(check -> check.name().equals(DerivationCheck.PSK) && isDone(check))) {
            return new Ability(name, Verdict.YES, "by the PRF over a secret on the card", "");
        }
        boolean agrees = checks.stream().anyMatch(check -> check.name().equals("key agreement") && isDone(check));
        if (!agrees) {
            return new Ability(
                    name,
                    Verdict.NO,
                    "the card neither derives from a secret of its own nor agrees on one; COMPUTE HKDF and COMPUTE PRF over a secret from outside give every card the same key",
                    "have a secret for key derivation, or a key with key agreement, put on the card");
        }
        Optional<CardObject> container = card.all(ObjectType.PUBLIC).stream()
                .filter(object -> card.privateHalf(object).isEmpty())
                .filter(object -> KeyFunctions.mayBeUpdated(object) && KeyFunctions.mayAgree(object))
                .findFirst();
        return container
                .map(peer -> new Ability(
                        name, Verdict.YES, "by key agreement with a key put into %s".formatted(peer.uri()), ""))
                .orElseGet(() -> new Ability(
                        name,
                        Verdict.PARTLY,
                        "keys agree, but only with public keys that are on the card already",
                        "have a public key container added that may be updated, or a secret for key derivation"));
    }

    private Ability random() {
        boolean healthy = checks.stream()
                .anyMatch(check -> check.name().equals("random") && check.outcome() == Check.Outcome.PASSED);
        return healthy
                ? new Ability("random numbers", Verdict.YES, "its bytes pass the health tests of SP 800-90B", "")
                : new Ability(
                        "random numbers",
                        Verdict.NO,
                        reason("random"),
                        "the agent uses the host's generator: see that the host has a good one");
    }

    /** Those the agent may generate in: never one that has a certificate on the card, which is the factory's. */
    private List<CardObject> generable() {
        if (card.declared().generate() == Capabilities.Offer.NO || card.applet().isEmpty()) {
            return List.of();
        }
        return card.all(ObjectType.PRIVATE).stream()
                .filter(key -> isP256(key) && KeyFunctions.mayBeGenerated(key) && KeyFunctions.mayBeUpdated(key))
                .filter(key -> card.certificatesOf(key.uri()).isEmpty() && !KeyKind.isVolatile(key))
                .filter(key -> card.publicHalf(key).isPresent())
                .toList();
    }

    private boolean hasAuthority() {
        return card.objects().stream()
                .flatMap(object -> object.certificates().stream())
                .anyMatch(CertificateFacts::isAuthority);
    }

    private boolean did(String name, CredentialUri.OnCard object) {
        return checks.stream()
                .anyMatch(check -> check.name().equals(name)
                        && check.object().filter(object::equals).isPresent()
                        && isDone(check));
    }

    private String reason(String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .map(Check::detail)
                .findFirst()
                .orElse("not tried");
    }

    private static boolean isDone(Check check) {
        return check.outcome() == Check.Outcome.PASSED || check.outcome() == Check.Outcome.UNPROVEN;
    }

    private static boolean isP256(CardObject key) {
        KeyKind kind = KeyKind.of(key);
        return kind == KeyKind.P_256 || kind == KeyKind.UNSAID;
    }

    private static String names(List<CardObject> objects) {
        return objects.stream().map(object -> object.uri().toString()).collect(Collectors.joining(", "));
    }
}
