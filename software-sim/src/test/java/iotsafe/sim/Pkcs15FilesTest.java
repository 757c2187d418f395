package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.sim.apdu.Octets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PKCS#15 application that holds LwM2M bootstrap data (OMA LwM2M Core, G.2 and G.3). */
class Pkcs15FilesTest {
    private static final Octets FILE = Octets.hex("0001000700000000 02C100".replace(" ", ""));
    private static final String SELECT = "00 A4 04 04 0C A000000063504B43532D3135 00";

    private final SimMemory memory = SimMemory.blank(Profile.STANDARD).bootstrapFile(FILE);
    private final Reader reader = new Reader(SoftwareSim.inMemory(memory));

    @Test
    void the_directories_lead_to_the_file() {
        assertThat(reader.send(SELECT)).isEqualTo("6212" + "82027821" + "840CA000000063504B43532D3135" + "9000");
        assertThat(reader.send("00 A4 08 04 04 7FFF5031 00"))
                .contains("8002000A")
                .endsWith("9000");
        assertThat(reader.send("00 B0 00 00 0A")).isEqualTo("A706300404026430" + "FFFF" + "9000");
        assertThat(reader.send("00 A4 08 04 04 7FFF6430 00")).endsWith("9000");
        assertThat(reader.send("00 B0 00 00 00"))
                .contains("0604672B0901" + "300404026432")
                .endsWith("FFFF9000");
        assertThat(reader.send("00 A4 08 04 04 7FFF6432 00")).endsWith("9000");
        assertThat(reader.send("00 B0 00 00 00")).isEqualTo(FILE + "FFFF" + "9000");
    }

    @Test
    void what_is_not_there_is_refused() {
        reader.send(SELECT);
        assertThat(reader.send("00 B0 00 00 0A")).isEqualTo("6986");
        assertThat(reader.send("00 A4 08 04 04 7FFF6499 00")).isEqualTo("6A82");
        assertThat(reader.send("80 CB 00 00 00")).isEqualTo("6D00");
    }

    @Test
    void a_card_without_such_a_file_has_no_such_application() {
        Reader without = new Reader(SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD)));
        assertThat(without.send("00 A4 04 00 0C A000000063504B43532D3135")).isEqualTo("6A82");
    }

    @Test
    void it_is_kept_in_the_memory_file(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sim.json");
        memory.save(file);
        assertThat(SimMemory.load(file).bootstrapFile()).isEqualTo(FILE);
    }

    @Test
    void a_file_that_no_offset_reaches_does_not_fit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.bootstrapFile(Octets.of(new byte[0x7FFE])))
                .withMessageContaining("the card holds 32765");
    }
}
