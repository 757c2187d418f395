package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PKCS#11 2.40 section 2.6: sessions end, users are logged out, tokens are pulled out. */
class ResilienceTest extends TokenTest {
    @TempDir
    Path directory;

    @Test
    void after_a_logout_the_agent_logs_in_again_and_looks_its_key_up_anew() throws Exception {
        Pkcs11Element token = first();
        PublicKey key = token.generateKeyPair(privateKey("20")).publicKey();
        try (Raw raw = Raw.on("first")) {
            raw.logOut();
        }
        assertThat(verifies(key, token.sign(privateKey("20"), HASH))).isTrue();
    }

    @Test
    void after_its_session_was_closed_the_agent_opens_another() throws Exception {
        Pkcs11Element token = first();
        PublicKey key = token.generateKeyPair(privateKey("21")).publicKey();
        try (Raw raw = Raw.on("first")) {
            raw.closeAllSessions();
        }
        assertThat(verifies(key, token.sign(privateKey("21"), HASH))).isTrue();
    }

    @Test
    void threads_take_turns() throws Exception {
        Pkcs11Element token = first();
        PublicKey key = token.generateKeyPair(privateKey("22")).publicKey();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Bytes>> signatures = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                signatures.add(threads.submit(() -> token.sign(privateKey("22"), HASH)));
            }
            for (Future<Bytes> signature : signatures) {
                assertThat(verifies(key, signature.get())).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_token_let_go_of_is_not_opened_again() throws Exception {
        Pkcs11Element token = first();
        token.connect();
        token.close();
        unreachable(() -> token.random(1)).withMessage("the token was let go of: this program is stopping");
    }

    @Test
    void a_restart_finds_the_same_token_and_the_generated_key() throws Exception {
        SoftHsm hsm = SoftHsm.in(directory, "restarted");
        String made;
        String identity;
        try (TokenProgram program = TokenProgram.start(hsm, "restarted", TokenProgram.ADD_EXPORTS)) {
            made = program.order("generate");
            identity = program.order("identity");
        }
        try (TokenProgram program = TokenProgram.start(hsm, "restarted", TokenProgram.ADD_EXPORTS)) {
            assertThat(program.order("identity")).isEqualTo(identity).startsWith("pkcs11:serial=");
            assertThat(program.order("key")).isEqualTo(made);
            PublicKey key = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Bytes.ofHex(made).toArray()));
            assertThat(verifies(key, Bytes.ofHex(program.order("sign")))).isTrue();
        }
    }

    @Test
    void a_token_that_is_gone_is_unreachable() throws Exception {
        SoftHsm hsm = SoftHsm.in(directory, "pulled");
        try (TokenProgram program = TokenProgram.start(hsm, "pulled", TokenProgram.ADD_EXPORTS)) {
            program.order("generate");
            hsm.removeTokens();
            assertThat(program.order("sign")).startsWith("Unreachable: ").contains("pulled");
            assertThat(program.order("sign")).startsWith("Unreachable: ").contains("pulled");
        }
    }

    @Test
    void a_Java_that_keeps_its_bridge_closed_is_a_sentence() throws Exception {
        SoftHsm hsm = SoftHsm.in(directory, "closed");
        try (TokenProgram program = TokenProgram.start(hsm, "closed")) {
            assertThat(program.order("sign"))
                    .isEqualTo(
                            "Refused: Java keeps its PKCS#11 bridge to itself; start the agent by its script, or java with "
                                    + "--add-exports jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED");
        }
    }

    @Test
    void a_library_that_hangs_is_unreachable_in_time_and_the_next_call_has_a_thread_of_its_own() throws CardException {
        TokenThread thread = new TokenThread();
        unreachable(() -> thread.call("sign", Duration.ofMillis(50), new CompletableFuture<Boolean>()::join))
                .withMessage("sign: no answer: no answer within 0.05 s");
        assertThat(thread.<String>call("sign", Duration.ofSeconds(5), () -> "done"))
                .isEqualTo("done");
    }
}
