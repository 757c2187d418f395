package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.FILE_02;
import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_01;
import static iotsafe.credentials.applet.Vectors.QT_APPLICATION;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_LIST;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static iotsafe.credentials.applet.Vectors.SECRET_01;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a card sends, a decoder reads it or says that it cannot: nothing else, and in bounded time. */
class DecodersTest {
    private static final int INPUTS = 12_000;

    private enum Decoder {
        APPLICATION(QT_APPLICATION) {
            @Override
            void read(Bytes input) throws CardException {
                ApplicationData.read(input).capabilities();
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
        BRAINPOOL_KEY("344549438641" + SoftKeys.point(SoftKeys.brainpool())) {
            @Override
            void read(Bytes input) throws CardException {
                PublicKeyData.read("key", input);
            }
        },
        RSA_SIGNATURE("330100" + "A5".repeat(256)) {
            @Override
            void read(Bytes input) throws CardException {
                requireLength(SignatureAnswer.read(input).rsa2048(), 256);
            }
        },
        SHARED_SECRET("A5".repeat(32)) {
            @Override
            void read(Bytes input) throws CardException {
                requireLength(Bytes.of(Answers.secret("secret", input, 32).toArray()), 32);
            }
        },
        RAW_SIGNATURE("330040" + QT_SIGNATURE) {
            @Override
            void read(Bytes input) throws CardException {
                for (Bytes signature : SignatureAnswer.read(input).readings()) {
                    requireLength(signature, 64);
                }
            }
        },
        DER_SIGNATURE("334730450220" + QT_SIGNATURE.substring(0, 64) + "022100" + QT_SIGNATURE.substring(64)) {
            @Override
            void read(Bytes input) throws CardException {
                for (Bytes signature : SignatureAnswer.read(input).readings()) {
                    requireLength(signature, 64);
                }
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

        static void requireLength(Bytes read, int length) {
            if (read.length() != length) {
                throw new AssertionError("%d bytes, not %d".formatted(read.length(), length));
            }
        }
    }

    /** With 9 decoders of 12 000 inputs each, more than 100 000 in one run. */
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
                applet.capabilities();
                applet.putPublicKey(PUBLIC_01, Vectors.qtKey());
                applet.verify(PUBLIC_01, Bytes.ofHex(HASH), Bytes.ofHex(QT_SIGNATURE));
                applet.identity();
            } catch (CardException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    /** A command of the client, and the answer that it takes. */
    private enum Command {
        SIGN("330040" + QT_SIGNATURE) {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.sign(PRIVATE_01, Bytes.ofHex(HASH));
            }
        },
        SIGN_RSA("330100" + "A5".repeat(253)) {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.signRsa(PRIVATE_01, Bytes.ofHex(HASH));
            }
        },
        GENERATE("840101850101" + QT_KEY) {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.generateKeyPair(PRIVATE_01);
            }
        },
        VERIFY("") {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.verify(PUBLIC_01, Bytes.ofHex(HASH), Bytes.ofHex(QT_SIGNATURE));
            }
        },
        PUT("") {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.putPublicKey(PUBLIC_01, Vectors.qtKey());
            }
        },
        AGREE("A5".repeat(32)) {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.agree(PRIVATE_01, PUBLIC_01);
            }
        },
        PRF("A5".repeat(48)) {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.prf(SECRET_01, Optional.empty(), Bytes.ofHex(HASH), 48);
            }
        },
        HKDF("A5".repeat(32)) {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.hkdfExtract(Secret.of((byte) 1), Bytes.EMPTY);
            }
        },
        FILE("308201FC" + "A5".repeat(252)) {
            @Override
            void ask(IotSafeApplet card) throws CardException {
                card.readFile(FILE_02);
            }
        };

        private final String good;

        Command(String good) {
            this.good = good;
        }

        abstract void ask(IotSafeApplet card) throws CardException;
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void a_command_whose_answers_and_status_words_are_anything_is_done_or_fails_cleanly_in_bounded_exchanges(
            Command command) {
        Random random = new Random(48);
        long[] sent = {0};
        String[] words = {"9000", "9000", "9000", "910B", "63CF", "6300", "6985", "6989", "6984", "6A80", "6D01"};
        try (IotSafeApplet card = new IotSafeApplet(() -> CardConnection.over("a mad card", apdu -> {
            sent[0]++;
            if (apdu[1] == 0x70 || apdu[1] == (byte) 0xA4) {
                return Bytes.ofHex("019000").toArray();
            }
            Bytes data = mutated(Bytes.ofHex(command.good), random);
            String word = random.nextInt(8) == 0
                    ? "%04X".formatted(0x6000 + random.nextInt(0x1000))
                    : words[random.nextInt(words.length)];
            return Bytes.concat(data.slice(0, Math.min(data.length(), 256)), Bytes.ofHex(word))
                    .toArray();
        }))) {
            for (int i = 0; i < 500; i++) {
                long before = sent[0];
                try {
                    command.ask(card);
                } catch (CardException e) {
                    assertThat(e).hasMessageMatching("(?s).+");
                }
                assertThat(sent[0] - before).isLessThan(1500);
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
