package org.ncollapse.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Split;

/**
 * The files of one measurement, checked for consistency.
 *
 * @param splits sorted by epoch, then the head's input first, then by layer, then the training split first
 * @param classes K: the number of the head's outputs or, without a head, the largest label plus 1
 */
public record MeasurementInput(List<SavedSplit> splits, int classes) {

    private static final int MAX_NAMED_CLASSES = 5;

    private static final Comparator<SavedSplit> ORDER = Comparator.comparingInt(
                    (SavedSplit split) -> split.key().epoch())
            .thenComparing(split -> split.head() == null)
            .thenComparing(split -> split.key().tap())
            .thenComparing(split -> !split.key().isTrain());

    /** @throws BadInputException if the files are inconsistent */
    @SuppressWarnings("ReferenceEquality") // Another object with the same key is a second file for it.
    public static MeasurementInput of(List<SavedSplit> given) {
        List<SavedSplit> splits = new ArrayList<>();
        for (SavedSplit split : given) {
            SavedSplit training = find(given, split.key().withSplit(Split.TRAIN));
            if (find(given, split.key()) != split) {
                throw new BadInputException(split.arrays().mainFile() + " and "
                        + find(given, split.key()).arrays().mainFile()
                        + " are for the same epoch, layer and split ("
                        + split.key().epoch() + ", " + split.key().tap() + ", "
                        + split.key().split()
                        + "); measure one of them, or rename them as in "
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
        List<SavedSplit> withHead =
                splits.stream().filter(split -> split.head() != null).toList();
        for (SavedSplit split : withHead) {
            if (split.head().classes() != withHead.get(0).head().classes()) {
                throw new BadInputException(
                        split.arrays().mainFile() + " has " + split.head().classes() + " classes and "
                                + withHead.get(0).arrays().mainFile() + " "
                                + withHead.get(0).head().classes()
                                + "; files that are measured together must have the same classes");
            }
        }
        return withHead.isEmpty()
                ? splits.stream()
                        .mapToInt(MeasurementInput::classCountFromLabels)
                        .max()
                        .orElseThrow()
                : withHead.get(0).head().classes();
    }

    private static int classCountFromLabels(SavedSplit split) {
        SavedFeatures.LargestLabel largest = split.features().largestLabel();
        if (largest.label() >= split.features().rows()) {
            throw new BadInputException(split.features().describe(SavedFeatures.LABELS) + " contains " + largest.label()
                    + " at row " + largest.row() + ", of " + split.features().rows()
                    + " samples; labels must be 0, 1, ..., K-1: numpy.unique(labels, return_inverse=True)[1]");
        }
        return largest.label() + 1;
    }

    private static void checkLabels(SavedSplit split, int classes) {
        SavedFeatures.LargestLabel largest = split.features().largestLabel();
        if (largest.label() >= classes) {
            throw new BadInputException(split.features().describe(SavedFeatures.LABELS) + " contains " + largest.label()
                    + " at row " + largest.row() + ", and the weights have " + classes
                    + " rows; labels must be 0 to " + (classes - 1));
        }
    }

    /** Returns warnings for what is unusual but allowed: classes without samples. */
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
                        + empty.stream().limit(MAX_NAMED_CLASSES).collect(Collectors.joining(", "))
                        + (empty.size() > MAX_NAMED_CLASSES ? ", ..." : "")
                        + "): metrics that need every class's mean are empty"
                        + (counts[0] == 0 ? "; labels must start at 0" : ""));
            }
        }
        return warnings;
    }
}
