package iotsafe.credentials;

import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * Key material that a card takes or gives: a shared secret, a master secret, a seed. Prints its length, never its content. Whoever holds
 * one destroys it after use; the copies that went to and from the card are unreferenced by then and left to the garbage collector.
 */
public final class Secret implements Destroyable, AutoCloseable {
    private final byte[] content;
    private boolean destroyed;

    private Secret(byte[] content) {
        this.content = content;
    }

    /**
     * Copies {@code content}, which stays the caller's to wipe.
     *
     * @param content 1 byte or more
     */
    public static Secret of(byte... content) {
        if (content.length == 0) {
            throw new IllegalArgumentException("a secret of 0 bytes is none");
        }
        return new Secret(content.clone());
    }

    /** How many bytes; known even after {@link #destroy()}. */
    public int length() {
        return content.length;
    }

    /**
     * A copy, the caller's to wipe.
     *
     * @throws IllegalStateException after {@link #destroy()}
     */
    public synchronized byte[] toArray() {
        if (destroyed) {
            throw new IllegalStateException("this secret was destroyed");
        }
        return content.clone();
    }

    /** Overwrites the content with zeros; a second time does nothing. */
    @Override
    public synchronized void destroy() {
        Arrays.fill(content, (byte) 0);
        destroyed = true;
    }

    @Override
    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    /** As {@link #destroy()}, for try-with-resources. */
    @Override
    public void close() {
        destroy();
    }

    /** {@code secret of 32 bytes}. */
    @Override
    public String toString() {
        return "secret of %d bytes".formatted(content.length);
    }
}
