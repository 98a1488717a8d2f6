package org.ncollapse.experiment.estimate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.experiment.run.MetricsRecorder;
import org.ncollapse.io.Folders;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.Objective;
import org.ncollapse.training.Optimizer;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingData;
import org.ncollapse.training.TrainingState;

/**
 * Runs an experiment for about ten seconds to estimate the time of the complete run: builds its network, trains steps
 * with its batch size and threads, and captures an epoch, with the same code as a run. Its files are in a temporary
 * folder, which is deleted.
 */
public final class TimingTrial {

    private static final double SECONDS_OF_STEPS = 5;

    /** The smallest number of samples per class, so that each class occurs. */
    private static final int MIN_SAMPLES_PER_CLASS = 10;

    private final Experiment experiment;
    private final TrainingData data;
    private final Objective objective;
    private final Network network;
    private final Optimizer optimizer;
    private final LongSupplier nanos;

    private TimingTrial(Experiment experiment, Dataset dataset, LongSupplier nanos) {
        this.experiment = experiment;
        data = TrainingData.of(dataset);
        this.nanos = nanos;
        Backend.initialize(experiment.compute());
        objective = Objective.of(experiment.objective());
        network = Network.build(
                experiment.network(),
                dataset.shape(),
                dataset.classes().size(),
                experiment.objective().loss(),
                Backend.createKernels(experiment.compute(), experiment.network().kind(), message -> {}, stage -> {}),
                experiment.seed());
        optimizer = new Optimizer(
                network, objective, experiment.optimizer(), experiment.compute().threads());
    }

    /**
     * Times an experiment.
     *
     * @param images the experiment's images, or random images of the same shape
     * @throws org.ncollapse.io.BadInputException if the network does not have one of the taps
     */
    public static TimeEstimate run(Experiment experiment, TimingTrialData images) {
        return run(experiment, images, System::nanoTime);
    }

    /** Times an experiment with another clock. */
    static TimeEstimate run(Experiment experiment, TimingTrialData images, LongSupplier nanos) {
        long startNanos = nanos.getAsLong();
        TimingTrial trial = new TimingTrial(experiment, images.dataset(), nanos);
        double buildSeconds = (nanos.getAsLong() - startNanos) * 1e-9;
        double step = trial.step();
        CaptureTiming capture = trial.captures();
        return new TimeEstimate(
                images.loadSeconds() + buildSeconds, step, capture.fixedSeconds(), capture.secondsPerSample());
    }

    private double step() {
        StopSignal stopSignal = new StopSignal();
        StepTimer timer = new StepTimer(SECONDS_OF_STEPS, nanos, stopSignal);
        try {
            new Trainer(experiment, network, optimizer, data, timer, stopSignal).run(TrainingState.initial());
        } catch (InterruptedTrainingException | DivergedException e) {
            return timer.medianSeconds(); // Enough steps, or NaN, which does not change the time of a step.
        }
        return timer.medianSeconds();
    }

    private CaptureTiming captures() {
        try {
            Path temporaryFolder = Files.createTempDirectory("ncollapse-trial-");
            try (RunTablesWriter tables = new RunTablesWriter(temporaryFolder)) {
                MetricsRecorder recorder = new MetricsRecorder(objective, network, tables, null);
                return CaptureTiming.measure(
                        samples -> capture(samples, recorder, temporaryFolder),
                        MIN_SAMPLES_PER_CLASS * data.classes(),
                        data.train().size());
            } finally {
                Folders.deleteRecursively(temporaryFolder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the time to capture a number of training samples and the same fraction of the test split. */
    private double capture(int samples, MetricsRecorder recorder, Path temporaryFolder) {
        int test = (int)
                Math.max(1, (long) data.test().size() * samples / data.train().size());
        Dataset part = new Dataset(
                data.dataset().name(),
                data.dataset().shape(),
                data.dataset().classes(),
                first(data.train(), samples),
                first(data.test(), Math.min(test, data.test().size())),
                List.of());
        FeatureProbe probe = new FeatureProbe(
                experiment,
                network,
                new TrainingData(part, data.standardizer(), Optional.empty()),
                new FeatureFileWriter(temporaryFolder),
                temporaryFolder,
                recorder::record,
                new StopSignal());
        long startNanos = nanos.getAsLong();
        probe.trainingStarted(new EpochResult(
                0, Double.NaN, Double.NaN, experiment.optimizer().learningRate(), 0, OptionalInt.empty(), false));
        return (nanos.getAsLong() - startNanos) * 1e-9;
    }

    private static ImageSplit first(ImageSplit split, int images) {
        return images == split.size()
                ? split
                : new ImageSplit(
                        split.shape(),
                        Arrays.copyOf(split.pixels(), images * split.shape().size()),
                        Arrays.copyOf(split.labels(), images));
    }
}
