package org.ncollapse.experiment.estimate;

import java.util.function.IntToDoubleFunction;

/**
 * What measuring an epoch takes: a part that every sample adds to, and one that it does not.
 *
 * @param fixedSeconds seconds whatever the samples
 * @param secondsPerSample seconds a sample
 */
record CaptureTiming(double fixedSeconds, double secondsPerSample) {

    /** Long enough to be told from noise, in seconds. */
    private static final double ENOUGH = 1;

    /** For one number of samples: by then the code is compiled. */
    private static final double REPEATED = 2;

    /** Too long to be taken again to be sure. */
    private static final double LONG = 5;

    private static final int GROWTH = 4;

    /**
     * Times many samples, and few, if there are more than few. Of several times the shortest counts: what else the
     * machine does makes one longer, and the difference of two is multiplied by all samples there are.
     *
     * @param seconds what measuring so many takes
     * @param fewest the least to ask for
     * @param all samples that there are to ask for
     */
    static CaptureTiming measure(IntToDoubleFunction seconds, int fewest, int all) {
        int few = Math.min(fewest, all);
        double time = seconds.applyAsDouble(few); // Lays everything out.
        int many = few;
        while (many < all && (time < ENOUGH || many == few)) {
            many = (int) Math.min(all, (long) GROWTH * many);
            time = seconds.applyAsDouble(many);
            if (time >= ENOUGH && time < LONG) {
                time = Math.min(time, seconds.applyAsDouble(many));
            }
        }
        double whole = shortest(seconds, many, time);
        double sample = many == few
                ? 0
                : Math.max(0, (whole - shortest(seconds, few, seconds.applyAsDouble(few))) / (many - few));
        return new CaptureTiming(Math.max(0, whole - sample * many), sample);
    }

    /** Of a first time and of those that follow, until enough has been spent. */
    private static double shortest(IntToDoubleFunction seconds, int samples, double first) {
        double shortest = first;
        for (double spent = first; spent < REPEATED; ) {
            double time = seconds.applyAsDouble(samples);
            shortest = Math.min(shortest, time);
            spent += time;
        }
        return shortest;
    }
}
