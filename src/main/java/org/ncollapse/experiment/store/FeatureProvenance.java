package org.ncollapse.experiment.store;

import java.util.List;
import org.ncollapse.spec.Split;

/**
 * The provenance of measured features.
 *
 * @param files the files that were read
 * @param splits the features in them; each gives one row of {@code metrics.csv}
 * @param labels the files' label of each class, K values
 * @param loss the loss in the column {@code loss}: "mse" or "cross-entropy"
 */
public record FeatureProvenance(List<File> files, List<SplitFeatures> splits, List<Integer> labels, String loss) {

    /**
     * One file.
     *
     * @param name the path as the user gave it, {@linkplain Redaction redacted}
     * @param bytes the size of the file
     * @param sha256 the SHA-256 of the file, in lower-case hexadecimal
     */
    public record File(String name, long bytes, String sha256) {
        public File {
            name = Redaction.redact(name);
        }
    }

    /**
     * The features of one split at one layer.
     *
     * @param samples the number of samples that were measured
     * @param width the number of features of a sample
     * @param type the type of the elements in numpy's notation, {@code <f4}
     * @param head whether the file has the head's weights
     * @param bias whether the file has the head's bias
     * @param weightDecay the weight decay of the head; null without weights
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
            Double weightDecay) {}

    public FeatureProvenance {
        files = List.copyOf(files);
        splits = List.copyOf(splits);
        labels = List.copyOf(labels);
    }
}
