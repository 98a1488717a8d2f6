package org.ncollapse.experiment.doctor;

import java.util.function.LongSupplier;

/** Times an operation that takes milliseconds. */
record OperationTimer(LongSupplier nanos) {

    private static final double SECONDS = 0.5;
    private static final int FEWEST = 3;

    /** Seconds of the fastest of several times: what else the machine does makes it slower, never faster. */
    double fastestSeconds(Runnable operation) {
        long begun = nanos.getAsLong();
        double best = Double.POSITIVE_INFINITY;
        long now = begun;
        for (int times = 0; times < FEWEST || (now - begun) * 1e-9 < SECONDS; times++) {
            long before = nanos.getAsLong();
            operation.run();
            now = nanos.getAsLong();
            best = Math.min(best, (now - before) * 1e-9);
        }
        return best;
    }
}
