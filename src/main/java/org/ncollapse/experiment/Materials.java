package org.ncollapse.experiment;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.Datasets;
import org.ncollapse.data.ImageShape;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.ShapeFit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.network.device.Card;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.training.HeavyBall;

/**
 * What an experiment works on, known to be usable before anything is written: images, and the network with its first
 * weights.
 *
 * @param outOfDistribution behind {@code nc5_ood}; null without one
 * @param card that it computes on; null on the processor
 * @param warnings that the user was given on the way
 */
record Materials(
        Experiment experiment,
        Dataset dataset,
        Dataset outOfDistribution,
        Standardizer standardizer,
        Network network,
        Card card,
        List<String> warnings) {

    /** @throws BadInputException where the experiment cannot be run as it stands */
    static Materials of(Experiment experiment, Datasets datasets, RunListener listener) {
        List<String> warnings = new ArrayList<>();
        Card card =
                Backend.use(experiment.compute().device(), experiment.compute().threads());
        Dataset dataset = open(experiment.dataset(), experiment, datasets, listener, warnings);
        String strange = experiment.capture().ood();
        Dataset outOfDistribution = strange == null
                ? null
                : open(new DatasetSpec(strange, null, null), experiment, datasets, listener, warnings);
        ImageShape shape = dataset.shape();
        Network network = Network.build(
                experiment.network(),
                (InputType.InputTypeConvolutional)
                        InputType.convolutional(shape.height(), shape.width(), shape.channels()),
                dataset.classes().size(),
                experiment.objective().loss(),
                Backend.kernels(experiment.compute().layers(), message -> warn(message, listener, warnings)),
                experiment.seed());
        experiment.capture().taps().forEach(network::width);
        return new Materials(
                experiment,
                dataset,
                outOfDistribution,
                Standardizer.of(dataset.train()),
                network,
                card,
                List.copyOf(warnings));
    }

    private static Dataset open(
            DatasetSpec spec, Experiment experiment, Datasets datasets, RunListener listener, List<String> warnings) {
        listener.doing("reading " + spec.name());
        return datasets.open(spec, experiment.seed(), message -> warn(message, listener, warnings), listener);
    }

    private static void warn(String message, RunListener listener, List<String> warnings) {
        warnings.add(message);
        listener.warn(message);
    }

    /** At rest. */
    HeavyBall optimizer() {
        return new HeavyBall(
                network,
                experiment.objective().weightDecay(),
                experiment.optimizer().momentum(),
                experiment.compute().threads());
    }

    /** The strange images, brought to the data set's shape; null without any. */
    ImageSplit strangeImages() {
        return outOfDistribution == null ? null : ShapeFit.to(dataset.shape(), outOfDistribution.test());
    }

    /** What is written of a run that begins now. */
    Manifest manifest() {
        int classes = dataset.classes().size();
        ImageShape shape = dataset.shape();
        long parameters = network.blocks().stream()
                .filter(block -> block.role() != ParameterBlock.Role.STATISTIC)
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
                        dataset.train().countPerClass(classes),
                        dataset.test().countPerClass(classes),
                        standardizer.mean(),
                        standardizer.deviation(),
                        dataset.files(),
                        outOfDistribution == null ? List.of() : outOfDistribution.files()),
                parameters,
                Software.present(),
                Machine.with(card),
                warnings,
                Manifest.MEASUREMENT,
                new Manifest.Progress(0, null, 0, 0),
                List.of());
    }
}
