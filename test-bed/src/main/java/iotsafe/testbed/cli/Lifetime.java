package iotsafe.testbed.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * How long a server command lives: until standard input ends, or SIGTERM. The first is how a child learns that its parent is
 * gone, even by SIGKILL. What was opened is closed in reverse order.
 */
final class Lifetime {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile boolean over;

    Lifetime() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "test-bed-stop"));
    }

    /** Closes {@code one} at the end; at once if the end has come. */
    synchronized <T extends AutoCloseable> T keep(T one) {
        open.push(one);
        if (over) {
            closeAll();
        }
        return one;
    }

    /** Ends the command with an error if a child ends that was to stay. */
    void needs(CompletableFuture<?> end, String child) {
        var unused = end.thenRun(() -> {
            if (!over) {
                System.err.println(
                        "test-bed: the " + child + " ended by itself; its log in the test bed's folder says why");
                System.exit(ExitCode.SERVER);
            }
        });
    }

    /** Says that all is ready, on standard output and in one line, and waits for the end of standard input. */
    void untilInputEnds(Ready ready) {
        System.out.println(ready.line());
        System.out.flush();
        try {
            while (System.in.read() >= 0) {
                // only the end matters
            }
        } catch (IOException e) {
            // as good as an end
        }
    }

    private synchronized void closeAll() {
        over = true;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("cannot stop cleanly: " + e);
            }
        }
    }
}
