package iotsafe.sim.modem;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The terminal device of a modem: a pseudo-terminal that the program socat connects with a {@link ModemFace}. When the modem
 * vanishes the device is gone, and there again a moment later, as a USB modem's is.
 */
public final class SocatTty implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 10;
    private static final long GONE_FOR_MILLIS = 500;

    private final Path link;
    private final int port;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Process socat;

    /**
     * A device that is there when this returns.
     *
     * @param link where a symbolic link to the device is made; removed at the end
     * @param port that of the modem
     * @throws IOException one sentence, if socat is missing or cannot make it
     */
    public SocatTty(Path link, int port) throws IOException {
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
            throw new IOException(link + ": is there already and is no link; choose another name for the terminal");
        }
        this.link = link;
        this.port = port;
        this.socat = started();
        Thread thread = new Thread(this::watch, "tty-" + link.getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    /** Where the device is found. */
    public Path link() {
        return link;
    }

    /** Removes the device. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            end(socat);
        }
    }

    private Process started() throws IOException {
        Files.deleteIfExists(link); // left by one that was killed
        Process process;
        try {
            process = new ProcessBuilder("socat", "pty,raw,echo=0,link=" + link, "tcp:127.0.0.1:" + port + ",nodelay")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException("socat could not be started (" + e.getMessage() + "); apt-get install socat", e);
        }
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(link)) {
            if (!process.isAlive()) {
                String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
                throw new IOException(link + ": socat made no terminal there: " + said.strip());
            }
            if (System.nanoTime() > deadline) {
                end(process);
                throw new IOException(link + ": socat made no terminal there in " + START.toSeconds() + " s");
            }
            pause(POLL_MILLIS);
        }
        return process;
    }

    /** Makes the device again whenever it is gone. */
    private void watch() {
        try {
            while (true) {
                current().waitFor();
                if (closed.await(GONE_FOR_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
                synchronized (this) {
                    if (closed.getCount() > 0) {
                        socat = started();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            closed.countDown(); // the modem has ended
        }
    }

    private synchronized Process current() {
        return socat;
    }

    private void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(link);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(link + " could not be removed", e);
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while socat was starting", e);
        }
    }
}
