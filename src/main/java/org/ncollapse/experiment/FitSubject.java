package org.ncollapse.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.fit.RunFacts;

/**
 * What a manifest says of the run that models are fitted to.
 *
 * @param stepsPerEpoch gradient steps in one count of the tables' column {@code epoch}
 * @param models which are asked for
 */
record FitSubject(RunFacts facts, int stepsPerEpoch, List<String> models) {

    static FitSubject of(Manifest manifest, Path file) {
        if (manifest.experiment() != null && manifest.data() != null) {
            return ofNetwork(
                    ExperimentReader.fromJson(file.toString(), manifest.experiment()),
                    manifest.data().trainPerClass());
        }
        if (manifest.simulation() != null) {
            return ofSimulation(SimulatedModel.of(SimulationReader.fromJson(file.toString(), manifest.simulation())
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

    private static FitSubject ofNetwork(Experiment experiment, int[] perClass) {
        WeightDecay decay = experiment.objective().weightDecay();
        boolean normalised = experiment.network() instanceof NetworkSpec.Mlp mlp && mlp.batchNorm();
        int samples = Arrays.stream(perClass).sum();
        int batch = Math.min(experiment.training().batchSize(), samples);
        return new FitSubject(
                new RunFacts(
                        Arrays.stream(perClass).boxed().toList(),
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
    private static FitSubject ofSimulation(Model model) {
        List<Double> weights = model.decays().subList(0, model.decays().size() - 1);
        return new FitSubject(
                new RunFacts(
                        model.counts(),
                        model.crossEntropy(),
                        model.hasBias(),
                        weights.get(0),
                        weights.size() > 1 ? weights.get(1) : 0,
                        model.hasBias() ? model.biasDecay() : 0,
                        false),
                1,
                Experiment.MODELS);
    }
}
