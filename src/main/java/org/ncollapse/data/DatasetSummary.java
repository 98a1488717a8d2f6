package org.ncollapse.data;

import java.util.Arrays;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.ImageShape;

/**
 * How large a data set is, known without reading it.
 *
 * @param shape of each image; of a folder's, which may turn out gray, that of a file in colour
 * @param classes K
 * @param availableTrain training images that are read, of which {@code samplesPerClass} takes its own
 * @param trainSize training images
 * @param testSize test images
 */
public record DatasetSummary(ImageShape shape, int classes, int availableTrain, int trainSize, int testSize) {

    /**
     * What an experiment takes of a data set with so many training images.
     *
     * @throws org.ncollapse.io.BadInputException where {@code samplesPerClass} does not fit the classes
     */
    public static DatasetSummary of(DatasetSpec spec, ImageShape shape, int classes, int whole, int test) {
        int train = spec.samplesPerClass().isEmpty()
                ? whole
                : Arrays.stream(ClassSubset.classCounts(spec.name(), classes, spec.samplesPerClass()))
                        .sum();
        return new DatasetSummary(shape, classes, whole, train, test);
    }
}
