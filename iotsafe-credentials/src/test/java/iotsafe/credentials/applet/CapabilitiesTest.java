package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.FILE_02;
import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_01;
import static iotsafe.credentials.applet.Vectors.QT_APPLICATION;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static iotsafe.credentials.applet.Vectors.SECRET_01;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.Capabilities.Hash;
import iotsafe.credentials.Capabilities.Offer;
import iotsafe.credentials.Capabilities.Scheme;
import iotsafe.credentials.CardException;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.ScriptedCard;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a card says that it can do (interface reference 2.3, 3.2.1), and that nothing optional is a precondition. */
class CapabilitiesTest extends CardTest {
    private static final String ASK = "81 CB 00 00 00";
    /** A card that has GET RANDOM and files, and RSA-PSS signatures with SHA-512 alone. */
    private static final String POOR = "61 01 01 91 02 0004 92 01 02 94 01 03";

    private static Capabilities of(String application) throws CardException {
        return ApplicationData.read(bytes(application)).capabilities();
    }

    @Test
    void of_the_real_card() throws CardException {
        card.on(ASK, QT_APPLICATION + "9000");
        Capabilities said = applet.capabilities();
        assertThat(said.sign()).isEqualTo(Offer.YES);
        assertThat(said.generate()).isEqualTo(Offer.YES);
        assertThat(said.agree()).isEqualTo(Offer.YES);
        assertThat(said.prf()).as("94 = 02").isEqualTo(Offer.NO);
        assertThat(said.hkdf()).isEqualTo(Offer.YES);
        assertThat(said.offers(Hash.SHA_256)).isEqualTo(Offer.YES);
        assertThat(said.offers(Hash.SHA_384)).isEqualTo(Offer.NO);
        assertThat(said.offers(Scheme.ECDSA)).isEqualTo(Offer.YES);
        assertThat(said.offers(Scheme.RSA_PKCS1)).isEqualTo(Offer.NO);
        assertThat(said.sessions()).hasValue(1);
        assertThat(applet.capabilities()).as("asked once").isEqualTo(said);
        card.isFinished();
    }

    @Test
    void what_is_not_said_is_unknown() throws CardException {
        Capabilities said = of("10 01 10");
        assertThat(said).isEqualTo(Capabilities.UNKNOWN);
        assertThat(said.offers(Hash.SHA_256)).isEqualTo(Offer.UNKNOWN);
        assertThat(said.offers(Scheme.ECDSA)).isEqualTo(Offer.UNKNOWN);
    }

    @Test
    void a_field_without_a_known_bit_says_nothing() throws CardException {
        assertThat(of("61 01 F0 91 02 0100 92 01 08 6F 01 00 94 01 00")).isEqualTo(Capabilities.UNKNOWN);
    }

    @Test
    void without_an_algorithm_field_the_functions_deny_but_do_not_promise_a_derivation() throws CardException {
        assertThat(of("90 01 0F").prf()).isEqualTo(Offer.UNKNOWN);
        assertThat(of("90 01 0F").agree()).isEqualTo(Offer.YES);
        assertThat(of("90 01 03").prf()).isEqualTo(Offer.NO);
        assertThat(of("90 01 03").hkdf()).isEqualTo(Offer.NO);
        assertThat(of("90 01 03").agree()).isEqualTo(Offer.NO);
        assertThat(of("90 01 03 93 01 01").agree()).isEqualTo(Offer.YES);
        assertThat(of("90 01 02").sign()).isEqualTo(Offer.NO);
    }

    @Test
    void a_card_that_cannot_say_is_asked_once_and_everything_is_tried() throws CardException {
        card.on(ASK, "6D 00").on("81 46 00 00 06 84 01 01 85 01 01 00", "11".repeat(32) + "9000");
        assertThat(applet.capabilities()).isEqualTo(Capabilities.UNKNOWN);
        assertThat(applet.capabilities()).isEqualTo(Capabilities.UNKNOWN);
        applet.agree(PRIVATE_01, PUBLIC_01);
        card.isFinished();
    }

    @Test
    void data_that_cannot_be_read_is_no_obstacle() throws CardException {
        card.on(ASK, "10 7F 9000");
        assertThat(applet.capabilities()).isEqualTo(Capabilities.UNKNOWN);
    }

    @Test
    void what_the_card_denies_is_refused_without_an_exchange() throws CardException {
        card.on(ASK, "61 01 08 94 01 04 9000");
        applet.capabilities();
        long before = applet.exchanges();
        refused("GENERATE KEY PAIR iotsafe:type=private;id=01", () -> applet.generateKeyPair(PRIVATE_01));
        refused("COMPUTE SIGNATURE iotsafe:type=private;id=01", () -> applet.sign(PRIVATE_01, bytes(HASH)));
        refused(
                "VERIFY SIGNATURE iotsafe:type=public;id=01",
                () -> applet.verify(PUBLIC_01, bytes(HASH), bytes(QT_SIGNATURE)));
        refused("COMPUTE DH ", () -> applet.agree(PRIVATE_01, PUBLIC_01));
        assertThat(applet.exchanges()).isEqualTo(before);
        card.isFinished();
    }

    @Test
    void so_are_derivations_and_algorithms() throws CardException {
        card.on(ASK, POOR.replace("94 01 03", "") + "9000");
        applet.capabilities();
        refused("COMPUTE PRF: ", () -> applet.prf(Secret.of((byte) 1), bytes("00"), 1));
        refused("COMPUTE PRF iotsafe", () -> applet.prf(SECRET_01, Optional.empty(), bytes("00"), 1));
        refused("COMPUTE HKDF: ", () -> applet.hkdfExtract(Secret.of((byte) 1), Bytes.EMPTY));
        refused("with ECDSA", () -> applet.sign(PRIVATE_01, bytes(HASH)));
        refused("with RSA_PKCS1", () -> applet.signRsa(PRIVATE_01, bytes(HASH)));
        card.isFinished();
    }

    @Test
    void and_a_hash() throws CardException {
        card.on(ASK, "91 02 0004 9000");
        applet.capabilities();
        refused("with SHA_256", () -> applet.sign(PRIVATE_01, bytes(HASH)));
    }

    private static void refused(String what, ThrowingCallable command) {
        assertThatThrownBy(command)
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining(what)
                .hasMessageContaining("the card says of itself (GET DATA, application) that it does not offer this");
    }

    @Test
    void after_remote_administration_the_card_is_asked_anew() throws CardException {
        card.on(ASK, "61 01 01 9000")
                .on("81 84 00 00 01", "AA 63CF")
                .on("81 B9 00 00 03 84 01 01 00", QT_KEY + "9000")
                .on(ASK, "61 01 03 9000");
        assertThat(applet.capabilities().generate()).isEqualTo(Offer.NO);
        applet.random(1);
        applet.generateKeyPair(PRIVATE_01);
        assertThat(applet.capabilities().generate()).isEqualTo(Offer.YES);
        card.isFinished();
    }

    @Test
    void a_denial_is_not_held_against_a_card_that_may_be_another() throws CardException {
        ScriptedCard first = opened().on(ASK, "61 01 01 9000").pulledOutAt("81 B0 00 00 03 83 01 02 00");
        ScriptedCard second = opened().on("81 B0 00 00 03 83 01 02 00", "30 81 01 AA 9000")
                .on("81 B9 00 00 03 84 01 01 00", QT_KEY + "9000");
        IotSafeApplet twoCards = new IotSafeApplet(ScriptedCard.reader(first, second));
        twoCards.capabilities();
        twoCards.readFile(FILE_02);
        twoCards.generateKeyPair(PRIVATE_01);
        second.isFinished();
    }
}
