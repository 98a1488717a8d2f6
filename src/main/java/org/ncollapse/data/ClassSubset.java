package org.ncollapse.data;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.io.BadInputException;

/** The first images of each class of a split, in the split's order: {@code samplesPerClass} of an experiment. */
final class ClassSubset {

    private ClassSubset() {}

    /**
     * Takes the first images of each class.
     *
     * @param name the data set's name, for messages
     * @param split where they are taken from
     * @param classes the K class names
     * @param samplesPerClass empty for the whole split, one number for every class, or one for each
     * @throws BadInputException if a class has fewer images than are asked for
     */
    static ImageSplit firstPerClass(
            String name, ImageSplit split, List<String> classes, List<Integer> samplesPerClass) {
        if (samplesPerClass.isEmpty()) {
            return split;
        }
        int[] wanted = classCounts(name, classes.size(), samplesPerClass);
        int[] present = split.classCounts(classes.size());
        for (int c = 0; c < wanted.length; c++) {
            if (wanted[c] > present[c]) {
                throw new BadInputException("dataset " + name + ": samplesPerClass asks for " + wanted[c]
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
     * @param samplesPerClass one number for every class, or one for each; 0 leaves a class out
     * @return K numbers
     */
    static int[] classCounts(String name, int classes, List<Integer> samplesPerClass) {
        if (samplesPerClass.size() != 1 && samplesPerClass.size() != classes) {
            throw new BadInputException("dataset " + name + ": samplesPerClass has " + samplesPerClass.size()
                    + " numbers, and there are " + classes + " classes; give one number for all, or one for each");
        }
        int[] counts = new int[classes];
        for (int c = 0; c < classes; c++) {
            counts[c] = samplesPerClass.get(samplesPerClass.size() == 1 ? 0 : c);
            if (counts[c] < 0) {
                throw new BadInputException("dataset " + name + ": samplesPerClass is " + counts[c] + " for class " + c
                        + "; 0 leaves a class out, and no number is below it");
            }
        }
        return counts;
    }
}
