package iotsafe.credentials.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Java's PC/SC and the cures for its defects, with a real pcscd and a virtual reader (test environment reference 1). */
@Timeout(60)
class PcscTest {
    private static final String ADD_OPENS = "--add-opens=java.smartcardio/sun.security.smartcardio=ALL-UNNAMED";
    private static final String FIRST = "reader \"" + PrivatePcscd.READER + "\"";

    private final PrivatePcscd pcscd;

    PcscTest() throws IOException {
        pcscd = PrivatePcscd.configured();
    }

    @BeforeAll
    static void needs_a_reader_service() {
        assumeTrue(PrivatePcscd.isInstalled(), "pcscd is not installed: apt install pcscd vsmartcard-vpcd");
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        pcscd.remove();
    }

    private PcscClient client(String... jvmOptions) throws IOException {
        return PcscClient.start(pcscd.socket(), jvmOptions);
    }

    @Test
    void readers_are_listed_with_the_answer_to_reset_of_their_cards() throws IOException {
        pcscd.start();
        try (PcscClient client = client();
                VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
            assertThat(client.order("list")).isEqualTo("Test Reader 00 00=true/3B800181;Test Reader 00 01=false");
            assertThat(card.received()).isEmpty();
        }
    }

    @Test
    void commands_arrive_unchanged_on_every_channel_and_in_every_class() throws IOException {
        pcscd.start();
        try (PcscClient client = client();
                VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
            assertThat(client.order("open pcsc:" + PrivatePcscd.READER)).isEqualTo(FIRST);
            assertThat(client.order("send 0070000001")).as("MANAGE CHANNEL").isEqualTo("019000");
            assertThat(client.order("send 01A4040007A0000005590010")).isEqualTo("9000");
            assertThat(client.order("send 8184000001")).isEqualTo("AA9000");
            assertThat(client.order("send 00A4000C023F00")).as("basic channel").isEqualTo("6A82");
            assertThat(client.order("send 8284000001")).as("never opened").isEqualTo("6881");
            assertThat(client.order("send 00708001")).isEqualTo("9000");
            assertThat(client.order("send 8184000001")).as("closed").isEqualTo("6881");
            assertThat(client.order("close")).isEqualTo("closed");
            assertThat(card.received())
                    .containsExactly(
                            "0070000001", "01A4040007A0000005590010", "8184000001", "00A4000C023F00", "01708001");
        }
    }

    @Test
    void a_card_without_a_free_channel_answers_so() throws IOException {
        pcscd.start();
        try (PcscClient client = client();
                VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, command -> Bytes.ofHex("6881"))) {
            client.order("open pcsc:");
            assertThat(client.order("send 0070000001")).isEqualTo("6A81");
            assertThat(card.received()).containsExactly("0070000001");
        }
    }

    @Test
    void over_T_0_each_GET_RESPONSE_is_our_own_and_counted() throws IOException {
        pcscd.start();
        UnaryOperator<Bytes> t0 = command -> switch (command.toHex().substring(0, 4)) {
            case "8184" -> Bytes.ofHex("6102");
            case "01C0" -> Bytes.ofHex("BBCC9000");
            default -> VpcdCard.sim(command);
        };
        try (PcscClient client = client();
                VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T0, t0)) {
            assertThat(client.order("random 2")).isEqualTo("BBCC after 4");
            assertThat(card.received()).hasSize(4).endsWith("8184000002", "01C0000002");
        }
    }

    @Test
    void of_two_readers_the_one_whose_card_has_the_applet_is_found() throws IOException {
        pcscd.start();
        try (PcscClient client = client();
                VpcdCard bankCard = pcscd.inserted(
                        client,
                        VpcdCard.ATR_T1,
                        command -> Bytes.ofHex(command.u8(1) == 0x70 && command.u8(2) == 0 ? "019000" : "6A82"));
                VpcdCard sim = VpcdCard.insert(pcscd.port() + 1, VpcdCard.ATR_T1, VpcdCard::sim)) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> client.order("list").contains(PrivatePcscd.SECOND_READER + "=true"));
            assertThat(client.order("random 1")).startsWith("AA after ");
            assertThat(bankCard.received()).contains("01A4040007A0000005590010");
            assertThat(sim.received()).contains("8184000001");
            client.order("applet pcsc:*00");
            assertThat(client.order("random 1"))
                    .startsWith("Refused: no IoT SAFE applet on the card in " + FIRST + ";");
            client.order("applet pcsc:ACS*");
            assertThat(client.order("random 1"))
                    .isEqualTo("Unreachable: no reader is called \"ACS*\"; there is " + FIRST + ", reader \""
                            + PrivatePcscd.SECOND_READER + "\"");
        }
    }

    @Test
    void a_card_pulled_out_within_an_exchange_is_unreachable_and_used_again_when_it_is_back() throws Exception {
        pcscd.start();
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        try (PcscClient client = client()) {
            VpcdCard first = pcscd.inserted(client, VpcdCard.ATR_T1, command -> {
                if (command.u8(1) == 0x84) {
                    asked.countDown();
                    if (asked.getCount() == 0) {
                        VpcdCard.hang(never);
                    }
                }
                return VpcdCard.sim(command);
            });
            assertThat(client.order("random 1")).isEqualTo("AA after 3");
            client.begin("random 1");
            asked.await();
            first.close();
            assertThat(client.outcome()).startsWith("Unreachable: ");
            await().until(
                            () -> client.order("random 1"),
                            ("Unreachable: no card in " + FIRST + ", reader \"" + PrivatePcscd.SECOND_READER
                                    + "\": insert the SIM")::equals);
            try (VpcdCard again = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
                assertThat(client.order("random 1")).startsWith("AA after ");
                assertThat(again.received()).hasSize(3);
            }
        }
        never.countDown();
    }

    @Test
    void a_service_that_is_down_is_a_sentence_and_found_as_soon_as_it_is_up() throws IOException {
        try (PcscClient client = client()) {
            assertThat(client.order("random 1"))
                    .isEqualTo(
                            "Unreachable: no PC/SC service answers on this machine: install and start pcscd (apt install pcscd; systemctl start pcscd)");
            pcscd.start();
            try (VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
                assertThat(client.order("random 1")).isEqualTo("AA after 3");
                assertThat(card.received()).hasSize(3);
            }
        }
    }

    @Test
    void a_service_that_was_restarted_is_found_again() throws Exception {
        pcscd.start();
        try (PcscClient client = client(ADD_OPENS)) {
            VpcdCard before = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim);
            assertThat(client.order("random 1")).isEqualTo("AA after 3");
            pcscd.stop();
            before.close();
            assertThat(client.order("random 1")).startsWith("Unreachable: no PC/SC service answers");
            pcscd.start();
            try (VpcdCard after = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
                assertThat(client.order("random 1")).startsWith("AA after ");
                assertThat(after.received()).hasSize(3);
            }
        }
    }

    @Test
    void without_the_JVM_option_a_restarted_service_is_a_sentence_that_names_it() throws Exception {
        pcscd.start();
        try (PcscClient client = client()) {
            assertThat(client.order("list")).contains(PrivatePcscd.READER);
            pcscd.stop();
            pcscd.start();
            assertThat(client.order("list"))
                    .startsWith("IOException: the PC/SC service was stopped or restarted")
                    .contains("--add-opens java.smartcardio/sun.security.smartcardio=ALL-UNNAMED");
        }
    }

    @Test
    void an_address_of_another_kind_is_our_mistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> PcscReader.at("modem:/dev/ttyUSB2"));
    }
}
