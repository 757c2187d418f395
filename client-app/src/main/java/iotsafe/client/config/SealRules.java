package iotsafe.client.config;

import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.ObjectType;
import java.util.List;

/** What is said of the state's seal must fit together. */
final class SealRules {
    private static final List<List<ObjectType>> FORMS =
            List.of(List.of(ObjectType.SECRET), List.of(ObjectType.PRIVATE, ObjectType.PUBLIC));

    private final Settings settings;
    private final Problems problems;

    SealRules(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void check(AgentConfig.Seal.Policy policy, List<OnCard> key, List<OnCard> enrolmentKeys) {
        settings.get(ConfigKey.STATE_SEAL_KEY).ifPresent(written -> {
            if (written.items().isEmpty() || written.items().size() != key.size()) {
                return; // reported already
            }
            if (!FORMS.contains(key.stream().map(OnCard::type).toList())) {
                problems.add(
                        written.place(),
                        "state.seal-key names neither one secret, nor a private key and then the public key that it agrees with",
                        "for example iotsafe:type=secret;id=0C, or [iotsafe:type=private;id=06, iotsafe:type=public;id=07]");
            } else if (key.stream().anyMatch(enrolmentKeys::contains)) {
                problems.add(
                        written.place(),
                        "state.seal-key and enrolment.key are both %s; a new key pair would make the state unreadable"
                                .formatted(key.get(0)),
                        "name a key that stays");
            }
        });
        if (policy == AgentConfig.Seal.Policy.REQUIRED
                && settings.get(ConfigKey.STATE_SEAL_KEY).isEmpty()
                && !settings.isRefused(ConfigKey.STATE_SEAL_KEY)) {
            problems.add(
                    settings.get(ConfigKey.STATE_SEAL).orElseThrow().place(),
                    "state.seal is required, and state.seal-key does not say by which key of the card",
                    "write state.seal-key, for example iotsafe:type=secret;id=0C");
        }
    }
}
