package iotsafe.credentials.smartcard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.Bytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bootstrap from Smartcard (OMA LwM2M Core, appendix G; reference est.md, C.5). */
class BootstrapFileTest {
    private static final String SELECT_APPLICATION = "00A404040CA000000063504B43532D313500";
    private static final String PKCS_15 = "A000000063504B43532D3135";
    private static final String SELECT_DIR = "00A40804022F0000";
    private static final String SELECT_ODF = "00A40804047FFF503100";
    private static final String SELECT_DODF = "00A40804047FFF643000";
    private static final String SELECT_FILE = "00A40804047FFF643200";

    /** The sample of the standard's table. */
    private static final String ODF = "A706300404026430";
    /** The public sample, with tag and length of the OID written twice. */
    private static final String DODF_DOUBLE =
            "A1273000" + "30110C0F4C774D324D20426F6F747374726170" + "A110300E06060604672B0901300404026432";
    /** The same as LwM2M 1.2.1 corrects it. */
    private static final String DODF_RIGHT =
            "A1253000" + "30110C0F4C774D324D20426F6F747374726170" + "A10E300C0604672B0901300404026432";
    /** Another application's object, told by another OID. */
    private static final String DODF_OTHER = "A1123000300 0A10C300A06022A03300404026499".replace(" ", "");

    /** One instance of object 0 in 49 bytes, as long as the field's sample: 0001 0036 | 0000 00 0031 | 08 00 2E …. */
    private static final String ONE_OBJECT = "00010036" + "0000000031" + "08002E" + "C82B00".repeat(15) + "C0";

    private final Map<String, String> answers = new LinkedHashMap<>();
    private final Map<String, Integer> asked = new HashMap<>();

    private Optional<Bytes> read() throws CardException {
        ApduTransport channel = command -> {
            String hex = HexFormat.of().withUpperCase().formatHex(command);
            asked.merge(hex, 1, Integer::sum);
            return HexFormat.of().parseHex(answers.getOrDefault(hex, "6A82"));
        };
        return BootstrapFile.read(channel);
    }

    private static String fcp(int size) {
        return "62048002%04X9000".formatted(size).toUpperCase(Locale.ROOT);
    }

    private void card(String dodf, String file) {
        answers.put(SELECT_APPLICATION, "9000");
        put(SELECT_ODF, ODF + "FFFF");
        put(SELECT_DODF, dodf + "FFFF");
        put(SELECT_FILE, file);
    }

    /** Selecting tells the size, and then the content follows in one block. */
    private void put(String select, String content) {
        int size = content.length() / 2;
        answers.put(select, fcp(size));
        String read = "00B00000%02X".formatted(size & 0xFF);
        String former = answers.put(read, content + "9000");
        assertThat(former).as("two files of one length").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {DODF_DOUBLE, DODF_RIGHT})
    void both_ways_to_write_the_OID_are_found_and_filling_is_left_out(String dodf) throws Exception {
        card(dodf, ONE_OBJECT + "FFFF");

        assertThat(read()).contains(Bytes.ofHex(ONE_OBJECT));
        assertThat(asked).hasSize(7);
    }

    @Test
    void another_applications_object_before_it_is_passed_over() throws Exception {
        card(DODF_OTHER + DODF_RIGHT, ONE_OBJECT + "FF");

        assertThat(read()).contains(Bytes.ofHex(ONE_OBJECT));
    }

    @Test
    void a_card_without_the_application_the_file_or_the_entry_has_none() throws Exception {
        assertThat(read()).isEmpty();
        answers.put(SELECT_APPLICATION, "9000");
        assertThat(read()).isEmpty();
        card(DODF_OTHER, ONE_OBJECT + "FF");
        assertThat(read()).isEmpty();
    }

    @Test
    void a_file_that_may_not_be_read_is_a_sentence() {
        card(DODF_RIGHT, ONE_OBJECT);
        answers.put("00B000003A", "6982");

        assertThatExceptionOfType(CardException.Refused.class)
                .isThrownBy(this::read)
                .withMessageContaining("READ BINARY EF(LwM2M_Bootstrap)")
                .withMessageContaining("6982")
                .withMessageContaining("guarded by a PIN or a secure channel, and this agent gives neither");
    }

    @Test
    void a_card_that_is_not_well_does_not_look_like_one_without_the_file() {
        answers.put(SELECT_APPLICATION, "6F00");

        assertThatExceptionOfType(CardException.Refused.class)
                .isThrownBy(this::read)
                .withMessageContaining("SELECT PKCS#15: 6F00");
    }

    /** G.2: "the ODF is at the path that EF(DIR) says"; PKCS#15 puts it into the discretionary data of the application's template. */
    @Test
    void an_object_directory_in_another_place_is_found_by_way_of_EF_DIR_in_records() throws Exception {
        card(DODF_RIGHT, ONE_OBJECT + "FFFF");
        answers.remove(SELECT_ODF);
        answers.put(SELECT_DIR, "62078205422100260390" + "00");
        answers.put("00B2010400", "610C4F0AA0000000871002FF49FF" + "FFFF9000");
        answers.put("00B2020400", "611A" + "4F0C" + PKCS_15 + "730A" + "3008" + "04063F007F505099" + "FFFF9000");
        put("00A40804047F50509900", ODF + "FFFFFF");

        assertThat(read()).contains(Bytes.ofHex(ONE_OBJECT));
    }

    @Test
    void an_application_of_a_longer_name_is_found_by_way_of_EF_DIR_in_a_row_of_bytes() throws Exception {
        String longer = PKCS_15 + "0102";
        card(DODF_RIGHT, ONE_OBJECT + "FFFF");
        answers.remove(SELECT_APPLICATION);
        put(SELECT_DIR, "6110" + "4F0E" + longer + "FF");
        answers.put("00A404040E" + longer + "00", "9000");

        assertThat(read()).contains(Bytes.ofHex(ONE_OBJECT));
    }

    @Test
    void a_card_of_many_applications_costs_a_bounded_number_of_exchanges() throws Exception {
        answers.put(SELECT_DIR, "62078205422100 26FF9000".replace(" ", ""));
        for (int number = 1; number < 256; number++) {
            answers.put("00B2%02X0400".formatted(number), "610C4F0AA0000000871002FF49FF9000");
        }

        assertThat(read()).isEmpty();
        assertThat(asked.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(18);
    }

    @Test
    void a_card_that_hangs_up_in_mid_file_gives_what_there_is_and_the_reader_of_it_refuses() throws Exception {
        card(DODF_RIGHT, ONE_OBJECT);
        answers.put("00B000003A", ONE_OBJECT.substring(0, 40) + "9000");
        answers.put("00B0001426", "9000");

        Bytes cut = read().orElseThrow();
        assertThatExceptionOfType(CardException.Unreadable.class)
                .isThrownBy(() -> BootstrapObject.readAll(cut))
                .withMessageContaining("objects needs 54 bytes, 16 remain");
    }

    @Test
    void the_file_has_objects_of_both_version_forms() throws Exception {
        List<BootstrapObject> objects =
                BootstrapObject.readAll(Bytes.ofHex("00020010" + "0000000002C100" + "000101010003C10105" + "FFFF"));

        assertThat(objects)
                .containsExactly(
                        new BootstrapObject(0, "", Bytes.ofHex("C100")),
                        new BootstrapObject(1, "1.1", Bytes.ofHex("C10105")));
    }

    @Test
    void bytes_after_the_last_object_are_a_mistake() {
        assertThatExceptionOfType(CardException.Unreadable.class)
                .isThrownBy(() -> BootstrapObject.readAll(Bytes.ofHex("00010007" + "0000000001AA" + "BB")))
                .withMessageContaining("1 bytes follow the last of 1 objects");
    }

    @Test
    void damaged_files_and_directories_are_refused_cleanly_or_read() throws Exception {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            byte[] odf = damaged(random, ODF + "FF");
            byte[] dodf = damaged(random, DODF_OTHER + DODF_DOUBLE + "FF");
            byte[] file = damaged(random, ONE_OBJECT);
            try {
                Pkcs15.dataObjectDirectories(Bytes.of(odf));
                Pkcs15.bootstrapFile(Bytes.of(dodf));
                ListedApplication.in(
                        Bytes.of(damaged(random, "6110" + "4F0C" + PKCS_15 + "7300FF")), Bytes.ofHex(PKCS_15));
                BootstrapObject.readAll(Bytes.of(file));
            } catch (CardException.Unreadable refused) {
                assertThat(refused).hasMessageContaining("byte");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    @Test
    void a_card_that_answers_anything_at_all_is_refused_cleanly_or_read() {
        long seed = 20261124;
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            ApduTransport channel = command -> {
                byte[] answer = new byte[2 + random.nextInt(40)];
                random.nextBytes(answer);
                if (random.nextInt(4) > 0) {
                    answer[answer.length - 2] = (byte) 0x90;
                    answer[answer.length - 1] = 0;
                }
                return answer;
            };
            try {
                BootstrapFile.read(channel);
            } catch (CardException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static byte[] damaged(Random random, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
    }
}
