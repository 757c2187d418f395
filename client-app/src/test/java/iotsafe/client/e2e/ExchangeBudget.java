package iotsafe.client.e2e;

import iotsafe.client.e2e.ProfiledDevice.Personalisation;
import iotsafe.sim.Profile;
import iotsafe.sim.Quirk;
import iotsafe.sim.apdu.Protocol;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many exchanges a profile may take: the sum of what the interface reference, section 6, calls the minimum, of what the protocol and the
 * profile add to each answer, and of what it takes to learn, once, how this card wants its commands.
 */
final class ExchangeBudget {
    private static final int OPEN_AND_SELECT = 2;
    private static final int SIGN = 2;
    /** Two handshakes and the proof of possession. */
    private static final int SIGNATURES = 3;

    private static final int KEY_PAIR = 1;
    private static final int IDENTITY = 3;
    /** What the most unlike form of an answer holds: a signature in DER, a key pair with two ids of 20 bytes. */
    private static final int LONGEST_SIGNATURE = 76;

    private static final int LONGEST_KEY_PAIR = 115;
    /** The two pairs, two files and the secret of these SIMs. */
    private static final int OBJECT_LIST = 320;

    /** What a refusal costs until it is understood, each time that it has to be learnt. */
    private static final Map<Quirk, Integer> LEARNING = new EnumMap<>(Map.of(
            Quirk.CLASS_0C, 1,
            Quirk.LE_REFUSED, 1,
            Quirk.GET_RESPONSE_8C, 1,
            Quirk.AID_THALES, 1,
            Quirk.AID_EARLY, 2,
            Quirk.SESSION_0_ONLY, 3,
            Quirk.SESSION_STAYS_OPEN, 2));

    /** What a card does to us once after each reset: no memory helps. */
    private static final Map<Quirk, Integer> MISHAPS = new EnumMap<>(
            Map.of(Quirk.SESSION_LEFT_OPEN, 2, Quirk.ADMIN_6989, 3, Quirk.ADMIN_6984, 6, Quirk.ADMIN_63CF, 0));

    private final ProfiledDevice device;
    private final Profile profile;
    private final Protocol protocol;
    private final Personalisation made;

    ExchangeBudget(ProfiledDevice device, Profile profile, Protocol protocol, Personalisation made) {
        this.device = device;
        this.profile = profile;
        this.protocol = protocol;
        this.made = made;
    }

    /** From the blank state to the registration. */
    int first() {
        int signatures = SIGNATURES * (SIGN + followUps(LONGEST_SIGNATURE));
        int between = profile.has(Quirk.SESSION_STAYS_OPEN) ? SIGNATURES - 1 : 0; // each session but the last is closed
        int learning = (1 + timesForgotten()) * (learning() + confirmation());
        return opening()
                + files() * (profile.has(Quirk.ADMIN_6984) ? 4 : 1) // the flow begins again when it is told to wait
                + signatures
                + between
                + keyPair()
                + objects()
                + IDENTITY
                + learning
                + mishaps();
    }

    /** From a start with all known to the registration (design, section 10). */
    int warm() {
        return opening() + SIGN + followUps(LONGEST_SIGNATURE) + mishaps() + timesForgotten() * learning();
    }

    private int opening() {
        boolean again = profile.has(Quirk.SELECT_WITH_LE) && protocol == Protocol.T1;
        return OPEN_AND_SELECT + (again ? 1 : 0);
    }

    private int files() {
        int most = number(Quirk.READ_BLOCK, 256);
        int ends = made.pem() ? 2 : 0;
        int blocks = device.blocks(most) + (profile.has(Quirk.FILE_PADDING) ? 2 : 0);
        int corrected = profile.has(Quirk.LE_EXACT_READING) ? 1 : 0;
        return blocks * (1 + followUps(most) + corrected) + ends;
    }

    private int keyPair() {
        int read = profile.has(Quirk.KEY_PAIR_IDS_ONLY) ? 1 + followUps(LONGEST_SIGNATURE) + correctedOnce() : 0;
        return KEY_PAIR + followUps(LONGEST_KEY_PAIR) + read;
    }

    private int correctedOnce() {
        return profile.has(Quirk.LE_EXACT_READING) ? 1 : 0;
    }

    /** The flow asks for the list only where two keys are named in two ways. */
    private int objects() {
        return made.equals(Personalisation.BY_LABEL) ? list() : 0;
    }

    private int list() {
        return pieces(OBJECT_LIST, Math.min(256, number(Quirk.LIST_PART, 256))) * (1 + withoutBody(256));
    }

    /** An applet of an older name must show that it is one. */
    private int confirmation() {
        if (!profile.has(Quirk.AID_THALES) && !profile.has(Quirk.AID_EARLY)) {
            return 0;
        }
        int tried = profile.has(Quirk.SELECT_WITH_LE) ? 2 : 0;
        return 1 + withoutBody(68) + tried + (profile.has(Quirk.NO_APPLICATION_DATA) ? list() : 0);
    }

    private int learning() {
        return LEARNING.entrySet().stream()
                .filter(entry -> profile.has(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private int mishaps() {
        return MISHAPS.entrySet().stream()
                .filter(entry -> profile.has(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** After 63CF, 6984 and 6989 nothing that was learnt is sure any more; 6989 also says that all sessions are taken. */
    private int timesForgotten() {
        if (profile.has(Quirk.ADMIN_6984)) {
            return 3;
        }
        boolean once =
                profile.has(Quirk.ADMIN_63CF) || profile.has(Quirk.ADMIN_6989) || profile.has(Quirk.SESSION_FULL_6989);
        return once ? 1 : 0;
    }

    /** GET RESPONSE after an answer of so many bytes to a command with a body. */
    private int followUps(int bytes) {
        boolean waits = protocol == Protocol.T0
                || profile.has(Quirk.ANSWER_61)
                || profile.has(Quirk.ANSWER_9F)
                || profile.has(Quirk.GET_RESPONSE_60)
                || profile.has(Quirk.GET_RESPONSE_8C)
                || profile.has(Quirk.GET_RESPONSE_0C);
        int most = protocol == Protocol.T1 ? number(Quirk.ANSWER_PART, 256) : 256;
        int pieces = pieces(bytes, most);
        int again = waits && profile.has(Quirk.GET_RESPONSE_60) ? 1 : 0;
        return (waits ? pieces : pieces - 1) + again;
    }

    /** What one command without a body may add: another form, another length, GET RESPONSE for parts. */
    private int withoutBody(int bytes) {
        boolean exact = protocol == Protocol.T0 || profile.has(Quirk.LE_EXACT);
        boolean bare = profile.has(Quirk.BARE_HEADER) && protocol == Protocol.T1;
        int most = protocol == Protocol.T1 ? number(Quirk.ANSWER_PART, 256) : 256;
        return (exact ? 1 : 0) + (bare ? 1 : 0) + pieces(bytes, most) - 1;
    }

    private int number(Quirk quirk, int without) {
        return profile.quirks().getOrDefault(quirk, without);
    }

    private static int pieces(int bytes, int most) {
        return (bytes + most - 1) / most;
    }
}
