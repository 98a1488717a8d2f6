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
 * Processes one batch's features while the network computes the next batch.
 *
 * <p>Tasks run one at a time, in the order of submission, so that results do not depend on timing. If the network
 * computes on a GPU, tasks run on a thread of their own. If it computes on the CPU, which has no idle time, each task
 * runs in {@link #submit}. A task that returns {@code false} ends the sequence: later tasks are not started.
 */
final class AsyncConsumer implements AutoCloseable {

    /** Null if tasks run on the caller's thread. */
    private final ExecutorService thread;

    private final Executor executor;
    private CompletableFuture<Boolean> lastTask = CompletableFuture.completedFuture(true);

    /** @param compute the device of the network, and the number of native threads that tasks may use */
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
                "async-consumer");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns false if a completed task has ended the sequence. Throws what a completed task has thrown. */
    boolean shouldContinue() {
        return !lastTask.isDone() || await();
    }

    /** Waits for the previous task, then starts this one unless the sequence has ended. */
    void submit(BooleanSupplier task) {
        if (await()) {
            lastTask = CompletableFuture.supplyAsync(task::getAsBoolean, executor);
        }
    }

    /** Waits for the last task. Returns false if a task has ended the sequence. Throws what a task has thrown. */
    boolean await() {
        try {
            return lastTask.join();
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

    /** Waits for the last task, even if it fails, because it uses memory that the caller may free next. */
    @Override
    public void close() {
        lastTask.handle((shouldContinue, thrown) -> shouldContinue).join();
        if (thread != null) {
            thread.shutdown();
        }
    }
}
