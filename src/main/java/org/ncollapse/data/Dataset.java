package org.ncollapse.data;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.spec.ImageShape;

/**
 * A data set in memory: its classes, a training and a test split, and the files it was read from.
 *
 * @param name its name in the experiment
 * @param shape the shape of every image, the same in both splits
 * @param classes the K class names; a label is an index into them
 * @param train the training split, after subsampling
 * @param test the whole test split
 * @param files all files that were read; empty for generated images
 */
public record Dataset(
        String name,
        ImageShape shape,
        List<String> classes,
        ImageSplit train,
        ImageSplit test,
        List<FileProvenance> files) {

    /**
     * Checks that both splits have the shape and that all labels are valid.
     *
     * @throws IllegalArgumentException otherwise
     */
    public Dataset {
        classes = List.copyOf(classes);
        files = List.copyOf(files);
        if (!train.shape().equals(shape) || !test.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "splits of " + train.shape() + " and " + test.shape() + " in a data set of " + shape);
        }
        train.classCounts(classes.size());
        test.classCounts(classes.size());
    }

    /** Returns this data set with the labels of the training images in a random order, determined by the seed. */
    Dataset withShuffledLabels(long seed) {
        int[] order = Shuffle.permutation(seed, Shuffle.LABELS, train.size());
        int[] labels = Arrays.stream(order).map(i -> train.labels()[i]).toArray();
        return new Dataset(name, shape, classes, new ImageSplit(train.shape(), train.pixels(), labels), test, files);
    }
}
