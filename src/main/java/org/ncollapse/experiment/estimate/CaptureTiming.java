package org.ncollapse.experiment.estimate;

import java.util.function.IntToDoubleFunction;

/**
 * The time to capture an epoch: a fixed part, and a part in proportion to the number of samples.
 *
 * @param fixedSeconds the fixed part
 * @param secondsPerSample the time per sample
 */
record CaptureTiming(double fixedSeconds, double secondsPerSample) {

    /** The shortest time that is reliable, in seconds. */
    private static final double MIN_SECONDS = 1;

    /** The time for the repetitions with one number of samples; the code is compiled by then. */
    private static final double REPEAT_SECONDS = 2;

    /** A measurement that takes at least this time is not repeated. */
    private static final double MAX_REPEATED_SECONDS = 5;

    private static final int GROWTH = 4;

    /**
     * Times a capture of few samples and of many. The shortest of several repetitions counts, because other load makes
     * a repetition longer, and the difference is extrapolated to all samples.
     *
     * @param seconds the time to capture a number of samples
     * @param minSamples the smallest number of samples
     * @param totalSamples the number of samples of the data set
     */
    static CaptureTiming measure(IntToDoubleFunction seconds, int minSamples, int totalSamples) {
        int few = Math.min(minSamples, totalSamples);
        double time = seconds.applyAsDouble(few); // The first capture allocates all buffers.
        int many = few;
        while (many < totalSamples && (time < MIN_SECONDS || many == few)) {
            many = (int) Math.min(totalSamples, (long) GROWTH * many);
            time = seconds.applyAsDouble(many);
            if (time >= MIN_SECONDS && time < MAX_REPEATED_SECONDS) {
                time = Math.min(time, seconds.applyAsDouble(many));
            }
        }
        double manySeconds = shortest(seconds, many, time);
        double secondsPerSample = many == few
                ? 0
                : Math.max(0, (manySeconds - shortest(seconds, few, seconds.applyAsDouble(few))) / (many - few));
        return new CaptureTiming(Math.max(0, manySeconds - secondsPerSample * many), secondsPerSample);
    }

    /** Returns the shortest time of several repetitions, including the first. */
    private static double shortest(IntToDoubleFunction seconds, int samples, double first) {
        double shortest = first;
        for (double elapsed = first; elapsed < REPEAT_SECONDS; ) {
            double time = seconds.applyAsDouble(samples);
            shortest = Math.min(shortest, time);
            elapsed += time;
        }
        return shortest;
    }
}
