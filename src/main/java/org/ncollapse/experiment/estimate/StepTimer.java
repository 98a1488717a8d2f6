package org.ncollapse.experiment.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.TrainingHook;

/** Times training's steps, and asks it to end once it has seen enough of them. */
final class StepTimer implements TrainingHook {

    /** The first, which lays everything out, and two more. */
    private static final int FEWEST = 3;

    private final double seconds;
    private final LongSupplier nanos;
    private final StopSignal interruption;
    private final List<Double> durations = new ArrayList<>();
    private final long begun;
    private long last;

    /**
     * @param seconds after which there are enough
     * @param nanos the clock
     */
    StepTimer(double seconds, LongSupplier nanos, StopSignal interruption) {
        this.seconds = seconds;
        this.nanos = nanos;
        this.interruption = interruption;
        begun = nanos.getAsLong();
        last = begun;
    }

    @Override
    public void stepEnded(int epoch, int step, int steps) {
        long now = nanos.getAsLong();
        if (step > 1 || steps == 1 || durations.isEmpty()) { // Otherwise the end of an epoch lies between.
            durations.add((now - last) * 1e-9);
        }
        last = now;
        if ((now - begun) * 1e-9 >= seconds && durations.size() >= FEWEST) {
            interruption.request();
        }
    }

    /** What a step takes: the median over the later half, when all is compiled; NaN where none was made. */
    double medianSeconds() {
        List<Double> later = durations.subList(durations.size() / 2, durations.size()).stream()
                .sorted()
                .toList();
        return later.isEmpty() ? Double.NaN : later.get(later.size() / 2);
    }
}
