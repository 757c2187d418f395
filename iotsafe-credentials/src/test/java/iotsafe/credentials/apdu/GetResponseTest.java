package iotsafe.credentials.apdu;

import static iotsafe.credentials.apdu.ScriptedCard.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Status-driven retries: 61xx, 9Fxx, 60xx, 6Cxx (ISO/IEC 7816-4; interface reference 1.3, 1.5). */
class GetResponseTest {
    private final ScriptedCard card = new ScriptedCard();
    private final ApduTransport layer = card.with(GetResponse::new);

    @Test
    void fetches_the_43_bytes_of_the_Zariot_card_s_visible_signature() throws IOException {
        card.on("80 2B 80 01 03 9E 01 AA", "61 43").on("00 C0 00 00 43", "33 00 40 90 00");
        assertThat(ask(layer, "80 2B 80 01 03 9E 01 AA")).isEqualTo("3300409000");
        card.isFinished();
    }

    @Test
    void asks_for_256_bytes_with_Le_00_when_the_card_says_61_00() throws IOException {
        card.on("80 CB 00 00 00", "61 00").on("00 C0 00 00 00", "CC 90 00");
        assertThat(ask(layer, "80 CB 00 00 00")).isEqualTo("CC9000");
        card.isFinished();
    }

    @Test
    void keeps_data_that_comes_with_61xx_and_goes_on_while_it_comes() throws IOException {
        card.on("80 CB 01 00 00", "01 02 61 02")
                .on("00 C0 00 00 02", "03 61 01")
                .on("00 C0 00 00 01", "04 91 0B");
        assertThat(ask(layer, "80 CB 01 00 00")).isEqualTo("01020304910B");
        card.isFinished();
    }

    @Test
    void data_that_looks_like_61xx_is_data() throws IOException {
        card.on("80 84 00 00 02", "61 10 90 00");
        assertThat(ask(layer, "80 84 00 00 02")).isEqualTo("61109000");
        card.isFinished();
    }

    @Test
    void takes_9Fxx_as_61xx() throws IOException {
        card.on("80 CD 00 00 03 85 01 01 00", "9F 02").on("00 C0 00 00 02", "AA BB 90 00");
        assertThat(ask(layer, "80 CD 00 00 03 85 01 01 00")).isEqualTo("AABB9000");
        card.isFinished();
    }

    @Test
    void repeats_GET_RESPONSE_while_the_card_answers_60xx() throws IOException {
        card.on("80 84 00 00 01", "61 01")
                .on("00 C0 00 00 01", "60 00")
                .on("00 C0 00 00 01", "60 00")
                .on("00 C0 00 00 01", "55 90 00");
        assertThat(ask(layer, "80 84 00 00 01")).isEqualTo("559000");
        card.isFinished();
    }

    @Test
    void a_60xx_to_anything_but_GET_RESPONSE_is_an_answer() throws IOException {
        card.on("80 84 00 00 01", "60 00");
        assertThat(ask(layer, "80 84 00 00 01")).isEqualTo("6000");
        card.isFinished();
    }

    @Test
    void takes_the_proprietary_class_when_the_card_refuses_the_other_and_remembers() throws IOException {
        card.on("80 84 00 00 01", "61 01")
                .on("00 C0 00 00 01", "6E 00")
                .on("80 C0 00 00 01", "55 90 00")
                .on("80 84 00 00 01", "61 01")
                .on("80 C0 00 00 01", "66 90 00");
        assertThat(ask(layer, "80 84 00 00 01")).isEqualTo("559000");
        assertThat(ask(layer, "80 84 00 00 01")).isEqualTo("669000");
        card.isFinished();
    }

    @Test
    void a_6Cxx_replaces_the_last_byte_and_no_other() throws IOException {
        card.on("80 CB C2 00 04 85 02 00 02 00", "6C 27").on("80 CB C2 00 04 85 02 00 02 27", "75 90 00");
        assertThat(ask(layer, "80 CB C2 00 04 85 02 00 02 00")).isEqualTo("759000");
        card.isFinished();
    }

    @Test
    void a_6Cxx_to_a_command_without_Le_is_an_answer() throws IOException {
        card.on("80 2A 00 01 03 84 01 01", "6C 10");
        assertThat(ask(layer, "80 2A 00 01 03 84 01 01")).isEqualTo("6C10");
        card.isFinished();
    }

    @Test
    void a_6Cxx_during_GET_RESPONSE_is_obeyed() throws IOException {
        card.on("80 84 00 00 02", "61 05").on("00 C0 00 00 05", "6C 02").on("00 C0 00 00 02", "AB CD 90 00");
        assertThat(ask(layer, "80 84 00 00 02")).isEqualTo("ABCD9000");
        card.isFinished();
    }

    @Test
    void a_card_that_announces_more_without_end_is_given_up() {
        int[] asked = {0};
        ApduTransport endless = command -> {
            asked[0]++;
            return Bytes.ofHex("00 61 01").toArray();
        };
        ApduTransport above = endless.with(GetResponse::new);
        assertThatThrownBy(() -> ask(above, "80 CB 01 00 00"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("without end");
        assertThat(asked[0]).isLessThan(1000);
    }

    @Test
    void a_card_that_gives_too_much_is_given_up() {
        byte[] block = new byte[258];
        block[256] = 0x61;
        ApduTransport above = ((ApduTransport) command -> block).with(GetResponse::new);
        assertThatThrownBy(() -> ask(above, "80 CB 01 00 00")).hasMessageContaining("without end");
    }

    @Test
    void random_answers_end_in_an_answer_or_in_no_answer() {
        Random random = new Random(61);
        for (int i = 0; i < 500; i++) {
            ApduTransport above = ((ApduTransport) command -> {
                        byte[] answer = new byte[2 + random.nextInt(4)];
                        random.nextBytes(answer);
                        answer[answer.length - 2] =
                                new byte[] {0x61, 0x6C, 0x60, (byte) 0x9F, (byte) 0x90}[random.nextInt(5)];
                        return answer;
                    })
                    .with(GetResponse::new);
            try {
                assertThat(above.exchange(Bytes.ofHex("80CB010000").toArray()).length)
                        .isGreaterThanOrEqualTo(2);
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("without end");
            }
        }
    }
}
