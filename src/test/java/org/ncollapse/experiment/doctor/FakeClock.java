package org.ncollapse.experiment.doctor;

import java.util.function.LongSupplier;

/**
 * A clock that goes on by a tenth of a second each time that somebody looks, unless it is told that less has passed.
 */
final class FakeClock implements LongSupplier {

    private static final long TICK = 100_000_000L;

    private long now;
    private long tick = TICK;

    /** At the next look only so many nanoseconds have passed. */
    void butFor(long nanoseconds) {
        tick = nanoseconds;
    }

    @Override
    public long getAsLong() {
        now += tick;
        tick = TICK;
        return now;
    }
}
