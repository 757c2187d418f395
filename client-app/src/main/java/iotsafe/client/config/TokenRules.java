package iotsafe.client.config;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.pkcs11.TokenChoice;
import java.util.List;
import java.util.Optional;

/** Credentials named by {@code pkcs11:} URIs, and an applet's name, must suit the reader. */
final class TokenRules {
    private static final List<ConfigKey> CREDENTIALS = List.of(
            ConfigKey.BOOTSTRAP_KEY,
            ConfigKey.BOOTSTRAP_CERTIFICATE,
            ConfigKey.BOOTSTRAP_TRUST,
            ConfigKey.ENROLMENT_KEY,
            ConfigKey.MANAGEMENT_TRUST,
            ConfigKey.STATE_SEAL_KEY);

    private final Settings settings;
    private final Problems problems;

    TokenRules(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void check(ReaderAddress reader) {
        for (ConfigKey key : CREDENTIALS) {
            settings.get(key).ifPresent(setting -> setting.items().forEach(item -> check(reader, key, item)));
        }
        Optional<Setting> applet = settings.get(ConfigKey.CARD_APPLET);
        if (reader instanceof ReaderAddress.Pkcs11 && applet.isPresent()) {
            problems.add(
                    applet.get().place(),
                    "card.applet has no meaning with \"pkcs11:\": a token has no applets",
                    "remove it");
        }
        settings.get(ConfigKey.BOOTSTRAP_FROM_CARD)
                .filter(setting -> reader instanceof ReaderAddress.Pkcs11
                        && setting.items().stream().anyMatch(item -> item.text().equals("true")))
                .ifPresent(setting -> problems.add(
                        setting.place(),
                        "bootstrap.from-card has no meaning with \"pkcs11:\": a token has no bootstrap file of a SIM",
                        "remove it"));
    }

    private void check(ReaderAddress reader, ConfigKey key, Setting.Item item) {
        if (!item.text().startsWith("pkcs11:")) {
            return;
        }
        if (!(reader instanceof ReaderAddress.Pkcs11 token)) {
            problems.add(
                    item.place(),
                    "%s is an object of a PKCS#11 token, and card.reader is none".formatted(key.path()),
                    "write iotsafe:type=…;id=…, or a card.reader that starts with \"pkcs11:\"");
            return;
        }
        tokenIn(item).ifPresent(label -> check(token.address().choice(), label, key, item));
    }

    private void check(TokenChoice choice, String label, ConfigKey key, Setting.Item item) {
        if (!(choice instanceof TokenChoice.ByLabel chosen)) {
            problems.add(
                    item.place(),
                    "%s names token %s, and card.reader names none".formatted(key.path(), Printable.quote(label)),
                    "write token=… into card.reader, or leave it out here");
        } else if (!chosen.label().equals(label)) {
            problems.add(
                    item.place(),
                    "%s names token %s, and card.reader token %s"
                            .formatted(key.path(), Printable.quote(label), Printable.quote(chosen.label())),
                    "all keys and certificates are on the one token of card.reader");
        }
    }

    /** Empty also for a URI that cannot be read, which has been reported. */
    private static Optional<String> tokenIn(Setting.Item item) {
        try {
            return CredentialUri.tokenOf(item.text());
        } catch (IllegalArgumentException reported) {
            return Optional.empty();
        }
    }
}
