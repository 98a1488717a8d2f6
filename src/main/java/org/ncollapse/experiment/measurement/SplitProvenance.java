package org.ncollapse.experiment.measurement;

import java.util.Arrays;
import org.ncollapse.capture.SavedHead;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.capture.SavedTraining;
import org.ncollapse.experiment.store.FeatureProvenance;

/** Describes a file of features for the manifest. */
final class SplitProvenance {

    private SplitProvenance() {}

    /** @param classes the number K of measured classes */
    static FeatureProvenance.SplitFeatures of(SavedSplit split, int classes) {
        SavedHead head = split.head();
        return new FeatureProvenance.SplitFeatures(
                split.key().epoch(),
                split.key().tap(),
                split.key().split(),
                split.samples().rows(),
                split.samples().width(),
                split.samples().dtype(),
                head != null,
                head != null && head.bias() != null,
                head == null ? null : head.weightDecay(),
                split.key().isTrain() ? training(split, classes) : null);
    }

    private static FeatureProvenance.Training training(SavedSplit split, int classes) {
        SavedHead head = split.head();
        SavedTraining training = split.training();
        return new FeatureProvenance.Training(
                Arrays.stream(split.samples().samplesPerClass(classes)).boxed().toList(),
                head == null ? 0 : head.bySign() ? 1 : head.classes(),
                training.featureDecay(),
                training.biasDecay(),
                training.hidden() == null ? null : training.hidden().weightDecay(),
                Double.isNaN(training.time()) ? null : training.time());
    }
}
