package org.ncollapse.training;

import java.util.Optional;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;

/**
 * The images that a network is trained and evaluated on.
 *
 * @param dataset the training and the test split
 * @param standardizer the training split's, applied to every image
 * @param oodImages out-of-distribution images for {@code nc5_ood}, of the dataset's shape; empty if there are none
 */
public record TrainingData(Dataset dataset, Standardizer standardizer, Optional<ImageSplit> oodImages) {

    /** Returns a dataset with the standardizer of its training split and without out-of-distribution images. */
    public static TrainingData of(Dataset dataset) {
        return new TrainingData(dataset, Standardizer.of(dataset.train()), Optional.empty());
    }

    /** Returns the training split. */
    public ImageSplit train() {
        return dataset.train();
    }

    /** Returns the test split. */
    public ImageSplit test() {
        return dataset.test();
    }

    /** Returns K, the number of classes. */
    public int classes() {
        return dataset.classes().size();
    }
}
