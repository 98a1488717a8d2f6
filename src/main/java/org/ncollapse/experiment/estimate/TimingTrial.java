package org.ncollapse.experiment.estimate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.experiment.run.MetricsRecorder;
import org.ncollapse.io.Folders;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.MomentumSgd;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingState;

/**
 * Ten seconds of an experiment, to tell how long all of it will take: its own network, steps at its batch size and
 * threads, and an epoch measured, by the classes that a run goes through. What it writes lies in a temporary folder and
 * is removed.
 */
public final class TimingTrial {

    private static final double SECONDS_OF_STEPS = 5;

    /** So many samples at least, for each class to be seen. */
    private static final int PER_CLASS = 10;

    private final Experiment experiment;
    private final Dataset dataset;
    private final Standardizer standardizer;
    private final Network network;
    private final MomentumSgd optimizer;
    private final LongSupplier nanos;

    private TimingTrial(Experiment experiment, Dataset dataset, LongSupplier nanos) {
        this.experiment = experiment;
        this.dataset = dataset;
        this.nanos = nanos;
        Backend.initialize(experiment.compute().device(), experiment.compute().threads());
        standardizer = Standardizer.of(dataset.train());
        network = Network.build(
                experiment.network(),
                dataset.shape(),
                dataset.classes().size(),
                experiment.objective().loss(),
                Backend.createKernels(experiment.compute().kernels(), message -> {}),
                experiment.seed());
        optimizer = new MomentumSgd(
                network,
                experiment.objective().weightDecay(),
                experiment.optimizer().momentum(),
                experiment.compute().threads());
    }

    /**
     * Times an experiment.
     *
     * @param images what it trains on, or as many of the same shape as are wanted
     * @throws org.ncollapse.io.BadInputException where it asks for a tap that its network has not
     */
    public static TimeEstimate run(Experiment experiment, TimingTrialData images) {
        return run(experiment, images, System::nanoTime);
    }

    /** The same by another clock. */
    static TimeEstimate run(Experiment experiment, TimingTrialData images, LongSupplier nanos) {
        long begun = nanos.getAsLong();
        TimingTrial trial = new TimingTrial(experiment, images.dataset(), nanos);
        double building = (nanos.getAsLong() - begun) * 1e-9;
        double step = trial.step();
        CaptureTiming capture = trial.captures();
        return new TimeEstimate(
                images.loadSeconds() + building, step, capture.fixedSeconds(), capture.secondsPerSample());
    }

    private double step() {
        StopSignal interruption = new StopSignal();
        StepTimer timer = new StepTimer(SECONDS_OF_STEPS, nanos, interruption);
        try {
            new Trainer(
                            experiment,
                            network,
                            optimizer,
                            dataset.train(),
                            standardizer,
                            TrainingState.initial(),
                            timer,
                            interruption)
                    .run();
        } catch (InterruptedTrainingException | DivergedException e) {
            return timer.medianSeconds(); // Seen enough; or the loss has left the numbers, which takes no other time.
        }
        return timer.medianSeconds();
    }

    private CaptureTiming captures() {
        try {
            Path scratch = Files.createTempDirectory("ncollapse-trial-");
            try (RunTablesWriter tables = new RunTablesWriter(scratch)) {
                MetricsRecorder recorder = new MetricsRecorder(experiment, optimizer, tables, null);
                return CaptureTiming.measure(
                        samples -> capture(samples, recorder, scratch),
                        PER_CLASS * dataset.classes().size(),
                        dataset.train().size());
            } finally {
                Folders.deleteRecursively(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds for so many training samples and their share of the test split. */
    private double capture(int samples, MetricsRecorder recorder, Path scratch) {
        int test = (int) Math.max(
                1, (long) dataset.test().size() * samples / dataset.train().size());
        Dataset part = new Dataset(
                dataset.name(),
                dataset.shape(),
                dataset.classes(),
                first(dataset.train(), samples),
                first(dataset.test(), Math.min(test, dataset.test().size())),
                List.of());
        FeatureProbe probe = new FeatureProbe(
                experiment,
                network,
                part,
                standardizer,
                null,
                new FeatureFileWriter(scratch),
                scratch,
                recorder::record,
                new StopSignal());
        long begun = nanos.getAsLong();
        probe.trainingStarted(new EpochResult(
                0, Double.NaN, Double.NaN, experiment.optimizer().learningRate(), 0, OptionalInt.empty(), false));
        return (nanos.getAsLong() - begun) * 1e-9;
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
