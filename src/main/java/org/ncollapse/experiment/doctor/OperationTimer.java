package org.ncollapse.experiment.doctor;

import java.util.function.LongSupplier;

/** Times an operation that takes milliseconds. */
record OperationTimer(LongSupplier nanos) {

    private static final double MIN_SECONDS = 0.5;
    private static final int MIN_REPETITIONS = 3;

    /** Returns the time of the fastest of several repetitions; other load can only make it slower. */
    double fastestSeconds(Runnable operation) {
        long start = nanos.getAsLong();
        double fastest = Double.POSITIVE_INFINITY;
        long now = start;
        for (int times = 0; times < MIN_REPETITIONS || (now - start) * 1e-9 < MIN_SECONDS; times++) {
            long before = nanos.getAsLong();
            operation.run();
            now = nanos.getAsLong();
            fastest = Math.min(fastest, (now - before) * 1e-9);
        }
        return fastest;
    }
}
