package iotsafe.client.config;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.ObjectType;
import java.util.List;
import java.util.Optional;

/** What is said of pre-shared keys must fit together, and the reader. */
final class PskRules {
    /** Where the bootstrap key is if it is a pre-shared key and no place is given. */
    static final String DEFAULT_KEY = "iotsafe:type=secret;id=0A";

    private static final List<ConfigKey> ON_CARD = List.of(
            ConfigKey.BOOTSTRAP_PSK_IDENTITY,
            ConfigKey.MANAGEMENT_PSK_IDENTITY,
            ConfigKey.CARD_PSK_FORM,
            ConfigKey.CARD_PSK_TEST);

    private final Settings settings;
    private final Problems problems;

    PskRules(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** The bootstrap key where no identity makes it a pre-shared key. */
    static OnCard privateKey(String text) {
        if (CredentialUri.parse(text) instanceof OnCard onCard && onCard.type() == ObjectType.SECRET) {
            throw new BadValueException(
                    "a pre-shared key goes by an identity, and bootstrap.psk-identity is not given",
                    "write bootstrap.psk-identity, or name a private key");
        }
        return Values.privateKey(text);
    }

    void check(Optional<ReaderAddress> reader) {
        exclude(
                ConfigKey.BOOTSTRAP_PSK_IDENTITY,
                ConfigKey.BOOTSTRAP_CERTIFICATE,
                "the device bootstraps with a pre-shared key or with a certificate, not with both");
        exclude(ConfigKey.CARD_PSK_TEST, ConfigKey.CARD_PSK_FORM, "the test finds out what the other says");
        requireTogether(ConfigKey.MANAGEMENT_PSK_IDENTITY, ConfigKey.MANAGEMENT_KEY);
        requireTogether(ConfigKey.MANAGEMENT_KEY, ConfigKey.MANAGEMENT_PSK_IDENTITY);
        if (reader.isPresent() && reader.get() instanceof ReaderAddress.Pkcs11) {
            ON_CARD.forEach(this::refuseOnToken);
        }
    }

    private void exclude(ConfigKey one, ConfigKey other, String because) {
        Optional<Setting> second = settings.get(other);
        if (settings.get(one).isPresent() && second.isPresent()) {
            problems.add(
                    second.get().place(),
                    "%s and %s are both given; %s".formatted(one.path(), other.path(), because),
                    "remove one of them");
        }
    }

    private void requireTogether(ConfigKey given, ConfigKey missing) {
        Optional<Setting> first = settings.get(given);
        if (first.isPresent() && settings.get(missing).isEmpty() && !settings.isRefused(missing)) {
            problems.add(
                    first.get().place(),
                    "%s is given without %s; a pre-shared key is both".formatted(given.path(), missing.path()),
                    "write %s, too".formatted(missing.path()));
        }
    }

    private void refuseOnToken(ConfigKey key) {
        settings.get(key)
                .ifPresent(setting -> problems.add(
                        setting.place(),
                        "%s has no meaning with \"pkcs11:\": a token computes no TLS master secret"
                                .formatted(key.path()),
                        "remove it, and bootstrap with a certificate; or name a card with the IoT SAFE applet"));
    }
}
