package iotsafe.client.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of the host with its arguments. No shell sees them, so nothing in them is expanded.
 *
 * @param words the program by its absolute path, then its arguments
 * @param limit how long it may run before it is killed, its children with it
 */
public record HostCommand(List<String> words, Duration limit) {
    private static final Logger LOG = LoggerFactory.getLogger(HostCommand.class);
    private static final int LARGEST_OUTPUT = 1 << 16;

    /** Who inherited the output can hold it open after the command itself has ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Refuses no program, one that the search path would have to find, and no time at all. */
    public HostCommand {
        words = List.copyOf(words);
        if (words.isEmpty() || !Path.of(words.get(0)).isAbsolute() || limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a command of %s with a limit of %s".formatted(words, limit));
        }
    }

    /** The same with one more argument. */
    public HostCommand with(String argument) {
        List<String> more = new ArrayList<>(words);
        more.add(argument);
        return new HostCommand(more, limit);
    }

    /** Whether the program is there and may be run now. */
    public boolean isExecutable() {
        Path program = Path.of(words.get(0));
        return Files.isRegularFile(program) && Files.isExecutable(program);
    }

    /**
     * Runs it to its end, with nothing on its standard input.
     *
     * @return its standard output, at most 64 KiB; its standard error goes nowhere
     * @throws CommandException if it cannot be started, ends with another status than 0, says more, or takes longer than its limit
     */
    public byte[] run() throws CommandException, InterruptedException {
        return run(new byte[0]);
    }

    /** As {@link #run()}, with this on its standard input. */
    public byte[] run(byte[] input) throws CommandException, InterruptedException {
        Process process = start();
        try {
            CompletableFuture<byte[]> output = onOwnThread(() -> read(process.getInputStream()));
            CompletableFuture<byte[]> fed = onOwnThread(() -> feed(process.getOutputStream(), input));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CommandException("%s ran longer than %s and was killed".formatted(words.get(0), limit));
            }
            byte[] said = output.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            if (process.exitValue() != 0) {
                throw new CommandException("%s ended with status %d".formatted(words.get(0), process.exitValue()));
            }
            if (said.length > LARGEST_OUTPUT) {
                throw new CommandException("%s said more than %d bytes".formatted(words.get(0), LARGEST_OUTPUT));
            }
            fed.cancel(false);
            return said;
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandException("%s: its output cannot be read".formatted(words.get(0)), e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            close(process);
        }
    }

    /**
     * Runs it on a thread of its own and logs how it ended.
     *
     * @param name of what it does, for the log
     */
    public void runLater(String name, Duration after) {
        CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS, task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    thread.start();
                })
                .execute(() -> {
                    try {
                        LOG.info("{}: {} begins", name, words.get(0));
                        run();
                    } catch (CommandException e) {
                        LOG.error("{}: {}", name, e.getMessage());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private Process start() throws CommandException {
        try {
            return new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new CommandException(
                    "%s cannot be run; it has to be a program that the agent's user may execute"
                            .formatted(words.get(0)),
                    e);
        }
    }

    private interface Work {
        byte[] go() throws IOException;
    }

    private static CompletableFuture<byte[]> onOwnThread(Work work) {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(work.go());
                    } catch (IOException e) {
                        done.completeExceptionally(e);
                    }
                },
                "command");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** To the end, of which no more than one byte too many is kept: a command that talks on is not blocked, and not listened to. */
    private static byte[] read(InputStream from) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        for (int count = from.read(some); count >= 0; count = from.read(some)) {
            kept.write(some, 0, Math.min(count, LARGEST_OUTPUT + 1 - kept.size()));
        }
        return kept.toByteArray();
    }

    private static byte[] feed(OutputStream to, byte[] input) throws IOException {
        try (to) {
            to.write(input);
        } catch (IOException e) { // it does not read its input, which is its own affair
            LOG.trace("a command did not read its input", e);
        }
        return input;
    }

    private static void close(Process process) {
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            LOG.trace("the output of a command was closed already", e);
        }
    }
}
