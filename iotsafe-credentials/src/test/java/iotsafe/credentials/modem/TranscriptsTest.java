package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a line brings, it is an answer or an {@link IOException}, and in bounded time. */
class TranscriptsTest {
    private static final int TRANSCRIPTS = 1000;
    private static final String ALPHABET = "\r\n\r\nOK ERROR+CSIM:+CGLA:+CCHO:,\"\"0123456789abcdefABCDEF\0\u00FF";
    private static final String[] CONVERSATION = {
        "0070000001", "01A4040007A0000005590010", "8184000010", "81B000000383010200", "00A4000C023F00", "00708001"
    };

    @ParameterizedTest
    @EnumSource(ModemAccess.class)
    void mutated_transcripts_give_an_answer_or_a_failure(ModemAccess access) {
        long seed = 20261123;
        Random random = new Random(seed);
        int failures = 0;
        for (int round = 0; round < TRANSCRIPTS; round++) {
            AtModem.Quirk[] all = AtModem.Quirk.values();
            AtModem modem =
                    new AtModem(new TestCard(), all[random.nextInt(all.length)], all[random.nextInt(all.length)]);
            FakeLine line = new FakeLine(command -> damaged(modem.apply(command), random));
            ModemAddress address = new ModemAddress(Path.of("/dev/m"), 9600, access);
            try (CardConnection connection = new ModemReader(address, (place, unused) -> line, line::nanos).open()) {
                for (String command : CONVERSATION) {
                    byte[] answer = connection.exchange(Bytes.ofHex(command).toArray());
                    assertThat(answer.length).isBetween(2, 258);
                }
            } catch (IOException e) {
                failures++;
                assertThat(e.getMessage()).startsWith("modem /dev/m");
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ", " + line.commands(), e);
            }
            assertThat(Duration.ofNanos(line.nanos())).isLessThan(Duration.ofMinutes(1));
            assertThat(line.isClosed()).isTrue();
        }
        assertThat(failures).isBetween(TRANSCRIPTS / 5, TRANSCRIPTS - 50);
    }

    private static String damaged(String transcript, Random random) {
        StringBuilder text = new StringBuilder(transcript);
        int changes = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0;
        for (int change = 0; change < changes && text.length() > 1; change++) {
            int at = random.nextInt(text.length());
            int until = Math.min(text.length(), at + 1 + random.nextInt(20));
            switch (random.nextInt(6)) {
                case 0 -> text.setCharAt(at, any(random));
                case 1 -> text.insert(at, any(random));
                case 2 -> text.delete(at, until);
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, until));
                case 4 -> text.setLength(at);
                default -> text.insert(at, String.valueOf(any(random)).repeat(random.nextInt(2500)));
            }
        }
        return text.toString();
    }

    private static char any(Random random) {
        return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
}
