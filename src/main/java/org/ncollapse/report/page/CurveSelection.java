package org.ncollapse.report.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ncollapse.report.sweep.RunCurves;

/**
 * The epochs that a page of many runs shows, so that the page stays small. The same epochs are preferred in all runs,
 * because means need common ones; they are spread over the training.
 *
 * @param ranks the rank of each epoch; lower ones are preferred
 * @param limit the number of epochs of a run
 */
record CurveSelection(Map<Integer, Integer> ranks, int limit) {

    /** At least the first, the last, and one in between. */
    private static final int MIN_EPOCHS = 3;

    /** @param maxValues the number of values of all curves of all runs that the page may have */
    static CurveSelection of(List<RunCurves> runs, int maxValues) {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        runs.forEach(run -> Arrays.stream(run.epochs()).forEach(epoch -> counts.merge(epoch, 1, Integer::sum)));
        List<Integer> epochs = List.copyOf(counts.keySet());
        // The bits of 0, 1, 2, … in reverse order are spread evenly, whatever number of them is used.
        List<Integer> order = IntStream.range(0, epochs.size())
                .boxed()
                .sorted(Comparator.<Integer, Integer>comparing(i -> -counts.get(epochs.get(i)))
                        .thenComparing(Integer::reverse, Integer::compareUnsigned))
                .toList();
        Map<Integer, Integer> ranks = new HashMap<>();
        order.forEach(i -> ranks.put(epochs.get(i), ranks.size()));
        int curves = runs.stream().mapToInt(run -> run.curves().size()).sum();
        return new CurveSelection(ranks, Math.max(MIN_EPOCHS, maxValues / Math.max(1, curves)));
    }

    /** Returns the indices of a run's epochs that are shown, ascending: the first, the last, and those of low rank. */
    int[] of(RunCurves run) {
        int last = run.epochs().length - 1;
        return IntStream.rangeClosed(0, last)
                .boxed()
                .sorted(Comparator.comparing(i -> i == 0 || i == last ? -1 : ranks.get(run.epochs()[i])))
                .limit(limit)
                .mapToInt(i -> i)
                .sorted()
                .toArray();
    }
}
