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

    private static final ComputeSpec CARD = new ComputeSpec(new Device(0), 1, null);
    private static final ComputeSpec PROCESSOR = new ComputeSpec(Device.CPU, 1, null);

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
    void withACardItsGiverGoesOnWhileATaskIsDone() {
        CountDownLatch given = new CountDownLatch(1);
        try (AsyncConsumer follower = new AsyncConsumer(CARD)) {
            follower.submit(() -> awaited(given));
            assertThat(follower.shouldContinue())
                    .as("nothing is known to have ended")
                    .isTrue();
            given.countDown();
            assertThat(follower.await()).as("the task saw its giver go on").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tasksAreDoneOneAfterTheOtherInTheirOrder(boolean card) {
        List<Integer> done = new ArrayList<>(); // Not for two threads at a time.
        try (AsyncConsumer follower = new AsyncConsumer(card ? CARD : PROCESSOR)) {
            for (int task = 0; task < 1000; task++) {
                int number = task;
                follower.submit(() -> done.add(number));
            }
            assertThat(follower.await()).isTrue();
        }
        assertThat(done).hasSize(1000).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void falseEndsItAndNoTaskIsBegunBehind(boolean card) {
        List<String> done = new ArrayList<>();
        try (AsyncConsumer follower = new AsyncConsumer(card ? CARD : PROCESSOR)) {
            follower.submit(() -> done.add("first"));
            follower.submit(() -> !done.add("last"));
            follower.submit(() -> done.add("behind"));
            assertThat(follower.await()).isFalse();
            assertThat(follower.shouldContinue()).isFalse();
        }
        assertThat(done).containsExactly("first", "last");
    }

    @Test
    void onTheProcessorATaskIsDoneAtOnceByItsGiver() {
        try (AsyncConsumer follower = new AsyncConsumer(PROCESSOR)) {
            Thread[] doer = new Thread[1];
            follower.submit(() -> {
                doer[0] = Thread.currentThread();
                return true;
            });
            assertThat(doer[0]).isSameAs(Thread.currentThread());
        }
    }

    @Test
    void closingWaitsForTheTaskAndThrowsNothingOfIts() {
        boolean[] done = {false};
        AsyncConsumer follower = new AsyncConsumer(CARD);
        CountDownLatch begun = new CountDownLatch(1);
        follower.submit(() -> {
            begun.countDown();
            assertThat(awaited(new CountDownLatch(1), 200)).isFalse();
            done[0] = true;
            throw new IllegalStateException("too late to matter");
        });
        assertThat(awaited(begun)).isTrue();
        follower.close();
        assertThat(done[0]).isTrue();
        assertThatThrownBy(follower::await)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("too late to matter");
    }
}
