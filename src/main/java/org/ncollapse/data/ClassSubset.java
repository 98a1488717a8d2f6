package org.ncollapse.data;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.io.BadInputException;

/** Selects the first images of each class of a split, in the split's order: {@code dataset.samplesPerClass}. */
final class ClassSubset {

    private ClassSubset() {}

    /**
     * Returns the first images of each class.
     *
     * @param name the data set's name, for messages
     * @param split the whole split
     * @param classes the K class names
     * @param samplesPerClass empty for the whole split, one number for every class, or one for each
     * @throws BadInputException if a class has fewer images than requested
     */
    static ImageSplit firstPerClass(
            String name, ImageSplit split, List<String> classes, List<Integer> samplesPerClass) {
        if (samplesPerClass.isEmpty()) {
            return split;
        }
        int[] requested = classCounts(name, classes.size(), samplesPerClass);
        int[] available = split.classCounts(classes.size());
        for (int c = 0; c < requested.length; c++) {
            if (requested[c] > available[c]) {
                throw new BadInputException("dataset " + name + ": samplesPerClass requests " + requested[c]
                        + " images of class '" + classes.get(c) + "', but there are " + available[c]);
            }
        }
        int size = Arrays.stream(requested).sum();
        int imageSize = split.shape().size();
        byte[] pixels = new byte[size * imageSize];
        int[] labels = new int[size];
        int[] left = requested.clone();
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
     * Returns the number of images of each class.
     *
     * @param samplesPerClass one number for every class, or one for each; 0 leaves a class out
     * @return K numbers
     */
    static int[] classCounts(String name, int classes, List<Integer> samplesPerClass) {
        if (samplesPerClass.size() != 1 && samplesPerClass.size() != classes) {
            throw new BadInputException("dataset " + name + ": samplesPerClass has " + samplesPerClass.size()
                    + " numbers, but there are " + classes + " classes; give one number for all, or one for each");
        }
        int[] counts = new int[classes];
        for (int c = 0; c < classes; c++) {
            counts[c] = samplesPerClass.get(samplesPerClass.size() == 1 ? 0 : c);
            if (counts[c] < 0) {
                throw new BadInputException("dataset " + name + ": samplesPerClass is " + counts[c] + " for class " + c
                        + "; expected 0, which leaves a class out, or more");
            }
        }
        return counts;
    }
}
