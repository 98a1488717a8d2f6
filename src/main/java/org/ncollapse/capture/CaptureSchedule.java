package org.ncollapse.capture;

import java.util.Set;
import java.util.TreeSet;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.training.EpochResult;

/**
 * Decides which epochs are captured: the initial network, the epochs of the schedule, those whose features are saved,
 * the zero-error epoch, and the last epoch.
 */
public final class CaptureSchedule {

    private final CaptureSpec spec;
    private final int epochs;
    private final Set<Integer> scheduled = new TreeSet<>();

    /**
     * @param epochs {@code training.epochs}, up to which the log-spaced epochs are laid out even if training ends
     *     earlier
     */
    public CaptureSchedule(CaptureSpec spec, int epochs) {
        this.spec = spec;
        this.epochs = epochs;
        int first = Math.min(spec.epochs().first(), epochs);
        for (int epoch = 1; epoch <= first; epoch++) {
            scheduled.add(epoch);
        }
        int count = spec.epochs().logSpaced();
        double logFirst = Math.log(Math.max(first, 1));
        for (int i = 1; i <= count; i++) {
            scheduled.add((int) Math.round(Math.exp(logFirst + (Math.log(epochs) - logFirst) * i / count)));
        }
    }

    /** Returns the greatest possible number of captures, the zero-error epoch included. */
    public int maxCaptures() {
        Set<Integer> captured = new TreeSet<>(scheduled);
        captured.addAll(spec.saveFeatures().epochs().headSet(epochs + 1));
        captured.addAll(Set.of(0, epochs));
        return Math.min(captured.size(), epochs) + 1;
    }

    boolean captures(EpochResult result) {
        return result.epoch() == 0
                || result.isLastEpoch()
                || result.isZeroErrorEpoch()
                || scheduled.contains(result.epoch())
                || savesFeatures(result);
    }

    /** Returns whether the features of every sample are saved at this epoch. */
    boolean savesFeatures(EpochResult result) {
        return spec.saveFeatures().epochs().contains(result.epoch())
                || result.isLastEpoch() && spec.saveFeatures().last()
                || result.isZeroErrorEpoch() && spec.saveFeatures().zeroError();
    }
}
