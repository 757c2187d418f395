package iotsafe.credentials.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What befalls card, reader and reader service while a session is open, and other programs on the same card (test environment reference 1). */
@Timeout(60)
class PcscFaultsTest {
    private static final String ADD_OPENS = "--add-opens=java.smartcardio/sun.security.smartcardio=ALL-UNNAMED";
    private static final String SILENT = "a call to it still hangs: ";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PrivatePcscd pcscd;

    PcscFaultsTest() throws IOException {
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

    private PcscClient client() throws IOException {
        return PcscClient.start(pcscd.socket(), ADD_OPENS);
    }

    private static void recovers(PcscClient client) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(client.order("random 1")).startsWith("AA after "));
    }

    @Test
    void pulled_out_and_put_back_between_commands_ten_times() throws Exception {
        pcscd.start();
        try (PcscClient client = client()) {
            VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim);
            for (int i = 0; i < 10; i++) {
                recovers(client);
                card.close();
                card = VpcdCard.insert(pcscd.port(), VpcdCard.ATR_T1, VpcdCard::sim);
            }
            recovers(client);
            assertThat(client.order("threads")).isEqualTo("1");
            card.close();
        }
    }

    @Test
    void a_service_killed_and_started_again_is_found_again_without_its_files_being_cleared_away() throws Exception {
        pcscd.start();
        try (PcscClient client = client()) {
            VpcdCard before = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim);
            recovers(client);
            pcscd.kill();
            before.close();
            assertThat(client.order("random 1")).startsWith("Unreachable: no PC/SC service answers");
            pcscd.start();
            try (VpcdCard after = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
                recovers(client);
                assertThat(after.received()).isNotEmpty();
            }
            assertThat(client.order("threads")).isEqualTo("1");
        }
    }

    @Test
    void a_service_that_is_silent_costs_one_thread_and_is_used_again_when_it_answers() throws Exception {
        pcscd.start();
        try (PcscClient client = client();
                VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
            client.order("impatient pcsc:");
            recovers(client);
            pcscd.suspend();
            assertThat(client.order("random 1")).startsWith("Unreachable: the PC/SC reader does not answer, " + SILENT);
            for (int i = 0; i < 20; i++) {
                assertThat(client.order("random 1")).contains(SILENT);
            }
            assertThat(client.order("threads")).isEqualTo("1");
            pcscd.resume();
            recovers(client);
            assertThat(card.received()).isNotEmpty();
        }
    }

    /** A card that never answers: only a person can end that call, by pulling it out. */
    @Test
    void a_card_that_is_silent_is_asked_for_to_be_pulled_out_and_used_when_it_is_back() throws Exception {
        pcscd.start();
        CountDownLatch never = new CountDownLatch(1);
        try (PcscClient client = client()) {
            client.order("impatient pcsc:");
            VpcdCard silent = pcscd.inserted(client, VpcdCard.ATR_T1, command -> {
                if (command.u8(1) == 0x84) {
                    VpcdCard.hang(never);
                }
                return VpcdCard.sim(command);
            });
            assertThat(client.order("random 1"))
                    .contains(SILENT + "take the card out and put it back, stop a program that holds it for itself");
            silent.close();
            try (VpcdCard again = VpcdCard.insert(pcscd.port(), VpcdCard.ATR_T1, VpcdCard::sim)) {
                recovers(client);
                assertThat(again.received()).contains("8184000001");
            }
            assertThat(client.order("threads")).isEqualTo("1");
        }
        never.countDown();
    }

    @Test
    void a_card_that_another_program_resets_is_opened_again() throws Exception {
        pcscd.start();
        try (PcscClient client = client();
                PcscClient other = client();
                VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.order("random 1")).startsWith("AA after ");
                assertThat(other.order("reset")).isEqualTo("reset");
            }
            assertThat(client.order("random 1")).startsWith("AA after ");
            assertThat(card.received()).contains("8184000001");
        }
    }

    @Test
    void a_program_that_holds_the_card_for_itself_is_waited_for_and_named_as_a_reason() throws Exception {
        pcscd.start();
        try (PcscClient client = client();
                PcscClient other = client();
                VpcdCard card = pcscd.inserted(client, VpcdCard.ATR_T1, VpcdCard::sim)) {
            client.order("impatient pcsc:");
            recovers(client);
            assertThat(other.order("hold")).isEqualTo("held");
            assertThat(client.order("random 1")).contains("stop a program that holds it for itself");
            assertThat(client.order("random 1")).contains("stop a program that holds it for itself");
            assertThat(other.order("free")).isEqualTo("free");
            recovers(client);
            assertThat(card.received()).contains("8184000001");
        }
    }
}
