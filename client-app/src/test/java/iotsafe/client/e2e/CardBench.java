package iotsafe.client.e2e;

import iotsafe.client.Logging;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.e2e.CardLine.Cost;
import iotsafe.client.e2e.ProfiledDevice.Personalisation;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.credentials.jca.IotSafeProvider;
import iotsafe.sim.Profile;
import iotsafe.sim.Quirk;
import iotsafe.sim.apdu.Protocol;
import java.util.List;
import org.eclipse.californium.elements.config.Configuration;

/** {@code bench/card}: what the card has to do for us, beside the least that the interface reference, section 6, counts. */
final class CardBench {
    /** Those in which the reference counts, and those that change what is least. */
    static final List<Card> CARDS = List.of(
            new Card("standard", Protocol.T1),
            new Card("standard", Protocol.T0),
            new Card("class-0c", Protocol.T1),
            new Card("le-refused", Protocol.T1),
            new Card("le-refused+class-0c", Protocol.T0),
            new Card("answer-61", Protocol.T1),
            new Card("get-response-60", Protocol.T1),
            new Card("signature-form-b", Protocol.T1),
            new Card("session-0-only", Protocol.T1),
            new Card("read-block-240", Protocol.T1),
            new Card("read-block-128", Protocol.T1));

    /** SELECT MF, SELECT EF ICCID, READ BINARY (ETSI TS 102 221): the saved state is bound to the card; not in the reference. */
    private static final Cost IDENTITY = new Cost(3, 19, 16);

    /** READ FILE, with status word and without data. */
    private static final Cost READ = new Cost(1, 9, 2);

    private static final int WHOLE_BLOCK = 256;

    private boolean above;

    private CardBench() {}

    /** A card by its profile's name. */
    record Card(String name, Protocol protocol) {
        Profile profile() {
            return Profile.named(name);
        }
    }

    /** Prints the table; exit code 1 if anything is above the least. */
    public static void main(String[] arguments) throws Exception {
        Logging.configure(new AgentConfig.Log(AgentConfig.Log.Level.ERROR, AgentConfig.Log.Format.TEXT, false));
        IotSafeProvider.install(); // as the agent does: before any class of Scandium loads
        Configuration unused = Configuration.createStandardWithoutFile();
        CardBench bench = new CardBench();
        bench.run();
        System.exit(bench.above ? 1 : 0);
    }

    private void run() throws Exception {
        System.out.printf(
                "exchanges / bytes of commands / bytes of answers; others: exchanges as the reference counts them%n%n");
        System.out.printf(
                "%-20s %-2s  %-23s %18s  %18s  %-5s  %s%n", "profile", "", "", "ours", "the least", "", "others");
        for (Card card : CARDS) {
            for (CardOperation operation : CardOperation.values()) {
                print(
                        card,
                        operation.title(),
                        operation.measured(card.profile(), card.protocol()),
                        leastOf(operation, card),
                        0,
                        operation.others(card.profile(), card.protocol()));
            }
        }
        try (Shared shared = SharedTestBed.start();
                Stage stage = new Stage()) {
            InProcessCa ca = new InProcessCa(shared.bed(), stage.newFolder());
            for (Card card : CARDS) {
                provision(card, shared, stage, ca);
            }
        }
    }

    /** The first start learns the card; the second shows what is kept of that. */
    private void provision(Card card, Shared shared, Stage stage, InProcessCa ca) throws Exception {
        ProfiledDevice device = new ProfiledDevice(
                "bench-" + CARDS.indexOf(card),
                card.profile(),
                card.protocol(),
                Personalisation.USUAL,
                stage.newFolder(),
                shared,
                ca);
        try (ProfiledDevice.Run run = device.start()) {
            Cost least = provisioning(card, device);
            int learning = new ExchangeBudget(device, card.profile(), card.protocol(), Personalisation.USUAL).first()
                    - least.exchanges();
            print(card, "first provisioning", run.requireManaged().cost(), least, learning, "");
        }
        try (ProfiledDevice.Run run = device.start()) {
            Cost least = leastOf(CardOperation.OPEN, card).plus(leastOf(CardOperation.SIGN, card));
            print(card, "second start", run.requireManaged().cost(), least, 0, "");
        }
    }

    /** Open, both certificates, two handshakes and the proof of possession, key pair, identity. */
    private static Cost provisioning(Card card, ProfiledDevice device) {
        int blocks = device.blocks(card.profile().quirks().getOrDefault(Quirk.READ_BLOCK, WHOLE_BLOCK));
        Cost block = READ.plus(CardOperation.followUps(card.profile(), card.protocol()));
        return leastOf(CardOperation.OPEN, card)
                .plus(block.times(blocks))
                .plus(new Cost(0, 0, device.fileBytes()))
                .plus(leastOf(CardOperation.SIGN, card).times(3))
                .plus(leastOf(CardOperation.KEY_PAIR, card))
                .plus(IDENTITY);
    }

    private static Cost leastOf(CardOperation operation, Card card) {
        return operation.minimum(card.profile(), card.protocol());
    }

    /** {@code learning} exchanges are permitted once; bytes are then not compared. */
    private void print(Card card, String title, Cost ours, Cost least, int learning, String others) {
        boolean worse = learning > 0 ? ours.exchanges() > least.exchanges() + learning : !ours.isAtMost(least);
        above |= worse;
        System.out.printf(
                "%-20s %-2s  %-23s %4d /%5d /%5d  %4d /%5d /%5d  %-5s  %s%s%n",
                card.name(),
                card.protocol(),
                title,
                ours.exchanges(),
                ours.commandBytes(),
                ours.answerBytes(),
                least.exchanges(),
                least.commandBytes(),
                least.answerBytes(),
                worse ? "ABOVE" : "",
                others,
                learning > 0 ? "%d to learn the card, once".formatted(learning) : "");
    }
}
