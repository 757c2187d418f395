package iotsafe.testbed.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One of our own server commands in a JVM of its own, which ends when its standard input does. */
final class ChildServer implements AutoCloseable {
    private final Process process;
    private final Ready ready;

    private ChildServer(Process process, Ready ready) {
        this.process = process;
        this.ready = ready;
    }

    /**
     * Runs a command on our own class path and waits for its ready line.
     *
     * @param log takes its standard error
     * @throws IOException if it ends before it is ready
     */
    static ChildServer start(List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "iotsafe.testbed.Main"));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the " + arguments.get(0) + " did not start; see " + log);
        }
        return new ChildServer(process, Ready.parse(line));
    }

    Ready ready() {
        return ready;
    }

    CompletableFuture<?> ended() {
        return process.onExit();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
