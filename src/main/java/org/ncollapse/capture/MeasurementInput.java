package org.ncollapse.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Split;

/**
 * The files of one measurement, checked for consistency.
 *
 * @param splits sorted by epoch, then the head's input first, then by layer, then the training split first; their
 *     labels are 0 to K−1, and the first K rows of their heads belong to these classes
 * @param labels the files' label of each class, ascending: K values
 * @param warnings how the files' labels became classes, where this is not plain; empty or one line
 */
public record MeasurementInput(List<SavedSplit> splits, List<Integer> labels, List<String> warnings) {

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
        requireSameHeads(splits);
        ClassSelection selection = ClassSelection.of(splits);
        List<SavedSplit> selected = splits.stream().map(selection::apply).toList();
        SavedTrainingChecks.require(selected);
        return new MeasurementInput(selected, selection.labels(), selection.warnings());
    }

    /** Returns the features of an epoch and tap on the training split; empty if there are none. */
    Optional<SavedSplit> training(int epoch, String tap) {
        return Optional.ofNullable(find(splits, new CaptureKey(epoch, tap, Split.TRAIN)));
    }

    /** Returns K, the number of classes that are measured. */
    public int classes() {
        return labels.size();
    }

    private static SavedSplit find(List<SavedSplit> splits, CaptureKey key) {
        return splits.stream()
                .filter(split -> split.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    private static void requireSameHeads(List<SavedSplit> splits) {
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
    }
}
