package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which library, which token; what is wrong with an address is told in one sentence. */
class TokenAddressTest extends TokenTest {
    @TempDir
    Path directory;

    @Test
    void tokens_are_told_apart_by_their_labels() throws CardException, IOException {
        Pkcs11Element first = first();
        Pkcs11Element second = at(new TokenAddress(
                SoftHsm.LIBRARY, new TokenChoice.ByLabel("second"), new PinSource.InEnvironment("IOTSAFE_TEST_PIN")));
        assertThat(first.identity().value()).matches("pkcs11:serial=[0-9a-f]{16};token=first");
        assertThat(second.identity().value()).matches("pkcs11:serial=[0-9a-f]{16};token=second");
        second.generateKeyPair(privateKey("18"));
        assertThat(second.sign(privateKey("18"), HASH).length()).isEqualTo(64);
        refused(() -> first.sign(privateKey("18"), HASH)).withMessageContaining("is not on token \"first\"");
    }

    @Test
    void a_slot_is_named_by_its_place_in_the_list() throws CardException, IOException {
        PinSource pin = new PinSource.InFile(SoftHsm.here().pinFile());
        assertThat(at(new TokenAddress(SoftHsm.LIBRARY, new TokenChoice.BySlot(0), pin))
                        .identity()
                        .value())
                .matches("pkcs11:serial=[0-9a-f]{16};token=(first|second|guarded)");
        unreachable(() -> at(new TokenAddress(SoftHsm.LIBRARY, new TokenChoice.BySlot(9), pin))
                        .connect())
                .withMessage("/usr/lib/softhsm/libsofthsm2.so has 4 slots, and slot-list-index=9 counts from 0; "
                        + "plug the token in, or correct card.reader");
        refused(() -> at(new TokenAddress(SoftHsm.LIBRARY, new TokenChoice.BySlot(3), pin))
                        .connect())
                .withMessageContaining("slot-list-index=3 is not initialised");
    }

    @Test
    void a_token_that_is_not_there_or_not_the_only_one_is_a_sentence() throws IOException {
        PinSource pin = new PinSource.InFile(SoftHsm.here().pinFile());
        unreachable(() -> at(new TokenAddress(SoftHsm.LIBRARY, new TokenChoice.ByLabel("third"), pin))
                        .connect())
                .withMessageStartingWith("/usr/lib/softhsm/libsofthsm2.so has no token \"third\", there is token \"")
                .withMessageEndingWith("; plug it in, or correct card.reader");
        refused(() -> at(new TokenAddress(SoftHsm.LIBRARY, new TokenChoice.Only(), pin))
                        .connect())
                .withMessageContaining("has 3 of token, there is token \"")
                .withMessageEndingWith("tell them apart in card.reader by token=LABEL or slot-list-index=N");
    }

    @Test
    void a_library_that_is_missing_or_none_is_a_sentence() throws IOException {
        PinSource pin = new PinSource.InFile(SoftHsm.here().pinFile());
        Path text = Files.writeString(directory.resolve("libtext.so"), "no library");
        refused(() -> at(new TokenAddress(Path.of("/nowhere/libx.so"), new TokenChoice.Only(), pin))
                        .connect())
                .withMessage(
                        "there is no PKCS#11 library /nowhere/libx.so that this user may read; install it, or correct card.reader");
        refused(() -> at(new TokenAddress(text, new TokenChoice.Only(), pin)).connect())
                .withMessageStartingWith(text + " cannot be loaded as a PKCS#11 library: ")
                .withMessageEndingWith("; name the .so of the token's maker");
    }

    @Test
    void an_address_is_printed_as_card_reader_takes_it() {
        Path library = Path.of("/opt/my lib/p11.so");
        assertThat(new TokenAddress(
                        library, new TokenChoice.ByLabel("a&b ü"), new PinSource.InFile(Path.of("/etc/pin"))))
                .hasToString("pkcs11:/opt/my%20lib/p11.so?token=a%26b%20%C3%BC&pin-file=/etc/pin");
        assertThat(new TokenAddress(library, new TokenChoice.BySlot(1), new PinSource.InEnvironment("P")))
                .hasToString("pkcs11:/opt/my%20lib/p11.so?slot-list-index=1&pin-env=P");
        assertThat(new TokenAddress(library, new TokenChoice.Only(), new PinSource.AtTerminal()))
                .hasToString("pkcs11:/opt/my%20lib/p11.so");
    }
}
