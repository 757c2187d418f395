package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.bootstrap.BootstrapAddress;
import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.SoftCard;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.CardPsks;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eclipse.leshan.core.LwM2mId;
import org.junit.jupiter.api.Test;

/** Accounts in EF(LwM2M_Bootstrap) (OMA LwM2M Core, G.3.4; object 0 in TLV, 7.4.3). */
class CardFileTest {
    private static final Psks NO_PSKS = new Psks(List.of(), CardPsks.usual(new SoftCard(new Events())));

    /** /0/0: coaps://b.example (0), a bootstrap server (1), mode 2 (2), name b (14). */
    private static final String BOOTSTRAP_ACCOUNT =
            object(0, "C80011636F6170733A2F2F622E6578616D706C65" + "C10101" + "C10202" + "C10E62");

    private static String object(int id, String resources) {
        String instance = "0800%02X".formatted(resources.length() / 2) + resources;
        return "%04X00%04X".formatted(id, instance.length() / 2) + instance;
    }

    private static Bytes file(String... objects) {
        String all = String.join("", objects);
        return Bytes.ofHex("%04X%04X".formatted(objects.length, all.length() / 2) + all);
    }

    @Test
    void a_bootstrap_servers_account_gives_its_address() throws Exception {
        CardFile read = CardFile.read(file(BOOTSTRAP_ACCOUNT));

        assertThat(AccountReader.bootstrapServer(read.of(LwM2mId.SECURITY), problem -> {}))
                .contains(new BootstrapAddress(URI.create("coaps://b.example"), Optional.of("b")));
    }

    @Test
    void one_without_security_or_without_a_usable_URI_is_told_of_and_not_asked() throws Exception {
        List<String> problems = new ArrayList<>();
        for (String spoilt : List.of(
                BOOTSTRAP_ACCOUNT.replace("C10202", "C10203"),
                BOOTSTRAP_ACCOUNT.replace("636F6170733A", "636F6170783A"))) {
            CardFile read = CardFile.read(file(spoilt));
            assertThat(AccountReader.bootstrapServer(read.of(LwM2mId.SECURITY), problems::add))
                    .isEmpty();
        }
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).startsWith("/0/0/2 is 3");
        assertThat(problems.get(1)).startsWith("/0/0/0 is \"coapx://b.example\"");
    }

    @Test
    void other_objects_are_left_out() throws Exception {
        assertThat(CardFile.read(file("000300" + "0003" + "C10B00", BOOTSTRAP_ACCOUNT))
                        .instances())
                .hasSize(1);
    }

    @Test
    void no_TLV_is_a_sentence_without_the_bytes_for_a_key_can_be_among_them() {
        assertThatExceptionOfType(CardException.Unreadable.class)
                .isThrownBy(() -> CardFile.read(file("000000" + "0007" + "080011" + "C805C0FF")))
                .withMessageContaining("object 0 in EF(LwM2M_Bootstrap)")
                .satisfies(e -> assertThat(e).hasMessageNotContaining("c0ff").hasMessageNotContaining("C0FF"));
    }

    @Test
    void two_files_have_two_digests() {
        assertThat(CardFile.digestOf(Bytes.ofHex("00"))).hasSize(64).isNotEqualTo(CardFile.digestOf(Bytes.ofHex("01")));
    }

    @Test
    void damaged_objects_are_refused_cleanly_or_read() {
        long seed = 20261125;
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            byte[] damaged = HexFormat.of().parseHex(BOOTSTRAP_ACCOUNT);
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt();
            }
            try {
                CardFile read = CardFile.read(file(HexFormat.of().formatHex(damaged)));
                AccountReader.bootstrapServer(read.of(LwM2mId.SECURITY), problem -> {});
                AccountReader.read(read.of(LwM2mId.SECURITY), read.of(LwM2mId.SERVER), NO_PSKS);
                ObjectsSnapshot.ofInstances(read.instances()).toText(ObjectDefinitions.ofAccounts());
            } catch (CardException.Unreadable refused) {
                assertThat(refused).hasMessageContaining("byte");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }
}
