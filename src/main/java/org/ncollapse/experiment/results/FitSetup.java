package org.ncollapse.experiment.results;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmModelFactory;
import org.ncollapse.ufm.fit.RunSettings;

/**
 * What a manifest says of the run that models are fitted to.
 *
 * @param stepsPerEpoch gradient steps in one count of the tables' column {@code epoch}
 * @param models which are asked for
 */
record FitSetup(RunSettings facts, int stepsPerEpoch, List<String> models) {

    static FitSetup of(Manifest manifest, Path file) {
        if (manifest.experiment() != null && manifest.data() != null) {
            return ofNetwork(
                    ExperimentReader.fromJson(file.toString(), manifest.experiment()),
                    manifest.data().trainSamplesPerClass());
        }
        if (manifest.simulation() != null) {
            return ofSimulation(UfmModelFactory.of(SimulationReader.fromJson(file.toString(), manifest.simulation())
                    .model()));
        }
        if (manifest.features() != null) {
            throw new BadInputException(
                    file
                            + ": these features were captured elsewhere; models are fitted to a run's own epochs, 'ncollapse run'");
        }
        throw new BadInputException(
                file + " names neither an experiment with its data nor a simulation; it is not as a run wrote it");
    }

    private static FitSetup ofNetwork(Experiment experiment, int[] samplesPerClass) {
        WeightDecay decay = experiment.objective().weightDecay();
        boolean normalised = experiment.network() instanceof NetworkSpec.Mlp mlp && mlp.batchNorm();
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
                        normalised),
                (samples + batch - 1) / batch,
                experiment.ufm());
    }

    /**
     * A simulation is treated as if a network had been trained: that the features had a penalty, and which, is not
     * told.
     */
    private static FitSetup ofSimulation(UfmModel model) {
        List<Double> weights = model.lambdas().subList(0, model.lambdas().size() - 1);
        return new FitSetup(
                new RunSettings(
                        model.classCounts(),
                        model.crossEntropy(),
                        model.hasBias(),
                        weights.get(0),
                        weights.size() > 1 ? weights.get(1) : 0,
                        model.hasBias() ? model.lambdaB() : 0,
                        false),
                1,
                Experiment.UFM_MODELS);
    }
}
