package org.ncollapse.experiment.doctor;

import java.util.function.LongSupplier;

/** A clock that advances by 0.1 s per call, unless another step is set. */
final class FakeClock implements LongSupplier {

    private static final long TICK = 100_000_000L;

    private long now;
    private long tick = TICK;

    /** Sets the step of the next call, in nanoseconds. */
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
