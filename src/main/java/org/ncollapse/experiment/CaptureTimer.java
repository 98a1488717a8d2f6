package org.ncollapse.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * What measuring an epoch takes: a part that every sample adds to, and one that it does not.
 *
 * @param fixed  seconds whatever the samples
 * @param sample seconds a sample
 */
record CaptureTimer(double fixed, double sample) {

    /** Long enough to be told from noise, in seconds. */
    private static final double ENOUGH = 0.5;

    /** For one number of samples: by then the code is compiled. */
    private static final double REPEATED = 2;
    private static final int GROWTH = 4;

    /**
     * Times many samples, and few, if there are more than few.
     *
     * @param seconds what measuring so many takes
     * @param fewest  the least to ask for
     * @param all     samples that there are to ask for
     */
    static CaptureTimer of(IntToDoubleFunction seconds, int fewest, int all) {
        int few = Math.min(fewest, all);
        int many = few;
        double time = seconds.applyAsDouble(few); // Lays everything out.
        while (many < all && (time < ENOUGH || many == few)) {
            many = (int) Math.min(all, (long) GROWTH * many);
            time = seconds.applyAsDouble(many);
        }
        double whole = median(seconds, many, time);
        double sample = many == few ? 0 : Math.max(0, (whole - median(seconds, few, 0)) / (many - few));
        return new CaptureTimer(Math.max(0, whole - sample * many), sample);
    }

    /** Of several times, or of one that is long; the first, if it has been taken, counts. */
    private static double median(IntToDoubleFunction seconds, int samples, double first) {
        List<Double> times = new ArrayList<>();
        double spent = first;
        if (first >= REPEATED) {
            return first;
        }
        while (spent < REPEATED) {
            times.add(seconds.applyAsDouble(samples));
            spent += times.get(times.size() - 1);
        }
        return times.subList(times.size() / 2, times.size()).stream().sorted().toList().get((times.size() - times.size() / 2) / 2);
    }
}
