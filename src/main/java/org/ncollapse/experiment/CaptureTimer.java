package org.ncollapse.experiment;

import java.util.function.IntToDoubleFunction;

/**
 * What measuring an epoch takes: a part that every sample adds to, and one that it does not.
 *
 * @param fixed  seconds whatever the samples
 * @param sample seconds a sample
 */
record CaptureTimer(double fixed, double sample) {

    /** Long enough to be told from noise, in seconds. */
    private static final double ENOUGH = 1;
    private static final int GROWTH = 4;

    /**
     * Times few samples and many, if there are.
     *
     * @param seconds what measuring so many takes
     * @param fewest  the least to ask for
     * @param all     samples that there are to ask for
     */
    static CaptureTimer of(IntToDoubleFunction seconds, int fewest, int all) {
        int few = Math.min(fewest, all);
        double first = seconds.applyAsDouble(few);
        if (first < ENOUGH) { // The first time lays everything out.
            first = seconds.applyAsDouble(few);
        }
        int many = few;
        double time = first;
        while (many < all && (time < ENOUGH || many == few)) {
            many = (int) Math.min(all, (long) GROWTH * many);
            time = seconds.applyAsDouble(many);
        }
        double sample = many == few ? 0 : Math.max(0, (time - first) / (many - few));
        return new CaptureTimer(Math.max(0, time - sample * many), sample);
    }
}
