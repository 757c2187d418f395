package iotsafe.credentials.applet;

import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.apdu.Dialect.Habit;
import java.io.IOException;
import java.io.StringReader;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.StringJoiner;

/**
 * What one card wants unlike others, as text. What is usual is not written: a card that is tried in the usual way first loses nothing.
 * Each of these is found wrong at its first use, by a status word.
 *
 * @param card whose habits these are
 * @param aid under which its applet was found
 * @param dialect its forms of commands
 * @param sessions the session numbers that it takes
 * @param closesSessions whether it wants sessions closed
 */
record CardHabits(
        CardIdentity card,
        Optional<Bytes> aid,
        Dialect dialect,
        Map<SessionFamily, Integer> sessions,
        boolean closesSessions) {
    private static final String CARD = "card";
    private static final String AID = "aid";
    private static final String CLASS_00 = "class-00";
    private static final String NO_LE = "no-le";
    private static final String GET_RESPONSE_80 = "get-response-80";
    private static final String CLOSES_SESSIONS = "closes-sessions";
    private static final String YES = "yes";

    /** Reads what {@link #text} wrote; empty for anything else. */
    static Optional<CardHabits> read(String text) {
        Properties found = new Properties();
        try {
            found.load(new StringReader(text));
            String card = found.getProperty(CARD);
            if (card == null || !card.matches("[a-z]+:[0-9a-f]+")) {
                return Optional.empty();
            }
            Map<SessionFamily, Integer> sessions = new EnumMap<>(SessionFamily.class);
            for (SessionFamily family : SessionFamily.values()) {
                String number = found.getProperty(name(family));
                if (number != null) {
                    sessions.put(family, Integer.parseInt(number) & 1);
                }
            }
            return Optional.of(new CardHabits(
                    new CardIdentity(card),
                    Optional.ofNullable(found.getProperty(AID)).map(Bytes::ofHex),
                    new Dialect(
                            unusual(found, CLASS_00, Habit.NO),
                            unusual(found, NO_LE, Habit.NO),
                            Habit.UNTRIED,
                            unusual(found, GET_RESPONSE_80, Habit.YES)),
                    sessions,
                    found.containsKey(CLOSES_SESSIONS)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String text() {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        lines.add(CARD + "=" + card.value());
        aid.ifPresent(name -> lines.add(AID + "=" + name));
        add(lines, CLASS_00, dialect.proprietaryClass() == Habit.NO);
        add(lines, NO_LE, dialect.lengthAfterBody() == Habit.NO);
        add(lines, GET_RESPONSE_80, dialect.proprietaryGetResponse() == Habit.YES);
        sessions.forEach((family, number) -> lines.add(name(family) + "=" + number));
        add(lines, CLOSES_SESSIONS, closesSessions);
        return lines.toString();
    }

    private static String name(SessionFamily family) {
        return "session-" + family.name().toLowerCase(Locale.ROOT);
    }

    private static void add(StringJoiner lines, String name, boolean holds) {
        if (holds) {
            lines.add(name + "=" + YES);
        }
    }

    private static Habit unusual(Properties found, String name, Habit then) {
        return found.containsKey(name) ? then : Habit.UNTRIED;
    }
}
