package org.ncollapse.experiment.results;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ncollapse.experiment.store.FeatureProvenance;
import org.ncollapse.experiment.store.FeatureProvenance.SplitFeatures;
import org.ncollapse.experiment.store.FeatureProvenance.Training;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Tap;
import org.ncollapse.ufm.fit.RunSettings;

/** The setup of a fit of saved features. Their files say what a run's experiment says otherwise. */
final class MeasuredFitSetup {

    private final FeatureProvenance features;
    private final Path manifest;

    private MeasuredFitSetup(FeatureProvenance features, Path manifest) {
        this.features = features;
        this.manifest = manifest;
    }

    /**
     * Returns the setup.
     *
     * @param manifest the manifest's file, for messages
     * @throws BadInputException if the files lack what the models need
     */
    static FitSetup of(FeatureProvenance features, Path manifest) {
        return new MeasuredFitSetup(features, manifest).setup();
    }

    private FitSetup setup() {
        List<SplitFeatures> train = features.splits().stream()
                .filter(split -> split.split() == Split.TRAIN)
                .toList();
        List<SplitFeatures> heads = train.stream()
                .filter(split -> split.layer().equals(Tap.PENULTIMATE) && split.head())
                .toList();
        requireHeads(train, heads);
        SplitFeatures last = heads.get(heads.size() - 1);
        requireSameSettings(heads, last);
        requireHeadOfClasses(last);
        if (last.weightDecay() == 0) {
            throw invalid("the head has no weight decay, so the models have no minimizer to compare it with; if it was"
                    + " trained with one, save it as the array 'weight_decay' and measure again");
        }
        Map<Integer, Double> times = new HashMap<>();
        heads.forEach(split -> times.put(
                split.epoch(), Objects.requireNonNullElse(split.training().time(), Double.NaN)));
        return new FitSetup(settings(train, last), true, rates -> times, Experiment.UFM_MODELS);
    }

    private void requireHeads(List<SplitFeatures> train, List<SplitFeatures> heads) {
        if (heads.isEmpty()) {
            throw invalid("the models need the head and the training split: save the arrays 'weights' (K x d), 'bias'"
                    + " (K) if there is one, and 'weight_decay' with the training features and measure again");
        }
        for (SplitFeatures split : heads) {
            if (split.hasMomentsOnly()) {
                throw invalid("the file of epoch " + split.epoch()
                        + " has class moments, and the models are compared with samples; save features and measure"
                        + " them");
            }
        }
        for (SplitFeatures split : train) {
            if (split.head() && !split.layer().equals(Tap.PENULTIMATE)) {
                throw invalid("the file of layer " + split.layer()
                        + " has an array 'weights'; the models need one head, in the file of layer penultimate");
            }
            if (heads.stream().noneMatch(head -> head.epoch() == split.epoch())) {
                throw invalid("epoch " + split.epoch() + " has features of layer " + split.layer()
                        + " and no head; the models need 'weights' in a file epoch-NNNN-penultimate-train.npz of"
                        + " every measured epoch");
            }
        }
    }

    private void requireSameSettings(List<SplitFeatures> heads, SplitFeatures last) {
        for (SplitFeatures split : heads) {
            if (!split.training().hasSameSettings(last.training())
                    || split.bias() != last.bias()
                    || split.width() != last.width()
                    || !split.weightDecay().equals(last.weightDecay())) {
                throw invalid("epochs " + split.epoch() + " and " + last.epoch()
                        + " differ in their samples per class, widths or penalties, and a model has the same ones"
                        + " throughout; measure epochs of one training");
            }
        }
    }

    private void requireHeadOfClasses(SplitFeatures last) {
        int rows = last.training().headRows();
        int classes = features.labels().size();
        if (rows != classes) {
            throw invalid("the head has " + rows + (rows == 1 ? " row and " : " rows and ") + classes
                    + " classes have samples; the models have one row for each class"
                    + (rows == 1 ? ": train a head of two rows" : ""));
        }
        if (!features.matrices()) {
            throw invalid("gram.csv and logits.csv have no rows; measure again with --matrices");
        }
    }

    /** The optimizer is taken for SGD: files of another one have no learning rates. */
    private RunSettings settings(List<SplitFeatures> train, SplitFeatures last) {
        Training training = last.training();
        double previousDecay = train.stream()
                .filter(split -> split.layer().equals(Tap.PREVIOUS) && split.epoch() == last.epoch())
                .mapToDouble(split -> split.training().featureDecay())
                .findFirst()
                .orElse(0);
        return new RunSettings(
                training.samplesPerClass(),
                features.loss().equals(Loss.CROSS_ENTROPY.toString()),
                last.bias(),
                last.weightDecay(),
                Objects.requireNonNullElse(training.hiddenWeightDecay(), 0.0),
                training.biasDecay(),
                false,
                OptimizerSpec.Kind.SGD,
                new FeatureDecay(training.featureDecay(), previousDecay));
    }

    private BadInputException invalid(String problem) {
        return new BadInputException(manifest + ": " + problem);
    }
}
