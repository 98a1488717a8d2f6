package org.ncollapse.data;

import java.util.Arrays;
import org.ncollapse.spec.DatasetSpec;

/**
 * How large a data set is, known without reading it.
 *
 * @param shape of each image; of a folder's, which may turn out gray, that of a file in colour
 * @param classes K
 * @param whole training images that are read, of which {@code perClass} takes its own
 * @param train training images
 * @param test test images
 */
public record Outline(ImageShape shape, int classes, int whole, int train, int test) {

    /**
     * What an experiment takes of a data set with so many training images.
     *
     * @throws org.ncollapse.spec.BadInputException where {@code perClass} does not fit the classes
     */
    public static Outline of(DatasetSpec spec, ImageShape shape, int classes, int whole, int test) {
        int train = spec.perClass().isEmpty()
                ? whole
                : Arrays.stream(ClassSubset.counts(spec.name(), classes, spec.perClass()))
                        .sum();
        return new Outline(shape, classes, whole, train, test);
    }
}
