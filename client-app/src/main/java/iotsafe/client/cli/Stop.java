package iotsafe.client.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends the agent in an orderly way: its thread is interrupted, and the process waits until card and servers are let go of. */
final class Stop {
    /** What a service manager, and a person at a terminal, is ready to wait: two seconds in all. */
    private static final long MILLISECONDS_TO_LET_GO = 1800;

    private static final long SECONDS_TO_ANSWER = 1;

    private final Thread agent;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicBoolean restart = new AtomicBoolean();
    private volatile boolean stopping;

    Stop(Thread agent) {
        this.agent = agent;
    }

    /** On SIGTERM and Ctrl-C. */
    void whenTheProcessIsToldTo() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interruptAndWait, "stop"));
    }

    /** For Reboot (/3/0/4): the agent begins anew. Not at once: the server is still owed its answer. */
    void restart() {
        restart.set(true);
        CompletableFuture.delayedExecutor(SECONDS_TO_ANSWER, TimeUnit.SECONDS).execute(agent::interrupt);
    }

    /** Whether the process was told to end. */
    boolean isTold() {
        return stopping;
    }

    /** Whether the agent was stopped to begin anew; tells it once. */
    boolean isRestartWanted() {
        return restart.getAndSet(false) && !stopping;
    }

    /** The agent has let go of everything. */
    void acknowledge() {
        done.countDown();
    }

    private void interruptAndWait() {
        stopping = true;
        agent.interrupt();
        try {
            if (!done.await(MILLISECONDS_TO_LET_GO, TimeUnit.MILLISECONDS)) {
                System.err.println("the agent did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
