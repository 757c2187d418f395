package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.QT_APPLICATION;
import static iotsafe.credentials.applet.Vectors.QT_LIST;
import static iotsafe.credentials.applet.Vectors.byId;
import static iotsafe.credentials.applet.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.ObjectType;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** GET DATA (interface reference 2.4, 3.2; checklist 6, 7, 8, 9, 15). */
class GetDataTest extends CardTest {
    @Test
    void the_list_of_the_real_card_is_read_in_spite_of_its_tag_92() throws CardException {
        card.on("81 CB 01 00 00", QT_LIST + "9000");
        List<CardObject> objects = applet.objects();
        assertThat(objects)
                .extracting(CardObject::uri)
                .containsExactly(
                        byId(ObjectType.PRIVATE, "0002"),
                        byId(ObjectType.PUBLIC, "0002"),
                        byId(ObjectType.PUBLIC, "0003"),
                        byId(ObjectType.FILE, "0001"),
                        byId(ObjectType.SECRET, "0004"));
        CardObject key = objects.get(0);
        assertThat(key.label()).contains(bytes("3131"));
        assertThat(key.filled()).contains(true);
        assertThat(key.keyType()).hasValue(0x13);
        assertThat(key.functions()).hasValue(0x07);
        assertThat(key.size()).isEmpty();
        assertThat(objects.get(2).filled()).contains(false);
        assertThat(objects.get(3).size()).hasValue(64);
        assertThat(objects.get(4).keyType()).hasValue(0xA0);
        card.isFinished();
    }

    @Test
    void a_true_two_byte_tag_92_is_left_alone() throws CardException {
        assertThat(ObjectList.read("list", bytes("84 01 01 92 02 00 04 91 02 00 01 4A 01 01")))
                .singleElement()
                .satisfies(key -> assertThat(key.filled()).contains(true));
    }

    @Test
    void one_wrapper_around_each_object() throws CardException {
        assertThat(ObjectList.read("list", bytes("C3 09 73 01 41 83 01 01 20 01 40 C1 03 84 01 02 C3 03 83 01 03")))
                .extracting(CardObject::uri)
                .containsExactly(
                        byId(ObjectType.FILE, "01"), byId(ObjectType.PRIVATE, "02"), byId(ObjectType.FILE, "03"));
    }

    @Test
    void one_wrapper_around_all_objects_of_a_kind() throws CardException {
        assertThat(ObjectList.read("list", bytes("C1 0C 74 01 41 84 01 01 74 01 42 84 01 02 C2 06 85 01 01 85 01 02")))
                .extracting(CardObject::uri)
                .containsExactly(
                        byId(ObjectType.PRIVATE, "01"),
                        byId(ObjectType.PRIVATE, "02"),
                        byId(ObjectType.PUBLIC, "01"),
                        byId(ObjectType.PUBLIC, "02"));
    }

    @Test
    void a_wrapper_that_announces_more_than_there_is_is_read_as_far_as_it_goes() throws CardException {
        assertThat(ObjectList.read("list", bytes("C3 7F 83 01 01 4A 01 01"))).hasSize(1);
    }

    @Test
    void a_container_without_an_id_is_named_by_its_label() throws CardException {
        assertThat(ObjectList.read("list", bytes("73 04 43455254 4A 01 01")))
                .extracting(CardObject::uri)
                .containsExactly(uri("iotsafe:type=file;label=CERT"));
    }

    @Test
    void unknown_tags_are_skipped_and_fields_of_nothing_dropped() throws CardException {
        assertThat(ObjectList.read("list", bytes("4A 01 01 7E 02 AAAA 83 01 01 7F 00 20 02 0258")))
                .singleElement()
                .satisfies(file -> assertThat(file.size()).hasValue(600));
    }

    @Test
    void an_id_longer_than_20_bytes_is_refused() {
        assertThatThrownBy(() -> ObjectList.read("list", bytes("83 15 " + "00".repeat(21))))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("list: byte 23: tag 83 has 21 bytes; it can have 1 to 20");
    }

    @Test
    void a_part_that_ends_in_6300_is_continued_though_it_cuts_an_object() throws CardException {
        card.on("81 CB 01 00 00", "83 02 00 63 00")
                .on("81 CB 01 01 00", "01 4A 01 01 63 00")
                .on("81 CB 01 01 00", "63 00");
        assertThat(applet.objects()).singleElement().satisfies(file -> {
            assertThat(file.uri()).isEqualTo(byId(ObjectType.FILE, "0001"));
            assertThat(file.filled()).contains(true);
        });
        card.isFinished();
    }

    @Test
    void a_list_without_end_is_given_up() {
        card.on("81 CB 01 00 00", "83 01 01 63 00");
        for (int part = 1; part < 64; part++) {
            card.on("81 CB 01 01 00", "83 01 01 63 00");
        }
        assertThatThrownBy(applet::objects)
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessageContaining("64 parts");
        card.isFinished();
    }

    @Test
    void one_file_wrapped_or_flat() throws CardException {
        card.on("81 CB C3 00 03 83 01 02 00", "C3 10 83 01 02 60 01 01 4A 01 01 21 01 02 20 02 0258 9000")
                .on("81 CB C3 00 03 83 01 02 00", "83 01 02 60 01 01 4A 01 01 21 01 02 20 02 0258 9000")
                .on("81 CB C3 00 03 83 01 02 00", "83 02 02 02 20 02 0258 9000");
        for (int form = 0; form < 3; form++) {
            assertThat(applet.object(Vectors.FILE_02).size()).isEqualTo(OptionalInt.of(600));
        }
        card.isFinished();
    }

    @Test
    void one_public_key_with_Le_corrected_by_6Cxx() throws CardException {
        String attributes =
                "75 02 3131 85 02 0002 60 01 02 4A 01 01 4B 01 13 4E 01 03 61 01 07 92 02 04 91 02 0007 6F 01 01";
        card.on("81 CB C2 00 04 85 02 0002 00", "6C 21").on("81 CB C2 00 04 85 02 0002 21", attributes + "9000");
        assertThat(applet.object(byId(ObjectType.PUBLIC, "0002")).keyType()).hasValue(0x13);
        card.isFinished();
    }

    @Test
    void an_answer_that_names_nothing_is_unreadable() {
        card.on("81 CB C3 00 03 83 01 02 00", "90 00");
        assertThatThrownBy(() -> applet.object(Vectors.FILE_02)).hasMessageContaining("it names no container");
    }

    @Test
    void application_data_of_the_real_card() throws CardException {
        card.on("81 CB 00 00 00", QT_APPLICATION + "9000");
        ApplicationData data = applet.application().orElseThrow();
        assertThat(data.version()).hasValue(0x10);
        assertThat(data.identifier().orElseThrow().length()).isEqualTo(32);
        assertThat(data.functions()).hasValue(0x0F);
        assertThat(data.hashes()).hasValue(1);
        assertThat(data.signatures()).hasValue(4);
        assertThat(data.keyAgreements()).hasValue(1);
        assertThat(data.keyDerivations()).hasValue(2);
        assertThat(data.sessions()).hasValue(1);
    }

    @Test
    void application_data_with_tags_90_and_93_a_short_91_and_a_shorter_identifier() throws CardException {
        ApplicationData data = ApplicationData.read(
                bytes("10 01 10 11 02 AABB B1 01 0A 90 01 0F 91 01 01 92 01 04 93 01 01 94 01 03 B7 01 02"));
        assertThat(data.functions()).hasValue(0x0F);
        assertThat(data.hashes()).hasValue(1);
        assertThat(data.keyAgreements()).hasValue(1);
        assertThat(data.identifier()).contains(bytes("AABB"));
    }

    @Test
    void an_identifier_that_announces_one_byte_too_many() throws CardException {
        ApplicationData data =
                ApplicationData.read(bytes("10 01 10 11 0E 0102030405060708090A0B0C0D B1 01 0A B2 01 0A"));
        assertThat(data.identifier()).contains(bytes("0102030405060708090A0B0C0D"));
    }

    @Test
    void a_card_without_application_data_is_no_failure() throws CardException {
        card.on("81 CB 00 00 00", "6D 00");
        assertThat(applet.application()).isEmpty();
    }
}
