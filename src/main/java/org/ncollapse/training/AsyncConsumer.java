package org.ncollapse.training;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.ncollapse.network.Backend;
import org.ncollapse.spec.ComputeSpec;

/**
 * Does what is to be done with one batch's features while the network computes the next one's: one task at a time, in
 * the order they were given, so that what comes of them does not depend on time. Where the network computes on the
 * processor, which has no time to spare, each is done at once.
 */
final class AsyncConsumer implements AutoCloseable {

    /** On a thread of its own, or null. */
    private final ExecutorService thread;

    private final Executor executor;
    private CompletableFuture<Boolean> latest = CompletableFuture.completedFuture(true);

    /** @param compute a card leaves the processor free; its native threads are the follower's */
    AsyncConsumer(ComputeSpec compute) {
        thread = compute.device().isCuda()
                ? Executors.newSingleThreadExecutor(tasks -> thread(tasks, compute.threads()))
                : null;
        executor = thread == null ? Runnable::run : thread;
    }

    private static Thread thread(Runnable tasks, int nativeThreads) {
        Thread thread = new Thread(
                () -> {
                    Backend.setBlasThreads(nativeThreads);
                    tasks.run();
                },
                "follower");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether no task that is known to be done has asked for the end, or throws what one has thrown. */
    boolean shouldContinue() {
        return !latest.isDone() || await();
    }

    /**
     * Waits for the task before, and begins this one unless that has asked for the end: which a task does by
     * {@code false}.
     */
    void submit(BooleanSupplier task) {
        if (await()) {
            latest = CompletableFuture.supplyAsync(task::getAsBoolean, executor);
        }
    }

    /** Waits for the last task: whether none has asked for the end. What it throws is thrown here. */
    boolean await() {
        try {
            return latest.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** Waits for the last task, whatever becomes of it: it works on what its givers may close next. */
    @Override
    public void close() {
        latest.handle((goOn, thrown) -> goOn).join();
        if (thread != null) {
            thread.shutdown();
        }
    }
}
