package org.ncollapse.benchmarks;

import java.util.stream.IntStream;

/** This machine's memory bandwidth. */
final class MemoryBandwidth {

    /** Much larger than the caches. */
    private static final int DOUBLES = 1 << 24;

    private MemoryBandwidth() {}

    /** Bytes read and written per second by a copy on several threads; the fastest of several repetitions. */
    static double bytesPerSecond(int threads) {
        double[] from = new double[DOUBLES];
        double[] to = new double[DOUBLES];
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 6; i++) {
            Stopwatch watch = new Stopwatch();
            IntStream.range(0, threads).parallel().forEach(thread -> {
                int start = (int) ((long) DOUBLES * thread / threads);
                System.arraycopy(from, start, to, start, (int) ((long) DOUBLES * (thread + 1) / threads) - start);
            });
            best = Math.min(best, watch.seconds());
        }
        return 16.0 * DOUBLES / best;
    }
}
