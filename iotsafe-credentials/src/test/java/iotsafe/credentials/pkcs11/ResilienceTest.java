package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
    void a_library_that_hangs_is_told_with_place_and_remedy_and_further_tries_are_refused_at_once_until_it_comes_back()
            throws CardException {
        CompletableFuture<Boolean> comesBack = new CompletableFuture<>();
        TokenThread thread = new TokenThread("library /usr/lib/moody.so");
        long before = hanging();
        unreachable(() -> thread.call("sign", Duration.ofMillis(50), () -> hangUntil(comesBack)))
                .withMessageMatching(
                        "sign: no answer: library /usr/lib/moody.so was silent for 0.05 s: take the token out .*");
        for (int i = 0; i < 50; i++) {
            long begin = System.nanoTime();
            unreachable(() -> thread.call("sign", Duration.ofSeconds(60), () -> "done"))
                    .withMessageMatching(
                            "sign: no answer: library /usr/lib/moody.so: a call to it still hangs: take the token out .*");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(hanging()).as("one thread is lost, not one a try").isEqualTo(before + 1);
        thread.end();
        comesBack.complete(true);
        awaitTheNextTry(thread);
        assertThat(hanging()).isEqualTo(before);
        thread.end();
    }

    /** A session that a hanging call was to open: nobody gave the thread up but the call itself. */
    @Test
    void after_an_opening_that_hung_the_next_try_goes_through() {
        CompletableFuture<Boolean> comesBack = new CompletableFuture<>();
        TokenThread thread = new TokenThread("library /usr/lib/moody.so");
        unreachable(() -> thread.open("open", Duration.ofMillis(50), () -> {
                    hangUntil(comesBack);
                    throw new CardException.Refused("no token");
                }))
                .withMessageContaining("was silent");
        comesBack.complete(true);
        awaitTheNextTry(thread);
        thread.end();
    }

    /** What hung comes back in its own thread, so that tries are refused for a moment still. */
    private static void awaitTheNextTry(TokenThread thread) {
        await().ignoreExceptionsInstanceOf(CardException.Unreachable.class)
                .untilAsserted(() -> assertThat(thread.<String>call("sign", Duration.ofSeconds(5), () -> "done"))
                        .isEqualTo("done"));
    }

    /** As a native call does: no interrupt ends it. */
    private static boolean hangUntil(CompletableFuture<Boolean> comesBack) {
        return comesBack.join();
    }

    private static long hanging() {
        return Thread.getAllStackTraces().values().stream()
                .filter(frames -> Arrays.stream(frames)
                        .anyMatch(frame -> frame.getMethodName().equals("hangUntil")))
                .count();
    }
}
