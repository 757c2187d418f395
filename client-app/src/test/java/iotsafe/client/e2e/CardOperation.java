package iotsafe.client.e2e;

import iotsafe.client.e2e.CardLine.Cost;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.Quirk;
import iotsafe.sim.SimMemory;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import java.util.Optional;

/** What the interface reference, section 6, counts: the least that each takes, and what public clients take where answers come directly. */
enum CardOperation {
    OPEN("open, select", 2, 17, 5, 0, "OR 2, TR 2, WS 1, TP 6", "OR 2, TR 2, WS 1, TP 6") {
        @Override
        void run(IotSafeApplet card) throws CardException {
            card.connect();
        }
    },
    CERTIFICATE("certificate, 600 bytes", 3, 27, 606, 3, "TP 3, WS 4, TR 5, OR 12", "TP 6, WS 8, TR 9, OR 24") {
        @Override
        void run(IotSafeApplet card) throws CardException {
            Bytes unused = card.readFile(CredentialUri.OnCard.byId(ObjectType.FILE, Bytes.ofHex("02")));
        }
    },
    SIGN("signature", 2, 58, 71, 1, "TR 2, WS 3, TP 3, OR 4", "TR 3, WS 4, TP 4, OR 5") {
        @Override
        void run(IotSafeApplet card) throws CardException {
            Bytes unused = card.sign(KEY, Bytes.of(new byte[32]));
        }
    },
    KEY_PAIR("key pair", 1, 9, 79, 1, "TR 1, WS 1, TP 3", "TR 2, WS 2, TP 4") {
        @Override
        void run(IotSafeApplet card) throws CardException {
            Object unused = card.generateKeyPair(KEY);
        }
    },
    PRF("PRF, 48 of 77 bytes", 1, 91, 50, 1, "TR 1", "TR 2") {
        @Override
        void run(IotSafeApplet card) throws CardException {
            card.prf(
                            CredentialUri.OnCard.byId(ObjectType.SECRET, Bytes.ofHex("0A")),
                            Optional.empty(),
                            Bytes.of(new byte[77]),
                            48)
                    .destroy();
        }
    },
    RANDOM("random, 32 bytes", 1, 5, 34, 0, "OR 1, TR 1, WS 1, TP 4", "OR 1, TR 1, WS 1, TP 4") {
        @Override
        void run(IotSafeApplet card) throws CardException {
            Bytes unused = card.random(32);
        }
    };

    private static final CredentialUri.OnCard KEY = CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.ofHex("01"));
    private static final int CERTIFICATE_SIZE = 600;
    private static final int WHOLE_BLOCK = 256;

    private final String title;
    private final int exchanges;
    private final int commandBytes;
    private final int answerBytes;
    private final int answersWithBody;
    private final String othersDirect;
    private final String othersVisible;

    /**
     * One of them.
     *
     * @param exchanges the least where answers come directly
     * @param commandBytes so many bytes go to the card then
     * @param answerBytes so many come back
     * @param answersWithBody how many commands with a body are answered with data: where 61xx is visible, each takes one more
     * @param othersDirect exchanges of public clients, by the reference's codes, the least that it counts for each
     * @param othersVisible the same where 61xx is visible
     */
    CardOperation(
            String title,
            int exchanges,
            int commandBytes,
            int answerBytes,
            int answersWithBody,
            String othersDirect,
            String othersVisible) {
        this.title = title;
        this.exchanges = exchanges;
        this.commandBytes = commandBytes;
        this.answerBytes = answerBytes;
        this.answersWithBody = answersWithBody;
        this.othersDirect = othersDirect;
        this.othersVisible = othersVisible;
    }

    abstract void run(IotSafeApplet card) throws CardException;

    String title() {
        return title;
    }

    /** What the reference counts for others: exchanges. It knows two kinds of cards, those that show 61xx and those that do not. */
    String others(Profile profile, Protocol protocol) {
        return isVisible(profile, protocol) ? othersVisible : othersDirect;
    }

    /** The least that this card permits. */
    Cost minimum(Profile profile, Protocol protocol) {
        int most = profile.quirks().getOrDefault(Quirk.READ_BLOCK, WHOLE_BLOCK);
        int blocks = this == CERTIFICATE ? pieces(CERTIFICATE_SIZE, most) - pieces(CERTIFICATE_SIZE, WHOLE_BLOCK) : 0;
        return new Cost(exchanges, commandBytes, answerBytes)
                .plus(new Cost(1, 9, 2).times(blocks))
                .plus(followUps(profile, protocol).times(answersWithBody + blocks));
    }

    /** Where 61xx is visible: GET RESPONSE and the two bytes that announce; on some cards the first of them is too early. */
    static Cost followUps(Profile profile, Protocol protocol) {
        int rounds = (isVisible(profile, protocol) ? 1 : 0) + (profile.has(Quirk.GET_RESPONSE_60) ? 1 : 0);
        return new Cost(1, 5, 2).times(rounds);
    }

    private static boolean isVisible(Profile profile, Protocol protocol) {
        return protocol == Protocol.T0 || profile.has(Quirk.ANSWER_61) || profile.has(Quirk.GET_RESPONSE_60);
    }

    /** What it takes of a card that is known: done once before, and then counted. */
    Cost measured(Profile profile, Protocol protocol) throws CardException {
        CardLine line = new CardLine(personalised(profile, protocol));
        try (IotSafeApplet card = new IotSafeApplet(line)) {
            if (this != OPEN) {
                run(card);
            }
            Cost before = line.cost();
            run(card);
            return line.cost().minus(before);
        }
    }

    private static SimMemory personalised(Profile profile, Protocol protocol) {
        byte[] certificate = new byte[CERTIFICATE_SIZE];
        System.arraycopy(Bytes.ofHex("30820254").toArray(), 0, certificate, 0, 4); // DER: 596 bytes follow
        return SimMemory.blank(profile)
                .protocol(protocol)
                .addKeyPair("key", Octets.hex("01"), Octets.hex("01"), KeyFunction.values())
                .generateKeyPair(Octets.hex("01"))
                .addFile(Octets.hex("02"), "certificate", certificate, 2)
                .addSecret(Octets.hex("0A"), "psk", new byte[16]);
    }

    private static int pieces(int bytes, int most) {
        return (bytes + most - 1) / most;
    }
}
