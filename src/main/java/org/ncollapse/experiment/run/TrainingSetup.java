package org.ncollapse.experiment.run;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.ImageResizer;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.experiment.store.Machine;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.training.MomentumSgd;

/**
 * What an experiment works on, known to be usable before anything is written: images, and the network with its first
 * weights.
 *
 * @param oodDataset behind {@code nc5_ood}; null without one
 * @param device that it computes on; null on the processor
 * @param warnings that the user was given on the way
 */
record TrainingSetup(
        Experiment experiment,
        Dataset dataset,
        Dataset oodDataset,
        Standardizer standardizer,
        Network network,
        CudaDevice device,
        List<String> warnings) {

    /** @throws BadInputException where the experiment cannot be run as it stands */
    static TrainingSetup of(Experiment experiment, DatasetStore datasets, RunListener listener) {
        List<String> warnings = new ArrayList<>();
        CudaDevice card = Backend.initialize(
                experiment.compute().device(), experiment.compute().threads());
        Dataset dataset = open(experiment.dataset(), experiment, datasets, listener, warnings);
        String strange = experiment.capture().oodDataset();
        Dataset outOfDistribution = strange == null
                ? null
                : open(new DatasetSpec(strange, null, null), experiment, datasets, listener, warnings);
        Network network = Network.build(
                experiment.network(),
                dataset.shape(),
                dataset.classes().size(),
                experiment.objective().loss(),
                Backend.createKernels(experiment.compute().kernels(), message -> warn(message, listener, warnings)),
                experiment.seed());
        experiment.capture().taps().forEach(network::tapWidth);
        return new TrainingSetup(
                experiment,
                dataset,
                outOfDistribution,
                Standardizer.of(dataset.train()),
                network,
                card,
                List.copyOf(warnings));
    }

    private static Dataset open(
            DatasetSpec spec,
            Experiment experiment,
            DatasetStore datasets,
            RunListener listener,
            List<String> warnings) {
        listener.stageStarted("reading " + spec.name());
        return datasets.open(spec, experiment.seed(), message -> warn(message, listener, warnings), listener);
    }

    private static void warn(String message, RunListener listener, List<String> warnings) {
        warnings.add(message);
        listener.warn(message);
    }

    /** At rest. */
    MomentumSgd newOptimizer() {
        return new MomentumSgd(
                network,
                experiment.objective().weightDecay(),
                experiment.optimizer().momentum(),
                experiment.compute().threads());
    }

    /** The strange images, brought to the data set's shape; null without any. */
    ImageSplit oodImages() {
        return oodDataset == null ? null : ImageResizer.resize(dataset.shape(), oodDataset.test());
    }

    /** What is written of a run that begins now. */
    Manifest manifest() {
        int classes = dataset.classes().size();
        ImageShape shape = dataset.shape();
        long parameters = network.parameterBlocks().stream()
                .filter(block -> block.role() != ParameterBlock.Role.RUNNING_STATISTIC)
                .mapToLong(ParameterBlock::length)
                .sum();
        return new Manifest(
                experiment.name(),
                "running",
                null,
                Manifest.now(),
                null,
                ExperimentReader.toJson(experiment),
                null,
                null,
                new Manifest.Data(
                        dataset.name(),
                        List.of(shape.channels(), shape.height(), shape.width()),
                        dataset.classes(),
                        dataset.train().classCounts(classes),
                        dataset.test().classCounts(classes),
                        standardizer.mean(),
                        standardizer.std(),
                        dataset.files(),
                        oodDataset == null ? List.of() : oodDataset.files()),
                parameters,
                Software.current(),
                Machine.of(device),
                warnings,
                Manifest.DEFINITIONS,
                new Manifest.Progress(0, null, 0, 0),
                List.of());
    }
}
