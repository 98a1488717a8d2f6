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
 * @param matrices whether {@code gram.csv} and {@code logits.csv} have rows
 */
public record FeatureProvenance(
        List<File> files, List<SplitFeatures> splits, List<Integer> labels, String loss, boolean matrices) {

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
     * @param type the type of the elements in numpy's notation, {@code <f4}, or {@code moments} if only class moments
     *     were saved
     * @param head whether the file has the head's weights
     * @param bias whether the file has the head's bias
     * @param weightDecay the weight decay of the head; null without weights
     * @param training what a fit needs besides; null for the test split
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
            Double weightDecay,
            Training training) {

        /** Returns whether no features were saved, only their class moments. */
        public boolean hasMomentsOnly() {
            return type.equals("moments");
        }
    }

    /**
     * What the files of the training split say of the training.
     *
     * @param samplesPerClass the number of samples of each class
     * @param headRows the number of rows of the head in the file; 0 without a head
     * @param featureDecay the penalty λ_H of these features; 0 if it was not given
     * @param biasDecay the weight decay of the biases
     * @param hiddenWeightDecay the weight decay of the hidden layer before these features; null if its weights were not
     *     saved
     * @param time Σ η/(1 − μ) over all steps so far; null without learning rates
     */
    public record Training(
            List<Integer> samplesPerClass,
            int headRows,
            double featureDecay,
            double biasDecay,
            Double hiddenWeightDecay,
            Double time) {
        public Training {
            samplesPerClass = List.copyOf(samplesPerClass);
        }

        /** Returns whether another epoch has the same samples and penalties. */
        public boolean hasSameSettings(Training other) {
            return withoutTime().equals(other.withoutTime());
        }

        private Training withoutTime() {
            return new Training(samplesPerClass, headRows, featureDecay, biasDecay, hiddenWeightDecay, null);
        }
    }

    public FeatureProvenance {
        files = List.copyOf(files);
        splits = List.copyOf(splits);
        labels = List.copyOf(labels);
    }
}
