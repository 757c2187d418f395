package iotsafe.client.card;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.applet.ApplicationData;
import iotsafe.credentials.applet.SelectedApplet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one card, or a token in its place, is and holds.
 *
 * @param reader the address under which it was reached
 * @param identity tells it from others; {@link MaskedIdentity} says how to show it
 * @param applet how the applet is reached; empty for a token
 * @param application what the applet says of itself; empty if it does not, or for a token
 * @param declared the meaning of that
 * @param dialect how the card wants its commands, as far as this inspection has shown
 * @param objects in the card's order
 * @param exchanges command-response pairs that this took
 * @param at when it was inspected
 */
public record CardReport(
        String reader,
        CardIdentity identity,
        Optional<SelectedApplet> applet,
        Optional<ApplicationData> application,
        Capabilities declared,
        Dialect dialect,
        List<Inspected> objects,
        long exchanges,
        Instant at) {
    /** The list becomes unmodifiable. */
    public CardReport {
        objects = List.copyOf(objects);
    }

    /** The containers of a kind, in the card's order. */
    public List<CardObject> all(ObjectType type) {
        return objects.stream()
                .map(Inspected::object)
                .filter(object -> object.uri().type() == type)
                .toList();
    }

    /** Those of a kind that hold something, as far as the card says. */
    public List<CardObject> filled(ObjectType type) {
        return all(type).stream().filter(object -> object.filled().orElse(true)).toList();
    }

    /** The certificates that belong to a private key. */
    public List<CertificateFacts> certificatesOf(CredentialUri.OnCard key) {
        return objects.stream()
                .flatMap(object -> object.certificates().stream())
                .filter(facts -> facts.key().filter(key::equals).isPresent())
                .toList();
    }

    /** The public container of the same label as a private one: a pair (GSMA IoT.05 2.11.2). */
    public Optional<CardObject> publicHalf(CardObject privateKey) {
        return all(ObjectType.PUBLIC).stream()
                .filter(half -> half.label().isPresent() && half.label().equals(privateKey.label()))
                .findFirst();
    }

    /** The private container of the same label as a public one. */
    public Optional<CardObject> privateHalf(CardObject publicKey) {
        return all(ObjectType.PRIVATE).stream()
                .filter(half -> half.label().isPresent() && half.label().equals(publicKey.label()))
                .findFirst();
    }
}
