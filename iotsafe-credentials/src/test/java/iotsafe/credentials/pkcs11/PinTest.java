package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** PKCS#11 2.40 section 5.6, C_Login: a token counts wrong PINs and locks itself; no program may use its tries up. */
class PinTest extends TokenTest {
    private static final String WRONG = "99887766";

    @TempDir
    Path directory;

    @Test
    void a_wrong_PIN_is_tried_once_and_never_again_by_itself() throws IOException {
        Pkcs11Element token = at(guarded());
        String sentence =
                "token \"guarded\" refuses the PIN from the PIN file %s (CKR_PIN_INCORRECT); it is not tried again: correct it, then restart the agent"
                        .formatted(directory.resolve("pin"));
        refused(token::connect).withMessage(sentence);
        Files.writeString(directory.resolve("pin"), SoftHsm.PIN);
        refused(() -> token.sign(privateKey("01"), HASH)).withMessage(sentence);
        refused(() -> token.random(1)).withMessage(sentence);
    }

    @Test
    void the_PIN_stands_in_no_message_no_log_and_no_text() throws Exception {
        TokenAddress address = guarded();
        Pkcs11Element token = at(address);
        assertThat(token.toString() + address + address.pin()).doesNotContain(WRONG);
        refused(token::connect).satisfies(e -> {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause).hasMessageNotContaining(WRONG);
            }
        });
        Lines log = new Lines(Level.TRACE);
        Cryptoki library = Cryptoki.load(SoftHsm.LIBRARY, new AtomicLong(), log);
        TokenSession session =
                TokenSession.open(library, TokenFinder.slot(library, new TokenChoice.ByLabel("guarded"), "SoftHSM"));
        try (Pin pin = address.pin().read("guarded")) {
            library.login(session.handle(), pin);
        } catch (CryptokiException e) {
            assertThat(e.rv()).isEqualTo("CKR_PIN_INCORRECT");
        }
        session.close();
        assertThat(log.lines).anyMatch(line -> line.matches("C_Login: CKR_PIN_INCORRECT, \\d+ ms"));
        assertThat(String.join("\n", log.lines)).doesNotContain(WRONG);
    }

    @Test
    void a_token_without_a_way_to_its_PIN_says_so_before_it_is_asked() {
        Pkcs11Element token = at(new TokenAddress(
                SoftHsm.LIBRARY, new TokenChoice.ByLabel("guarded"), new PinSource.InEnvironment("NOT_SET")));
        refused(token::connect).withMessage("the environment variable NOT_SET is not set; set it to the token's PIN");
    }

    @Test
    void a_program_does_not_spend_the_last_try() {
        Token last = new Token("T", "1", Ck.CKF_USER_PIN_FINAL_TRY);
        assertThat(last.isFinalTry()).isTrue();
        assertThat(last.isPinLocked()).isFalse();
        refused(() -> Pkcs11Element.requireTries(last, new PinSource.InEnvironment("P")))
                .withMessageStartingWith("token \"T\" has one try left for its PIN, which no program may spend; ");
        refused(() -> Pkcs11Element.requireTries(
                        new Token("T", "1", Ck.CKF_USER_PIN_LOCKED), new PinSource.AtTerminal()))
                .withMessageStartingWith("token \"T\" has locked its PIN after wrong tries; ");
    }

    @Test
    void a_person_may_spend_the_last_try() throws CardException {
        Pkcs11Element.requireTries(new Token("T", "1", Ck.CKF_USER_PIN_FINAL_TRY), new PinSource.AtTerminal());
    }

    @Test
    void a_person_is_asked_at_the_terminal(@TempDir Path folder) throws IOException {
        SoftHsm hsm = SoftHsm.in(folder, "asked");
        try (TokenProgram program = TokenProgram.startAtTerminal(hsm, "asked")) {
            program.say("generate");
            assertThat(program.heardAtPrompt()).endsWith("PIN of token \"asked\": ");
            program.say(SoftHsm.PIN);
            assertThat(program.heard()).isBlank();
            assertThat(program.heard()).matches("3059[0-9A-F]+\\R?");
        }
    }

    private TokenAddress guarded() throws IOException {
        Path pin = Files.writeString(directory.resolve("pin"), WRONG);
        return new TokenAddress(SoftHsm.LIBRARY, new TokenChoice.ByLabel("guarded"), new PinSource.InFile(pin));
    }
}
