package iotsafe.bootstrap.lwm2m.kept;

import iotsafe.bootstrap.ServerMemory;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What a process leaves to the next one; a test can take it away, spoil it, or let nothing be written on it. */
public final class Paper implements ServerMemory {
    /** What stands there. */
    @Nullable
    public volatile String text;

    /** Whether nothing more can be written. */
    public volatile boolean isFull;

    /** Whether a write takes until {@link #comeBack}. */
    public volatile boolean hangs;

    private final CountDownLatch back = new CountDownLatch(1);

    @Override
    public Optional<String> read() {
        return Optional.ofNullable(text);
    }

    @Override
    public boolean write(String next) {
        if (hangs) {
            await();
        }
        if (isFull) {
            return false;
        }
        text = next;
        return true;
    }

    @Override
    public void delete() {
        text = null;
    }

    /** It hangs no longer. */
    public void comeBack() {
        back.countDown();
    }

    private void await() {
        try {
            back.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
