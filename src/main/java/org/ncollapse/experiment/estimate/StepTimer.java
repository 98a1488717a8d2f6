package org.ncollapse.experiment.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.TrainingHook;

/** Times training steps, and stops training after enough of them. */
final class StepTimer implements TrainingHook {

    /** The smallest number of steps: the first, which allocates all buffers, and two more. */
    private static final int MIN_STEPS = 3;

    private final double minSeconds;
    private final LongSupplier nanos;
    private final StopSignal stopSignal;
    private final List<Double> durations = new ArrayList<>();
    private final long startNanos;
    private long lastNanos;

    /**
     * @param minSeconds the time for which steps are timed
     * @param nanos the clock
     */
    StepTimer(double minSeconds, LongSupplier nanos, StopSignal stopSignal) {
        this.minSeconds = minSeconds;
        this.nanos = nanos;
        this.stopSignal = stopSignal;
        startNanos = nanos.getAsLong();
        lastNanos = startNanos;
    }

    @Override
    public void stepEnded(int epoch, int step, int steps) {
        long now = nanos.getAsLong();
        if (step > 1 || steps == 1 || durations.isEmpty()) { // Otherwise the interval includes the end of an epoch.
            durations.add((now - lastNanos) * 1e-9);
        }
        lastNanos = now;
        if ((now - startNanos) * 1e-9 >= minSeconds && durations.size() >= MIN_STEPS) {
            stopSignal.request();
        }
    }

    /** Returns the time of a step: the median of the second half, when the code is compiled; NaN without a step. */
    double medianSeconds() {
        List<Double> later = durations.subList(durations.size() / 2, durations.size()).stream()
                .sorted()
                .toList();
        return later.isEmpty() ? Double.NaN : later.get(later.size() / 2);
    }
}
