package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.SoftKeys.point;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_01;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_LIST;
import static iotsafe.credentials.applet.Vectors.QT_POINT;
import static iotsafe.credentials.applet.Vectors.ZARIOT_POINT;
import static iotsafe.credentials.applet.Vectors.byId;
import static iotsafe.credentials.applet.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import org.junit.jupiter.api.Test;

/** GENERATE KEY PAIR and READ PUBLIC KEY (interface reference 2.7, 3.6, 3.7; checklist 12, 13). */
class KeyPairTest extends CardTest {
    @Test
    void the_real_card_answers_with_both_ids_and_the_key_in_one_exchange() throws CardException {
        card.on("81 B9 00 00 04 84 02 0002 00", "84 02 0002 85 02 0002" + QT_KEY + "9000");
        GeneratedKeyPair pair = applet.generateKeyPair(byId(ObjectType.PRIVATE, "0002"));
        assertThat(point(pair.publicKey())).isEqualTo(QT_POINT);
        assertThat(pair.privateKeyUri()).isEqualTo(byId(ObjectType.PRIVATE, "0002"));
        assertThat(applet.exchanges()).isEqualTo(2 + 1);
        card.isFinished();
    }

    @Test
    void the_Zariot_card_shows_61_51_and_its_ids_are_digits() throws CardException {
        card.on("81 B9 00 00 05 84 03 303031 00", "61 51")
                .on("01 C0 00 00 51", "84 03 303031 85 03 303032 34 45 49 43 86 41" + ZARIOT_POINT + "9000");
        GeneratedKeyPair pair = applet.generateKeyPair(byId(ObjectType.PRIVATE, "303031"));
        assertThat(point(pair.publicKey())).isEqualTo(ZARIOT_POINT);
        card.isFinished();
    }

    @Test
    void ids_that_change_at_generation_are_the_ones_to_use() throws CardException {
        card.on("81 B9 00 00 06 74 04 6B657931 00", "84 01 07 85 01 08" + QT_KEY + "9000");
        GeneratedKeyPair pair = applet.generateKeyPair(uri("iotsafe:type=private;label=key1"));
        assertThat(pair.privateKeyUri()).isEqualTo(byId(ObjectType.PRIVATE, "07"));
    }

    @Test
    void an_answer_with_the_key_alone_leaves_the_name_as_it_was() throws CardException {
        card.on("81 B9 00 00 03 84 01 01 00", QT_KEY + "9000");
        assertThat(applet.generateKeyPair(PRIVATE_01).privateKeyUri()).isEqualTo(PRIVATE_01);
        card.isFinished();
    }

    @Test
    void an_answer_without_a_key_is_completed_by_READ_PUBLIC_KEY() throws CardException {
        card.on("81 B9 00 00 03 84 01 01 00", "84 01 01 85 01 02 9000")
                .on("81 CD 00 00 03 85 01 02 00", QT_KEY + "9000");
        assertThat(point(applet.generateKeyPair(PRIVATE_01).publicKey())).isEqualTo(QT_POINT);
        card.isFinished();
    }

    @Test
    void an_answer_without_anything_is_completed_by_the_key_of_the_same_label() throws CardException {
        card.on("81 B9 00 00 04 84 02 0002 00", "9000")
                .on("81 CB 01 00 00", QT_LIST + "9000")
                .on("81 CD 00 00 04 85 02 0002 00", QT_KEY + "9000");
        assertThat(point(
                        applet.generateKeyPair(byId(ObjectType.PRIVATE, "0002")).publicKey()))
                .isEqualTo(QT_POINT);
        card.isFinished();
    }

    @Test
    void a_point_that_is_not_on_the_curve_is_refused() {
        card.on("81 CD 00 00 03 85 01 01 00", QT_KEY.substring(0, 140) + "02" + "9000");
        assertThatThrownBy(() -> applet.publicKey(PUBLIC_01))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessageContaining("not on the curve P-256");
    }

    @Test
    void a_coordinate_as_large_as_the_field_is_refused() {
        card.on("81 CD 00 00 03 85 01 01 00", "04" + "FF".repeat(64) + "9000");
        assertThatThrownBy(() -> applet.publicKey(PUBLIC_01)).hasMessageContaining("not on the curve P-256");
    }

    @Test
    void a_bare_point_is_a_key() throws CardException {
        card.on("81 CD 00 00 03 85 01 01 00", QT_POINT + "9000");
        assertThat(point(applet.publicKey(PUBLIC_01))).isEqualTo(QT_POINT);
    }

    @Test
    void the_public_key_of_a_private_one_is_that_of_the_same_label() throws CardException {
        card.on("81 CB 01 00 00", QT_LIST + "9000").on("81 CD 00 00 04 85 02 0002 00", QT_KEY + "9000");
        assertThat(point(applet.publicKey(byId(ObjectType.PRIVATE, "0002")))).isEqualTo(QT_POINT);
        card.isFinished();
    }

    @Test
    void a_private_key_without_a_partner_is_refused_with_what_to_do() {
        card.on("81 CB 01 00 00", QT_LIST + "9000");
        assertThatThrownBy(() -> applet.publicKey(PRIVATE_01))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("no public key of the same label");
    }

    @Test
    void a_refused_generation_says_why_it_may_be() {
        card.on("81 B9 00 00 03 84 01 01 00", "69 85");
        assertThatThrownBy(() -> applet.generateKeyPair(PRIVATE_01))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("a session uses it");
    }

    @Test
    void after_remote_administration_it_has_failed_and_is_asked_for_once_more() throws CardException {
        card.on("81 B9 00 00 03 84 01 01 00", "69 89").on("81 B9 00 00 03 84 01 01 00", QT_KEY + "9000");
        assertThat(point(applet.generateKeyPair(PRIVATE_01).publicKey())).isEqualTo(QT_POINT);
        card.isFinished();
    }

    @Test
    void only_a_private_container_takes_a_new_pair() {
        assertThatThrownBy(() -> applet.generateKeyPair(PUBLIC_01)).hasMessageContaining("write type=private");
    }
}
