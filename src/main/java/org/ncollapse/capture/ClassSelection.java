package org.ncollapse.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.io.BadInputException;

/**
 * Which labels of the files are measured, as which classes: those that have samples in every file, in ascending order.
 * So no metric is undefined for want of a class's mean, and all rows of a measurement are about the same classes.
 */
final class ClassSelection {

    private static final int MAX_NAMED = 5;

    private final List<SavedSplit> splits;
    private final boolean signs;
    /** The measured labels, ascending. */
    private final int[] labels;
    /** The number of rows of the head; 0 without a head. */
    private final int headRows;
    /** The label of the head's first row: 0, or 1 where the largest label is the number of rows. */
    private final int firstLabel;

    private ClassSelection(List<SavedSplit> splits) {
        this.splits = splits;
        signs = splits.stream().allMatch(split -> split.samples().labels().areSigns());
        int[] all = splits.stream()
                .flatMapToInt(split -> Arrays.stream(labels(split).classes()))
                .sorted()
                .distinct()
                .toArray();
        int[] common = all;
        for (SavedSplit split : splits) {
            int[] own = labels(split).classes();
            common = Arrays.stream(common)
                    .filter(label -> Arrays.binarySearch(own, label) >= 0)
                    .toArray();
        }
        labels = common;
        headRows = splits.stream()
                .filter(split -> split.head() != null)
                .mapToInt(split -> split.head().classes())
                .findFirst()
                .orElse(0);
        firstLabel = headRows > 0 && all.length > 0 && all[0] > 0 && all[all.length - 1] == headRows ? 1 : 0;
        requireRows(all);
        requireTwoClasses(all);
    }

    /** @throws BadInputException if there are labels without a row of the head, or fewer than two classes */
    static ClassSelection of(List<SavedSplit> splits) {
        return new ClassSelection(splits);
    }

    private SavedLabels labels(SavedSplit split) {
        SavedLabels own = split.samples().labels();
        return signs ? own.signsAsClasses() : own;
    }

    private void requireRows(int[] all) {
        for (SavedSplit split : splits) {
            int[] own = labels(split).classes();
            if (headRows > 0 && own.length > 0 && own[own.length - 1] >= headRows + firstLabel) {
                throw labels(split)
                        .invalid(
                                split.describeLabels(),
                                own[own.length - 1],
                                "the weights have " + headRows + " rows; labels must be 0 to " + (headRows - 1));
            }
        }
        if (labels.length > SavedFeatures.MAX_CLASSES) {
            throw new BadInputException(splits.get(0).describeLabels() + " contains " + all.length
                    + " different labels; the limit is " + SavedFeatures.MAX_CLASSES + " classes");
        }
    }

    private void requireTwoClasses(int[] all) {
        if (labels.length >= 2) {
            return;
        }
        String where = splits.get(0).describeLabels();
        if (all.length == 1) {
            throw new BadInputException(
                    where + " has one class, label " + all[0] + "; metrics compare classes and need two");
        }
        throw new BadInputException(
                all.length == 0
                        ? where + " has only negative labels, which mark samples that are ignored"
                        : where + " and the other files have " + labels.length
                                + " classes in common; metrics need two: measure the files one by one");
    }

    /** Returns the label of each class. */
    List<Integer> labels() {
        return Arrays.stream(labels).boxed().toList();
    }

    /** Returns the samples of the measured classes, and the head with these classes' rows first. */
    SavedSplit apply(SavedSplit split) {
        SavedHead head = split.head();
        boolean reordered = head != null && !isRange(labels, firstLabel);
        return split.with(
                split.samples().withClasses(labels(split), labels),
                reordered
                        ? head.withRowsFirst(Arrays.stream(labels)
                                .map(label -> label - firstLabel)
                                .toArray())
                        : head);
    }

    /** Returns whether the values are {@code first}, {@code first + 1} and so on. */
    private static boolean isRange(int[] values, int first) {
        return values[0] == first && values[values.length - 1] - first == values.length - 1;
    }

    /** Returns one line that says how labels and rows became classes; none if they are 0 to K−1. */
    List<String> warnings() {
        List<String> parts = new ArrayList<>();
        if (signs) {
            parts.add("labels -1 and 1 are the classes 0 and 1");
        } else if (!isRange(labels, 0)) {
            parts.add("labels " + named(labels) + " are the classes 0 to " + (labels.length - 1) + " in this order");
        }
        if (firstLabel == 1) {
            parts.add("label 1 is the first row of the weights");
        }
        describeLeftOut(parts);
        if (headRows > labels.length) {
            parts.add((headRows - labels.length) + " of the " + headRows + " rows of the weights have no samples:"
                    + " they count in loss, error and the decisions of nc4_mismatch only");
        }
        if (splits.stream()
                .anyMatch(split -> split.head() != null && split.head().bySign())) {
            parts.add("a head of one row w decides by a sign: it is measured as the two rows -w/2 and w/2,"
                    + " whose geometry is that of a simplex whatever w is, and whose squared error is not that of w");
        }
        return parts.isEmpty()
                ? List.of()
                : List.of(splits.get(0).arrays().mainFile() + ": measured over the " + labels.length
                        + " classes that have samples" + (splits.size() > 1 ? " in every file" : "") + "; "
                        + String.join("; ", parts));
    }

    private void describeLeftOut(List<String> parts) {
        long ignored = 0;
        int lowest = 0;
        long others = 0;
        int[] otherLabels = {};
        for (SavedSplit split : splits) {
            SavedLabels own = labels(split);
            ignored += own.ignored();
            lowest = Math.min(lowest, own.mostNegative());
            int[] missing = Arrays.stream(own.classes())
                    .filter(label -> Arrays.binarySearch(labels, label) < 0)
                    .toArray();
            otherLabels = IntStream.concat(Arrays.stream(otherLabels), Arrays.stream(missing))
                    .sorted()
                    .distinct()
                    .toArray();
            others += split.samples().withClasses(own, own.classes()).rows()
                    - split.samples().withClasses(own, labels).rows();
        }
        if (ignored > 0) {
            parts.add(ignored + (ignored == 1 ? " sample" : " samples") + " with a negative label (down to " + lowest
                    + ") are left out");
        }
        if (others > 0) {
            parts.add(others + (others == 1 ? " sample" : " samples") + " of " + otherLabels.length
                    + (otherLabels.length == 1 ? " class" : " classes") + " that some file does not have (label "
                    + named(otherLabels) + ") are left out");
        }
    }

    private static String named(int[] values) {
        String first = Arrays.stream(values)
                .limit(MAX_NAMED)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return values.length <= MAX_NAMED
                ? first
                : isRange(values, values[0])
                        ? values[0] + " to " + values[values.length - 1]
                        : first + ", ..., " + values[values.length - 1];
    }
}
