package org.ncollapse.benchmarks;

/** Measures the seconds since its creation. */
final class Stopwatch {

    private final long start = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - start) * 1e-9;
    }
}
