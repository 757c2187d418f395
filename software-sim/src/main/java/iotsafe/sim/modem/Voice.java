package iotsafe.sim.modem;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Puts replies into characters (ITU-T V.250, 5.7), in the order and with the additions of the profile. */
final class Voice {
    private static final int CUT = 256;
    private static final List<String> UNSOLICITED = List.of(
            "+CREG: 1",
            "+CEREG: 1,\"00C3\",\"01A2D003\",7",
            "RING",
            "+QIND: \"csq\",20,99",
            "+CSQ: 20,99",
            "+CRING: VOICE");

    private final ModemProfile profile;
    private final Random random;
    private String earlier = "";

    Voice(ModemProfile profile) {
        this.profile = profile;
        this.random = new Random(profile.seed());
    }

    /**
     * Something to send.
     *
     * @param afterPause whether a pause is made before it
     */
    record Part(String text, boolean afterPause) {}

    /** A reply with its lines, in the order to send. */
    List<Part> parts(Reply reply) {
        boolean ofCard = reply.fate() == Reply.Fate.ANSWERED_BY_CARD;
        String information = information(reply, ofCard);
        String result = reply.result().isEmpty() ? "" : line(reply.result());
        List<Part> parts = new ArrayList<>();
        if (ofCard && profile.has(ModemQuirk.OK_FIRST)) {
            parts.add(new Part(result + information, profile.has(ModemQuirk.SLOW_ANSWERS)));
        } else if (ofCard && profile.has(ModemQuirk.OK_LATE)) {
            parts.add(new Part(information, profile.has(ModemQuirk.SLOW_ANSWERS)));
            parts.add(new Part(unsolicited() + result, true));
        } else {
            parts.add(new Part(information + unsolicited() + result, profile.has(ModemQuirk.SLOW_ANSWERS)));
        }
        parts.add(new Part(unsolicited(), false));
        return parts;
    }

    /** What a modem says when it has started. */
    List<Part> started() {
        earlier = "";
        return List.of(new Part(line("RDY") + line("+CFUN: 1") + line("+CPIN: READY"), false));
    }

    /** The text in the pieces in which it is to be sent. */
    List<String> pieces(String text) {
        if (!profile.has(ModemQuirk.FRAGMENTS)) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(16));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }

    private String information(Reply reply, boolean ofCard) {
        StringBuilder text = new StringBuilder(unsolicited());
        for (String full : reply.lines()) {
            boolean cut = ofCard && profile.has(ModemQuirk.ANSWERS_CUT_AT_256) && full.length() > CUT;
            String line = cut ? full.substring(0, CUT) : full;
            if (ofCard && profile.has(ModemQuirk.EARLIER_ANSWER_FIRST) && !earlier.isEmpty()) {
                text.append(line(earlier));
            }
            text.append(line(line));
            earlier = ofCard ? line : earlier;
        }
        return text.toString();
    }

    private String unsolicited() {
        StringBuilder lines = new StringBuilder();
        if (profile.has(ModemQuirk.URCS)) {
            for (int count = random.nextInt(3); count > 0; count--) {
                lines.append(line(UNSOLICITED.get(random.nextInt(UNSOLICITED.size()))));
            }
        }
        return lines.toString();
    }

    private static String line(String text) {
        return "\r\n" + text + "\r\n";
    }
}
