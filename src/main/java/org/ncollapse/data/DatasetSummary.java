package org.ncollapse.data;

import java.util.Arrays;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.ImageShape;

/**
 * The size of a data set, known without reading it.
 *
 * @param shape the shape of each image; for an image folder always with three channels, even if all images are gray
 * @param classes the number of classes, K
 * @param availableTrain number of all training images, from which {@code samplesPerClass} selects
 * @param trainSize number of selected training images
 * @param testSize number of test images
 */
public record DatasetSummary(ImageShape shape, int classes, int availableTrain, int trainSize, int testSize) {

    /**
     * Returns the summary for an experiment's {@code samplesPerClass}.
     *
     * @throws org.ncollapse.io.BadInputException if {@code samplesPerClass} does not match the classes
     */
    public static DatasetSummary of(DatasetSpec spec, ImageShape shape, int classes, int whole, int test) {
        int train = spec.samplesPerClass().isEmpty()
                ? whole
                : Arrays.stream(ClassSubset.classCounts(spec.name(), classes, spec.samplesPerClass()))
                        .sum();
        return new DatasetSummary(shape, classes, whole, train, test);
    }
}
