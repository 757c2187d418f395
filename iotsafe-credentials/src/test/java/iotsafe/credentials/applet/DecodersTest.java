package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.FILE_02;
import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.QT_APPLICATION;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_LIST;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a card sends, a decoder reads it or says that it cannot: nothing else, and in bounded time. */
class DecodersTest {
    private static final int INPUTS = 1000;

    private enum Decoder {
        APPLICATION(QT_APPLICATION) {
            @Override
            void read(Bytes input) throws CardException {
                ApplicationData.read(input);
            }
        },
        OBJECT_LIST(QT_LIST) {
            @Override
            void read(Bytes input) throws CardException {
                ObjectList.read("list", input);
            }
        },
        WRAPPED_LIST("C306830101200140C10974014184010160010 2C20685010185010 2".replace(" ", "")) {
            @Override
            void read(Bytes input) throws CardException {
                ObjectList.read("list", input);
            }
        },
        PUBLIC_KEY(QT_KEY) {
            @Override
            void read(Bytes input) throws CardException {
                PublicKeyData.read("key", input);
            }
        },
        RAW_SIGNATURE("330040" + QT_SIGNATURE) {
            @Override
            void read(Bytes input) throws CardException {
                assertThat(SignatureAnswer.read(input).readings()).allMatch(signature -> signature.length() == 64);
            }
        },
        DER_SIGNATURE("334730450220" + QT_SIGNATURE.substring(0, 64) + "022100" + QT_SIGNATURE.substring(64)) {
            @Override
            void read(Bytes input) throws CardException {
                assertThat(SignatureAnswer.read(input).readings()).allMatch(signature -> signature.length() == 64);
            }
        };

        private final String good;

        Decoder(String good) {
            this.good = good;
        }

        Bytes good() {
            return Bytes.ofHex(good);
        }

        abstract void read(Bytes input) throws CardException;
    }

    @ParameterizedTest
    @EnumSource(Decoder.class)
    void random_and_mutated_answers_are_read_or_unreadable(Decoder decoder) {
        Random random = new Random(2026);
        for (int i = 0; i < INPUTS; i++) {
            Bytes input = i % 4 == 0 ? random(random) : mutated(decoder.good(), random);
            try {
                decoder.read(input);
            } catch (CardException e) {
                assertThat(e).as("input %s", input).isInstanceOf(CardException.Unreadable.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Decoder.class)
    void every_truncation_is_read_or_unreadable(Decoder decoder) throws CardException {
        decoder.read(decoder.good());
        for (int length = 0; length < decoder.good().length(); length++) {
            try {
                decoder.read(decoder.good().slice(0, length));
            } catch (CardException e) {
                assertThat(e).isInstanceOf(CardException.Unreadable.class);
            }
        }
    }

    @Test
    void a_card_that_answers_anything_to_everything_never_breaks_the_client() {
        Random random = new Random(813);
        String[] answers = {QT_KEY, QT_LIST, "330040" + QT_SIGNATURE, "8401018501 02".replace(" ", "") + QT_KEY, ""};
        String[] words = {"9000", "9000", "9000", "6300", "6985", "6A86", "6110", "6C10", "6E00", "6700", "910B"};
        for (int i = 0; i < 300; i++) {
            try (SecureElement applet = new IotSafeApplet(() -> CardConnection.over("a mad card", command -> {
                if (command[1] == 0x70) {
                    return Bytes.ofHex("019000").toArray();
                }
                Bytes data = mutated(Bytes.ofHex(answers[random.nextInt(answers.length)]), random);
                Bytes cut = data.slice(0, Math.min(data.length(), 256));
                return Bytes.concat(cut, Bytes.ofHex(words[random.nextInt(words.length)]))
                        .toArray();
            }))) {
                applet.readFile(FILE_02);
                applet.objects();
                applet.sign(PRIVATE_01, Bytes.ofHex(HASH));
                applet.publicKey(PRIVATE_01);
                applet.generateKeyPair(PRIVATE_01);
                applet.identity();
            } catch (CardException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    private static Bytes random(Random random) {
        byte[] bytes = new byte[random.nextInt(120)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static Bytes mutated(Bytes good, Random random) {
        byte[] bytes = good.toArray();
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Bytes changed = Bytes.of(bytes);
        return switch (random.nextInt(4)) {
            case 0 -> changed.slice(0, random.nextInt(bytes.length + 1));
            case 1 -> Bytes.concat(changed, random(random));
            default -> changed;
        };
    }
}
