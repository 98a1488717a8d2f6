package org.ncollapse.experiment.store;

import java.util.List;
import org.ncollapse.spec.Split;

/**
 * Where measured features came from.
 *
 * @param files that were read
 * @param splits what they hold, a row of {@code metrics.csv} each
 * @param classes K
 * @param loss of the column {@code loss}, as it was asked for
 */
public record FeatureProvenance(List<File> files, List<SplitFeatures> splits, int classes, String loss) {

    /**
     * A file.
     *
     * @param name as it was given
     * @param bytes its size
     * @param sha256 of the file as it lies, in lower-case hexadecimal
     */
    public record File(String name, long bytes, String sha256) {}

    /**
     * One split's features.
     *
     * @param type of the elements as numpy writes it, {@code <f4}
     * @param head whether weights were there
     * @param bias whether a bias was there
     * @param decay of the weights; null without weights
     */
    public record SplitFeatures(
            int epoch,
            String layer,
            Split split,
            int samples,
            int width,
            String type,
            boolean head,
            boolean bias,
            Double decay) {}

    public FeatureProvenance {
        files = List.copyOf(files);
        splits = List.copyOf(splits);
    }
}
