package org.ncollapse.experiment.results;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.SimulationManifest;
import org.ncollapse.report.table.FitInputTables.EpochLearningRate;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmModelFactory;
import org.ncollapse.ufm.fit.RunSettings;

/**
 * The setup of a fit, from a run's manifest.
 *
 * @param settings the settings of the run
 * @param measured whether another program saved the features
 * @param clock the time of each epoch
 * @param models the names of the models to fit
 */
record FitSetup(RunSettings settings, boolean measured, Clock clock, List<UfmModelName> models) {

    /** Knows Σ η/(1 − μ) over all steps until the end of each captured epoch. */
    @FunctionalInterface
    interface Clock {
        /**
         * Returns the time of each epoch; NaN where it is not known.
         *
         * @param learningRates of all trained epochs, ascending; empty for a measurement
         */
        Map<Integer, Double> times(List<EpochLearningRate> learningRates);
    }

    static FitSetup of(Manifest manifest, Path file) {
        if (manifest instanceof ExperimentManifest run) {
            return ofNetwork(
                    ExperimentReader.fromJson(file.toString(), run.experiment()),
                    run.data().trainSamplesPerClass());
        }
        if (manifest instanceof SimulationManifest run) {
            return ofSimulation(UfmModelFactory.of(
                    SimulationReader.fromJson(file.toString(), run.simulation()).model()));
        }
        return MeasuredFitSetup.of(((MeasurementManifest) manifest).features(), file);
    }

    private static FitSetup ofNetwork(Experiment experiment, int[] samplesPerClass) {
        WeightDecay decay = experiment.objective().weightDecay();
        // Only MLPs can be without.
        boolean batchNorm = !(experiment.network() instanceof NetworkSpec.Mlp mlp) || mlp.batchNorm();
        // Adam has none; its trajectories are not compared.
        double momentum = Objects.requireNonNullElse(experiment.optimizer().momentum(), 0.0);
        int samples = Arrays.stream(samplesPerClass).sum();
        int batch = Math.min(experiment.training().batchSize(), samples);
        return new FitSetup(
                new RunSettings(
                        Arrays.stream(samplesPerClass).boxed().toList(),
                        experiment.objective().loss() == Loss.CROSS_ENTROPY,
                        experiment.network().headBias(),
                        decay.head(),
                        decay.weights(),
                        decay.biases(),
                        batchNorm,
                        experiment.optimizer().kind(),
                        experiment.objective().featureDecay()),
                false,
                rates -> times(rates, (samples + batch - 1) / batch / (1 - momentum)),
                experiment.ufm());
    }

    /** Treats a simulation like a network: the fit does not know the penalty of the features. */
    private static FitSetup ofSimulation(UfmModel model) {
        List<Double> weights = model.lambdas().subList(0, model.lambdas().size() - 1);
        return new FitSetup(
                new RunSettings(
                        model.classCounts(),
                        model.crossEntropy(),
                        model.hasBias(),
                        weights.get(0),
                        weights.size() > 1 ? weights.get(1) : 0,
                        model.lambdaB().orElse(0),
                        false,
                        OptimizerSpec.Kind.SGD,
                        FeatureDecay.NONE),
                false,
                rates -> times(rates, 1),
                Experiment.UFM_MODELS);
    }

    /**
     * Sums the times of the epochs. The learning rate is constant within an epoch.
     *
     * @param timePerEpoch the time of the gradient flow in one epoch, at a learning rate of 1: steps/(1 − μ) with the
     *     momentum μ; 1 for a simulation, whose epochs are iterations of gradient descent
     */
    private static Map<Integer, Double> times(List<EpochLearningRate> rates, double timePerEpoch) {
        Map<Integer, Double> times = new HashMap<>(Map.of(0, 0.0));
        int last = 0;
        double time = 0;
        for (EpochLearningRate rate : rates) {
            time += timePerEpoch * (rate.epoch() - last) * rate.learningRate();
            last = rate.epoch();
            times.put(last, time);
        }
        return times;
    }
}
