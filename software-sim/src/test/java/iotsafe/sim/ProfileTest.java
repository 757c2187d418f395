package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.sim.apdu.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interface reference 7: the quirks, by name. */
class ProfileTest {
    @ParameterizedTest
    @MethodSource("iotsafe.sim.Profile#names")
    void every_name_is_that_of_its_profile(String name) {
        assertThat(Profile.named(name).name()).isEqualTo(name);
    }

    @Test
    void names_can_be_joined() {
        String name = "signature-form-c+list-part-17+read-block-100+class-0c";
        assertThat(Profile.named(name).name()).isEqualTo(name);
        assertThat(Profile.named("standard+ids-change").name()).isEqualTo("ids-change");
    }

    @Test
    void of_two_that_exclude_each_other_the_later_counts() {
        assertThat(Profile.named("signature-form-b+signature-form-c").name()).isEqualTo("signature-form-c");
        assertThat(Profile.named("read-block-9+list-part-9+read-block-256").name())
                .isEqualTo("list-part-9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "signature-form-f", "read-block-0", "list-part-257", "read-block-", "standard+", "STANDARD"})
    void other_names_are_refused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Profile.named(name));
    }

    @ParameterizedTest
    @CsvSource({"class-8c, 80, 00", "class-0c, 00, 80"})
    void one_class_alone_1_3(String profile, String answered, String refused) {
        Reader reader = Reader.selected(SimMemory.blank(Profile.named(profile)));
        assertThat(reader.send(answered + "84 00 00 04")).endsWith("9000");
        assertThat(reader.send(refused + "84 00 00 04")).isEqualTo("6E00");
    }

    @Test
    void Le_behind_a_body_refused_1_5() {
        Reader reader = Reader.selected(SimMemory.blank(Profile.named("le-refused"))
                .addFile(Octets.hex("02"), "", new byte[3], FileContainer.GENERAL));
        assertThat(reader.send("80 B0 00 00 03 83 01 02 00")).isEqualTo("6700");
        assertThat(reader.send("80 B0 00 00 03 83 01 02")).isEqualTo("0000009000");
        assertThat(reader.send("80 84 00 00 01")).endsWith("9000");
    }
}
