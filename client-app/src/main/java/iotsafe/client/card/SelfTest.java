package iotsafe.client.card;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries what the agent wants of a card, and tells what it can do with it. Writes nothing, but for a peer's key where it is told to. */
public final class SelfTest {
    private final String reader;
    private final SecureElement card;
    private final Clock clock;
    private final int rounds;
    private final Optional<CredentialUri.OnCard> scratch;

    /**
     * Prepares a test; nothing is sent yet.
     *
     * @param reader the card's address, for the report
     * @param rounds how many signatures each key makes, 1 or more
     * @param scratch a public key container whose content may be lost, to prove key agreement with; empty to write nothing
     */
    public SelfTest(
            String reader, SecureElement card, Clock clock, int rounds, Optional<CredentialUri.OnCard> scratch) {
        if (rounds < 1) {
            throw new IllegalArgumentException("%d rounds; it can be 1 or more".formatted(rounds));
        }
        this.reader = reader;
        this.card = card;
        this.clock = clock;
        this.rounds = rounds;
        this.scratch = scratch;
    }

    /**
     * Runs it.
     *
     * @throws CardException if the card cannot be reached or does not even list its containers, or if the scratch container is none
     */
    public SelfTestReport run() throws CardException {
        Timings timings = new Timings();
        CardReport report = Inspection.of(reader, card, clock, timings);
        if (scratch.isPresent()) {
            requireScratch(report, scratch.get());
        }
        List<Check> checks = checks(report, timings);
        return new SelfTestReport(report, checks, timings.all(), new Abilities(report, checks).all(), card.exchanges());
    }

    private List<Check> checks(CardReport report, Timings timings) throws CardException {
        List<Check> checks = new ArrayList<>(FileCheck.all(report));
        SignatureCheck signatures = new SignatureCheck(card, report, timings, rounds);
        AgreementCheck agreements = new AgreementCheck(card, report, timings, scratch);
        for (CardObject key : report.filled(ObjectType.PRIVATE)) {
            checks.add(signatures.run(key));
            checks.add(agreements.run(key));
        }
        DerivationCheck derivations = new DerivationCheck(card, report, timings);
        checks.add(derivations.prf());
        checks.add(derivations.hkdf());
        for (CardObject secret : report.filled(ObjectType.SECRET)) {
            checks.add(derivations.overSecret(secret, false));
            checks.add(derivations.overSecret(secret, true));
        }
        checks.add(RandomCheck.run(card, timings));
        return checks;
    }

    /** What is in it will be lost: a pair's public half, or a container that the card does not know, is never meant. */
    private static void requireScratch(CardReport report, CredentialUri.OnCard named) throws CardException.Refused {
        CardObject container = report.all(ObjectType.PUBLIC).stream()
                .filter(object -> object.isNamed(named))
                .findFirst()
                .orElseThrow(() -> new CardException.Refused(
                        "the card has no %s to write a peer's key into; \"card inspect\" shows what it has"
                                .formatted(named)));
        if (report.privateHalf(container).isPresent()) {
            throw new CardException.Refused(
                    "%s is the public half of a key pair, which would be lost; name a public key container without a private key of the same label"
                            .formatted(named));
        }
    }
}
