package iotsafe.client.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** A program in a process of its own, with all that it prints. It does not outlive this object, nor this JVM. */
final class Program implements AutoCloseable {
    /** Far more than anything here needs, so that a busy machine fails no test. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final Process process;
    private final Thread atExit;
    private final Captured out;
    private final Captured err;

    private Program(Process process) {
        this.process = process;
        this.out = Captured.from(process.getInputStream());
        this.err = Captured.from(process.getErrorStream());
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static Program start(List<String> command) throws IOException {
        return start(command, Map.of());
    }

    static Program start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    long pid() {
        return process.pid();
    }

    /** All of standard output so far. */
    String out() {
        return out.text.toString();
    }

    /** All of standard error so far. */
    String err() {
        return err.text.toString();
    }

    /** Types a line. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until standard output has the {@code nth} match of a pattern, 1 being the first, and gives it. */
    Matcher awaitOut(String pattern, int nth) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(OFTEN)
                    .until(() -> find(pattern, nth).isPresent() || !process.isAlive());
            return find(pattern, nth).orElseThrow();
        } catch (ConditionTimeoutException | NoSuchElementException e) {
            throw new AssertionError("no %s (%d) in%n%s%s".formatted(pattern, nth, out(), tail(err())), e);
        }
    }

    private Optional<Matcher> find(String pattern, int nth) {
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(out());
        for (int found = 0; matcher.find(); ) {
            found++;
            if (found == nth) {
                return Optional.of(matcher);
            }
        }
        return Optional.empty();
    }

    /** Waits for its end and gives all it left behind. */
    Finished awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; so far:\n" + out() + tail(err()));
        }
        out.awaitEnd();
        err.awaitEnd();
        return new Finished(process.exitValue(), out(), err());
    }

    /** All that is on its heap, garbage too, if it is a JVM; {@code folder} takes the dump for as long as that is read. */
    byte[] heap(Path folder) throws IOException, InterruptedException {
        Path dump = folder.resolve("heap.hprof");
        try (Program jcmd =
                start(List.of(Programs.jdk("jcmd"), String.valueOf(pid()), "GC.heap_dump", "-all", dump.toString()))) {
            jcmd.awaitEnd().done();
        }
        byte[] heap = Files.readAllBytes(dump);
        Files.delete(dump);
        return heap;
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL, and waits until it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
        } catch (CompletionException stillAlive) {
            process.destroyForcibly().onExit().join();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 4000));
    }

    private record Captured(StringWriter text, Thread reader) {
        static Captured from(InputStream stream) {
            StringWriter text = new StringWriter();
            Thread reader = new Thread(() -> copy(stream, text), "captures a child's output");
            reader.setDaemon(true);
            reader.start();
            return new Captured(text, reader);
        }

        private static void copy(InputStream stream, StringWriter text) {
            try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                reader.transferTo(text);
            } catch (IOException e) {
                text.append("(its output broke off: ").append(e.toString()).append(")\n");
            }
        }

        void awaitEnd() throws InterruptedException {
            reader.join(PATIENCE.toMillis());
        }
    }
}
