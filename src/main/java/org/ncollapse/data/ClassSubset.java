package org.ncollapse.data;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.spec.BadInputException;

/** The first images of each class of a split, in the split's order: {@code perClass} of an experiment. */
final class ClassSubset {

    private ClassSubset() {}

    /**
     * Takes the first images of each class.
     *
     * @param name the data set's name, for messages
     * @param split where they are taken from
     * @param classes the K class names
     * @param perClass empty for the whole split, one number for every class, or one for each
     * @throws BadInputException if a class has fewer images than are asked for
     */
    static ImageSplit of(String name, ImageSplit split, List<String> classes, List<Integer> perClass) {
        if (perClass.isEmpty()) {
            return split;
        }
        int[] wanted = counts(name, classes.size(), perClass);
        int[] present = split.countPerClass(classes.size());
        for (int c = 0; c < wanted.length; c++) {
            if (wanted[c] > present[c]) {
                throw new BadInputException("dataset " + name + ": perClass asks for " + wanted[c]
                        + " images of class '" + classes.get(c) + "', and there are " + present[c]);
            }
        }
        int size = Arrays.stream(wanted).sum();
        int imageSize = split.shape().size();
        byte[] pixels = new byte[size * imageSize];
        int[] labels = new int[size];
        int[] left = wanted.clone();
        int kept = 0;
        for (int i = 0; i < split.size(); i++) {
            int label = split.labels()[i];
            if (left[label] > 0) {
                left[label]--;
                System.arraycopy(split.pixels(), i * imageSize, pixels, kept * imageSize, imageSize);
                labels[kept++] = label;
            }
        }
        return new ImageSplit(split.shape(), pixels, labels);
    }

    /**
     * The number of images of each class.
     *
     * @param perClass one number for every class, or one for each; 0 leaves a class out
     * @return K numbers
     */
    static int[] counts(String name, int classes, List<Integer> perClass) {
        if (perClass.size() != 1 && perClass.size() != classes) {
            throw new BadInputException("dataset " + name + ": perClass has " + perClass.size()
                    + " numbers, and there are " + classes + " classes; give one number for all, or one for each");
        }
        int[] counts = new int[classes];
        for (int c = 0; c < classes; c++) {
            counts[c] = perClass.get(perClass.size() == 1 ? 0 : c);
            if (counts[c] < 0) {
                throw new BadInputException("dataset " + name + ": perClass is " + counts[c] + " for class " + c
                        + "; 0 leaves a class out, and no number is below it");
            }
        }
        return counts;
    }
}
