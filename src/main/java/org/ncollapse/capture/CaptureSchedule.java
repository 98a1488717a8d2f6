package org.ncollapse.capture;

import java.util.Set;
import java.util.TreeSet;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.training.EpochResult;

/**
 * Which epochs are measured: the initial network, the chosen ones, those whose features are kept, the first without
 * training error, and the last.
 */
public final class CaptureSchedule {

    private final CaptureSpec spec;
    private final int epochs;
    private final Set<Integer> chosen = new TreeSet<>();

    /** @param epochs the run's bound, up to which the log-spaced epochs are laid out even if it ends earlier */
    public CaptureSchedule(CaptureSpec spec, int epochs) {
        this.spec = spec;
        this.epochs = epochs;
        int all = Math.min(spec.epochs().first(), epochs);
        for (int epoch = 1; epoch <= all; epoch++) {
            chosen.add(epoch);
        }
        int spaced = spec.epochs().logSpaced();
        double first = Math.log(Math.max(all, 1));
        for (int i = 1; i <= spaced; i++) {
            chosen.add((int) Math.round(Math.exp(first + (Math.log(epochs) - first) * i / spaced)));
        }
    }

    /** How many epochs are measured at most, the first without training error among them. */
    public int maxCaptures() {
        Set<Integer> measured = new TreeSet<>(chosen);
        spec.saveFeatures().stream()
                .filter(kept -> Character.isDigit(kept.charAt(0)))
                .map(Integer::valueOf)
                .filter(kept -> kept <= epochs)
                .forEach(measured::add);
        measured.addAll(Set.of(0, epochs));
        return Math.min(measured.size(), epochs) + 1;
    }

    boolean captures(EpochResult outcome) {
        return outcome.epoch() == 0
                || outcome.last()
                || outcome.isZeroErrorEpoch()
                || chosen.contains(outcome.epoch())
                || savesFeatures(outcome);
    }

    /** Whether the features of this epoch are written whole. */
    boolean savesFeatures(EpochResult outcome) {
        return spec.saveFeatures().contains(Integer.toString(outcome.epoch()))
                || outcome.last() && spec.saveFeatures().contains("last")
                || outcome.isZeroErrorEpoch() && spec.saveFeatures().contains("zeroError");
    }
}
