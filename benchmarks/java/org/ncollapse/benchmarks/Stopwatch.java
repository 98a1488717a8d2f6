package org.ncollapse.benchmarks;

/** Seconds since it was made. */
final class Stopwatch {

    private final long begun = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - begun) * 1e-9;
    }
}
