package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;

class AsyncConsumerTest {

    private static final ComputeSpec GPU = new ComputeSpec(new Device(0), 1, null);
    private static final ComputeSpec CPU = new ComputeSpec(Device.CPU, 1, null);

    private static boolean awaited(CountDownLatch latch) {
        return awaited(latch, 20_000);
    }

    private static boolean awaited(CountDownLatch latch, int milliseconds) {
        try {
            return latch.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callerContinuesDuringTaskOnGpu() {
        CountDownLatch submitted = new CountDownLatch(1);
        try (AsyncConsumer consumer = new AsyncConsumer(GPU)) {
            consumer.submit(() -> awaited(submitted));
            assertThat(consumer.shouldContinue()).as("no task has completed").isTrue();
            submitted.countDown();
            assertThat(consumer.await()).as("the task saw its caller continue").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tasksRunOneAtATimeInOrder(boolean gpu) {
        List<Integer> done = new ArrayList<>(); // Not thread-safe.
        try (AsyncConsumer consumer = new AsyncConsumer(gpu ? GPU : CPU)) {
            for (int task = 0; task < 1000; task++) {
                int number = task;
                consumer.submit(() -> done.add(number));
            }
            assertThat(consumer.await()).isTrue();
        }
        assertThat(done).hasSize(1000).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noTaskRunsAfterOneReturnsFalse(boolean gpu) {
        List<String> done = new ArrayList<>();
        try (AsyncConsumer consumer = new AsyncConsumer(gpu ? GPU : CPU)) {
            consumer.submit(() -> done.add("first"));
            consumer.submit(() -> !done.add("last"));
            consumer.submit(() -> done.add("after"));
            assertThat(consumer.await()).isFalse();
            assertThat(consumer.shouldContinue()).isFalse();
        }
        assertThat(done).containsExactly("first", "last");
    }

    @Test
    void taskRunsOnCallersThreadOnCpu() {
        try (AsyncConsumer consumer = new AsyncConsumer(CPU)) {
            Thread[] threads = new Thread[1];
            consumer.submit(() -> {
                threads[0] = Thread.currentThread();
                return true;
            });
            assertThat(threads[0]).isSameAs(Thread.currentThread());
        }
    }

    @Test
    void closeWaitsForTaskAndDoesNotThrowItsException() {
        boolean[] done = {false};
        AsyncConsumer consumer = new AsyncConsumer(GPU);
        CountDownLatch started = new CountDownLatch(1);
        consumer.submit(() -> {
            started.countDown();
            assertThat(awaited(new CountDownLatch(1), 200)).isFalse();
            done[0] = true;
            throw new IllegalStateException("too late to matter");
        });
        assertThat(awaited(started)).isTrue();
        consumer.close();
        assertThat(done[0]).isTrue();
        assertThatThrownBy(consumer::await)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("too late to matter");
    }
}
