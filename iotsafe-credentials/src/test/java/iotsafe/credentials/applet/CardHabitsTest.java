package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.FILE_02;
import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.ScriptedCard;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was learnt of a card outlives the program: design, section 3; interface reference, 6.7. */
class CardHabitsTest {
    private static final String INIT = "0D 84 01 01 A1 01 03 91 02 0001 92 01 04";
    private static final String ALL = """
            card=iccid:8944000000000000012
            aid=A0000002480400
            class-00=yes
            no-le=yes
            get-response-80=yes
            session-compute_signature=0
            closes-sessions=yes
            """;

    /** A store for one text. */
    private static final class Memory implements HabitStore {
        private Optional<String> kept;

        Memory(String kept) {
            this.kept = Optional.of(kept).filter(text -> !text.isEmpty());
        }

        @Override
        public Optional<String> load() {
            return kept;
        }

        @Override
        public void save(String habits) {
            kept = Optional.of(habits);
        }
    }

    private static IotSafeApplet applet(Memory habits, ScriptedCard... cards) {
        return new IotSafeApplet(ScriptedCard.reader(cards), Optional.empty(), habits);
    }

    private static ScriptedCard withIccid(ScriptedCard card) {
        return card.on("00 A4 00 0C 02 3F00", "9000")
                .on("00 A4 00 0C 02 2FE2", "9000")
                .on("00 B0 00 00 0A", "98 44 00 00 00 00 00 00 10 F2 9000");
    }

    @Test
    void a_known_card_is_addressed_in_its_own_way_from_the_first_command_on() throws CardException {
        ScriptedCard card = new ScriptedCard()
                .on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 07 A0000002480400", "90 00")
                .on("01 2A 00 00" + INIT, "9000")
                .on("01 2B 80 00 22 9E 20" + HASH, "61 43")
                .on("81 C0 00 00 43", "33 0040" + QT_SIGNATURE + "9000");
        assertThat(applet(new Memory(ALL), card).sign(PRIVATE_01, Bytes.ofHex(HASH)))
                .isEqualTo(Bytes.ofHex(QT_SIGNATURE));
        card.isFinished();
    }

    @Test
    void what_is_learnt_is_kept_when_the_card_says_who_it_is() throws CardException {
        Memory memory = new Memory("");
        ScriptedCard card = CardTest.opened()
                .on("81 B0 00 00 03 83 01 02 00", "6E00")
                .on("01 B0 00 00 03 83 01 02 00", "6700")
                .on("01 B0 00 00 03 83 01 02", "3081 01 00 9000");
        IotSafeApplet applet = applet(memory, withIccid(card));
        assertThat(applet.readFile(FILE_02)).isEqualTo(Bytes.ofHex("30810100"));
        applet.identity();
        assertThat(memory.load()).contains("""
                card=iccid:8944000000000000012
                aid=A0000005590010
                class-00=yes
                no-le=yes
                """);
    }

    @Test
    void a_class_that_is_no_longer_right_is_learnt_anew() throws CardException {
        ScriptedCard before = CardTest.opened().on("01 84 00 00 04", "6E00");
        ScriptedCard after = CardTest.opened().on("81 84 00 00 04", "01020304 9000");
        IotSafeApplet applet = applet(new Memory("card=iccid:1\nclass-00=yes\n"), before, after);
        assertThat(applet.random(4)).isEqualTo(Bytes.ofHex("01020304"));
        after.isFinished();
    }

    @Test
    void the_habits_of_another_card_are_dropped_when_it_says_who_it_is() throws CardException {
        Memory memory = new Memory(ALL.replace("aid=A0000002480400\n", "").replace("8944", "8945"));
        IotSafeApplet applet = applet(memory, withIccid(CardTest.opened()));
        applet.identity();
        assertThat(memory.load()).contains("card=iccid:8944000000000000012\n");
    }

    @Test
    void what_is_written_is_read_back() {
        assertThat(CardHabits.read(ALL).map(CardHabits::text)).contains(ALL);
    }

    @Test
    void a_damaged_text_is_read_or_passed_over() {
        Random random = new Random(20261123);
        for (int input = 0; input < 2000; input++) {
            byte[] damaged = ALL.getBytes(StandardCharsets.ISO_8859_1);
            for (int change = random.nextInt(12); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            String text = new String(damaged, 0, random.nextInt(damaged.length + 1), StandardCharsets.ISO_8859_1);
            Optional<String> again = CardHabits.read(text).map(CardHabits::text);
            assertThat(again.flatMap(CardHabits::read).map(CardHabits::text)).isEqualTo(again);
        }
    }
}
