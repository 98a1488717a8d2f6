package org.ncollapse.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Split;

/**
 * The files of one measurement, known to fit each other.
 *
 * @param splits by epoch; of each first the layer that the head reads; of each layer first the training split
 * @param classes K: the head's outputs or, without one, as many as the largest label asks for
 */
public record MeasurementInput(List<SavedSplit> splits, int classes) {

    private static final int NAMED = 5;

    private static final Comparator<SavedSplit> ORDER = Comparator.comparingInt(
                    (SavedSplit split) -> split.key().epoch())
            .thenComparing(split -> split.head() == null)
            .thenComparing(split -> split.key().tap())
            .thenComparing(split -> !split.key().isTrain());

    /** @throws BadInputException where they do not fit */
    @SuppressWarnings("ReferenceEquality") // Another object with the same key is a second file for it.
    public static MeasurementInput of(List<SavedSplit> given) {
        List<SavedSplit> splits = new ArrayList<>();
        for (SavedSplit split : given) {
            SavedSplit training = find(given, split.key().withSplit(Split.TRAIN));
            if (find(given, split.key()) != split) {
                throw new BadInputException(split.arrays().mainFile() + " and "
                        + find(given, split.key()).arrays().mainFile()
                        + " stand for the same epoch, layer and split ("
                        + split.key().epoch() + ", " + split.key().tap() + ", "
                        + split.key().split()
                        + "); measure one of them, or give names as "
                        + split.key().fileName());
            }
            splits.add(split.key().isTrain() || training == null ? split : split.withHeadOf(training));
        }
        splits.sort(ORDER);
        int classes = classes(splits);
        splits.forEach(split -> checkLabels(split, classes));
        return new MeasurementInput(List.copyOf(splits), classes);
    }

    private static SavedSplit find(List<SavedSplit> splits, CaptureKey key) {
        return splits.stream()
                .filter(split -> split.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    private static int classes(List<SavedSplit> splits) {
        List<SavedSplit> read =
                splits.stream().filter(split -> split.head() != null).toList();
        for (SavedSplit split : read) {
            if (split.head().classes() != read.get(0).head().classes()) {
                throw new BadInputException(
                        split.arrays().mainFile() + " has " + split.head().classes() + " classes and "
                                + read.get(0).arrays().mainFile() + " "
                                + read.get(0).head().classes() + "; what is measured together must have the same");
            }
        }
        return read.isEmpty()
                ? splits.stream()
                        .mapToInt(MeasurementInput::classesByLabels)
                        .max()
                        .orElseThrow()
                : read.get(0).head().classes();
    }

    private static int classesByLabels(SavedSplit split) {
        SavedFeatures.LargestLabel largest = split.features().largestLabel();
        if (largest.label() >= split.features().rows()) {
            throw new BadInputException(split.features().describe(SavedFeatures.LABELS) + " holds " + largest.label()
                    + " at row " + largest.row() + ", of " + split.features().rows()
                    + " samples; classes are counted 0, 1, ..., K-1: numpy.unique(labels, return_inverse=True)[1]");
        }
        return largest.label() + 1;
    }

    private static void checkLabels(SavedSplit split, int classes) {
        SavedFeatures.LargestLabel largest = split.features().largestLabel();
        if (largest.label() >= classes) {
            throw new BadInputException(split.features().describe(SavedFeatures.LABELS) + " holds " + largest.label()
                    + " at row " + largest.row() + ", and the weights have " + classes
                    + " rows; classes are counted 0 to " + (classes - 1));
        }
    }

    /** What is odd and may be meant: classes without samples. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (SavedSplit split : splits) {
            int[] counts = split.features().countPerClass(classes);
            List<String> empty = IntStream.range(0, classes)
                    .filter(k -> counts[k] == 0)
                    .mapToObj(Integer::toString)
                    .toList();
            if (!empty.isEmpty()) {
                warnings.add(split.arrays().mainFile() + " has no sample of " + empty.size() + " of its " + classes
                        + " classes ("
                        + empty.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (empty.size() > NAMED ? ", ..." : "")
                        + "): what needs every class's mean is empty"
                        + (counts[0] == 0 ? "; classes are counted from 0" : ""));
            }
        }
        return warnings;
    }
}
