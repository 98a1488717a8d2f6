package org.ncollapse.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.ImageResizer;
import org.ncollapse.data.Standardizer;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Machine;
import org.ncollapse.experiment.store.ManifestHeader;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.cuda.driver.GpuMemoryException;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.text.NumberText;
import org.ncollapse.training.ConstantPrediction;
import org.ncollapse.training.GpuMemoryEstimate;
import org.ncollapse.training.Objective;
import org.ncollapse.training.Optimizer;
import org.ncollapse.training.TrainingData;

/**
 * The images and the network of an experiment, created before anything is written. The network has its initial weights.
 *
 * @param oodDataset the out-of-distribution data set for {@code nc5_ood}; null if there is none
 * @param gpu the GPU that the network runs on; empty for the CPU
 * @param warnings the warnings that the user was shown
 */
record TrainingSetup(
        Experiment experiment,
        Dataset dataset,
        Dataset oodDataset,
        Standardizer standardizer,
        Network network,
        Optional<String> gpu,
        List<String> warnings)
        implements AutoCloseable {

    /** The fraction of the estimate, an upper bound, that a run certainly needs. */
    private static final double CERTAIN_FRACTION = 0.75;

    /**
     * Prepares a run. One thread at a time, because threads that initialize ND4J's classes at the same time may wait
     * for each other forever, and because a data set must be fetched once.
     *
     * @throws BadInputException if the experiment cannot be run
     */
    static synchronized TrainingSetup of(Experiment experiment, DatasetStore datasets, RunListener listener) {
        List<String> warnings = new ArrayList<>();
        Optional<CudaDevice> ofNd4j = Backend.initialize(experiment.compute());
        Kernels kernels = Backend.createKernels(
                experiment.compute(),
                experiment.network().kind(),
                message -> warn(message, listener, warnings),
                listener::stageStarted);
        try {
            return of(experiment, datasets, listener, warnings, ofNd4j, kernels);
        } catch (GpuMemoryException e) {
            kernels.close();
            throw new BadInputException(
                    "compute.device: " + experiment.compute().device() + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            kernels.close();
            throw e;
        }
    }

    private static TrainingSetup of(
            Experiment experiment,
            DatasetStore datasets,
            RunListener listener,
            List<String> warnings,
            Optional<CudaDevice> ofNd4j,
            Kernels kernels) {
        Dataset dataset = open(experiment.dataset(), experiment, datasets, listener, warnings);
        String oodName = experiment.capture().oodDataset();
        Dataset oodDataset =
                oodName == null ? null : open(DatasetSpec.of(oodName), experiment, datasets, listener, warnings);
        kernels.freeGpuMemory().ifPresent(free -> requireGpuMemory(experiment, dataset, oodDataset, free));
        Network network = Network.build(
                experiment.network(),
                dataset.shape(),
                dataset.classes().size(),
                experiment.objective().loss(),
                kernels,
                experiment.seed());
        experiment.capture().taps().forEach(network::tapWidth);
        return new TrainingSetup(
                experiment,
                dataset,
                oodDataset,
                Standardizer.of(dataset.train()),
                network,
                ofNd4j.map(CudaDevice::toString).or(kernels::gpu),
                List.copyOf(warnings));
    }

    /** @param free the bytes of the GPU's memory that are free */
    private static void requireGpuMemory(Experiment experiment, Dataset dataset, Dataset oodDataset, long free) {
        int oodSize = oodDataset == null ? 0 : oodDataset.test().size();
        long needed = GpuMemoryEstimate.bytes(
                experiment,
                dataset.shape(),
                dataset.classes().size(),
                dataset.train().size(),
                dataset.test().size(),
                oodSize);
        if (CERTAIN_FRACTION * needed > free) {
            throw new BadInputException("compute.device: %s: the run needs about %s of GPU memory, and %s are free; %s"
                    .formatted(
                            experiment.compute().device(),
                            NumberText.bytes(needed),
                            NumberText.bytes(free),
                            GpuMemoryException.REMEDY));
        }
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

    /** Frees the GPU, if the network is on one. */
    @Override
    public void close() {
        network.kernels().close();
    }

    /**
     * Replaces the initial parameters by those of {@code network.initialFrom}. A run that continues from a checkpoint
     * does not need the file.
     *
     * @return the SHA-256 of the file; null if the experiment names none
     * @throws BadInputException if it cannot be read, or is not the state dict of the network
     */
    String readInitialParameters() throws IOException {
        if (experiment.network().initialFrom() == null) {
            return null;
        }
        Path file = Path.of(experiment.network().initialFrom());
        try {
            network.readStateDict(file);
        } catch (BadInputException e) {
            throw new BadInputException("network.initialFrom: " + e.getMessage(), e);
        }
        return Sha256.of(file);
    }

    /** Returns the output of a network that learns nothing. */
    ConstantPrediction constantPrediction() {
        return ConstantPrediction.of(
                experiment.objective().loss(),
                dataset.train().classCounts(dataset.classes().size()));
    }

    /** Returns an optimizer whose state is zero. */
    Optimizer newOptimizer() {
        return new Optimizer(
                network,
                Objective.of(experiment.objective()),
                experiment.optimizer(),
                experiment.compute().threads());
    }

    /** Returns the images. The out-of-distribution images are the test images, resized to the data set's shape. */
    TrainingData trainingData() {
        return new TrainingData(
                dataset,
                standardizer,
                Optional.ofNullable(oodDataset).map(ood -> ImageResizer.resize(dataset.shape(), ood.test())));
    }

    /** Returns the manifest of a run that starts now. */
    ExperimentManifest manifest() {
        int classes = dataset.classes().size();
        ImageShape shape = dataset.shape();
        long parameters = network.parameterRanges().stream()
                .filter(range -> range.role() != ParameterRange.Role.RUNNING_STATISTIC)
                .mapToLong(ParameterRange::length)
                .sum();
        return new ExperimentManifest(
                ManifestHeader.start(
                        experiment.name(),
                        parameters,
                        Software.current(network.kernels().compiler()),
                        Machine.of(gpu),
                        warnings,
                        ExperimentManifest.DEFINITIONS),
                ExperimentReader.toJson(experiment),
                new ExperimentManifest.Data(
                        dataset.name(),
                        List.of(shape.channels(), shape.height(), shape.width()),
                        dataset.classes(),
                        dataset.train().classCounts(classes),
                        dataset.test().classCounts(classes),
                        standardizer.mean(),
                        standardizer.std(),
                        dataset.files(),
                        oodDataset == null ? List.of() : oodDataset.files()),
                null);
    }
}
