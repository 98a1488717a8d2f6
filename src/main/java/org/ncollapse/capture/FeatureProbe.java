package org.ncollapse.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.network.Network;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InferencePass;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.TrainingData;
import org.ncollapse.training.TrainingHook;

/**
 * Captures the network's features at the end of the scheduled epochs.
 *
 * <p>One inference pass over each split computes the class moments of every tap, and the losses and error of the head.
 * The metrics that need the final class means read the features of the head's input again from a buffer
 * ({@link FeatureBuffer}), without a second pass through the network.
 */
public final class FeatureProbe implements TrainingHook {

    /**
     * Bytes of features that are kept in memory; the rest goes to a temporary file. Enough for MNIST, and little
     * compared with the memory of training.
     */
    public static final long FEATURE_BUFFER_BYTES = 1L << 28;

    /** Samples per class in the file of every captured epoch: enough for the simplex figure. */
    public static final int PREVIEW_SAMPLES_PER_CLASS = 10;

    /**
     * Maximum size, in bytes, of the features at one tap from which the gradient flows of the UFM start: some thousands
     * of samples at usual widths.
     */
    public static final int INITIAL_SAMPLES_BYTES = 1 << 24;

    private final Experiment experiment;
    private final Network network;
    private final TrainingData data;
    /** All count as class 0, whose mean is the mean of all features. */
    private final Optional<ImageSplit> oodImages;

    private final InferencePass inference;
    private final SampleSubset previewSamples;
    private final FeatureFileWriter files;
    private final Path temporaryFolder;
    private final CaptureSchedule schedule;
    private final Consumer<EpochSnapshot> consumer;

    /**
     * @param files writes features and samples
     * @param temporaryFolder the folder of temporary files, for features that exceed {@link #FEATURE_BUFFER_BYTES}
     * @param consumer receives each snapshot, on the training thread
     * @param stopSignal ends a capture between two batches
     */
    public FeatureProbe(
            Experiment experiment,
            Network network,
            TrainingData data,
            FeatureFileWriter files,
            Path temporaryFolder,
            Consumer<EpochSnapshot> consumer,
            StopSignal stopSignal) {
        this.experiment = experiment;
        this.network = network;
        this.data = data;
        this.files = files;
        this.temporaryFolder = temporaryFolder;
        this.consumer = consumer;
        oodImages =
                data.oodImages().map(images -> new ImageSplit(images.shape(), images.pixels(), new int[images.size()]));
        inference = new InferencePass(network, data.standardizer(), stopSignal, experiment.compute());
        previewSamples = sampleSubset(PREVIEW_SAMPLES_PER_CLASS);
        schedule =
                new CaptureSchedule(experiment.capture(), experiment.training().epochs());
    }

    @Override
    public void trainingStarted(EpochResult initial) {
        epochEnded(initial);
    }

    @Override
    public void epochEnded(EpochResult result) {
        if (!schedule.captures(result)) {
            return;
        }
        try {
            consumer.accept(capture(result));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EpochSnapshot capture(EpochResult result) throws IOException {
        Head head = network.head();
        List<double[]> oodMeans = oodMeans();
        List<SampleAccumulator> samples =
                new ArrayList<>(List.of(SampleAccumulator.of(previewSamples, network, taps())));
        if (result.isZeroErrorEpoch()) {
            samples.add(SampleAccumulator.of(sampleSubset(initialSamplesPerClass()), network, taps()));
        }
        List<LayerSnapshot> train = capture(result, head, Split.TRAIN, data.train(), samples, null, oodMeans);
        List<LayerSnapshot> test = capture(result, head, Split.TEST, data.test(), List.of(), train, oodMeans);
        files.writeSamples(
                FeatureFileWriter.epochFileName(result.epoch()),
                samples.get(0),
                taps(),
                List.of(),
                head,
                network.lastHiddenLayer());
        if (samples.size() > 1) {
            List<DMatrixRMaj> means =
                    train.stream().map(layer -> layer.statistics().means()).toList();
            files.writeSamples(
                    FeatureFileWriter.INITIAL_SAMPLES_FILE,
                    samples.get(1),
                    taps(),
                    means,
                    head,
                    network.lastHiddenLayer());
        }
        return new EpochSnapshot(
                result, head, Stream.concat(train.stream(), test.stream()).toList());
    }

    private SampleSubset sampleSubset(int samplesPerClass) {
        return SampleSubset.of(data.train().labels(), data.classes(), experiment.seed(), samplesPerClass);
    }

    /** Returns the number of initial samples per class, limited by the width of the widest tap that the models use. */
    private int initialSamplesPerClass() {
        int widest = taps().stream()
                .filter(List.of(Tap.PENULTIMATE, Tap.PREVIOUS)::contains)
                .mapToInt(network::tapWidth)
                .max()
                .orElseThrow();
        return Math.max(PREVIEW_SAMPLES_PER_CLASS, INITIAL_SAMPLES_BYTES / Float.BYTES / widest / data.classes());
    }

    /**
     * @param samples collect selected samples' features; empty on the test split
     * @param trainSnapshots the snapshots of the training split, whose means {@code nc4_mismatch} of the test split
     *     uses; null for the training split itself
     */
    private List<LayerSnapshot> capture(
            EpochResult result,
            Head head,
            Split split,
            ImageSplit images,
            List<SampleAccumulator> samples,
            List<LayerSnapshot> trainSnapshots,
            List<double[]> oodMeans)
            throws IOException {
        boolean savesFeatures = schedule.savesFeatures(result);
        List<TapAccumulator> accumulators = new ArrayList<>();
        List<LayerSnapshot> layers = new ArrayList<>();
        try {
            for (int i = 0; i < taps().size(); i++) {
                int tap = i;
                String name = taps().get(tap);
                int width = network.tapWidth(name);
                boolean isHeadInput = name.equals(Tap.PENULTIMATE);
                accumulators.add(new TapAccumulator(
                        name,
                        new ClassMoments(data.classes(), width),
                        samples.stream()
                                .map(sample -> sample.features().get(tap))
                                .toList(),
                        isHeadInput ? new HeadEvaluator(head) : null,
                        isHeadInput || savesFeatures
                                ? new FeatureBuffer(width, FEATURE_BUFFER_BYTES / taps().size(), temporaryFolder)
                                : null));
            }
            inference.run(images, taps(), accumulators);
            for (int tap = 0; tap < accumulators.size(); tap++) {
                TapAccumulator accumulator = accumulators.get(tap);
                FeatureStatistics splitStatistics = accumulator.moments().statistics();
                FeatureStatistics trainingStatistics = trainSnapshots == null
                        ? splitStatistics
                        : trainSnapshots.get(tap).statistics();
                boolean isHeadInput = accumulator.headEvaluator() != null;
                layers.add(new LayerSnapshot(
                        accumulator.tap(),
                        split,
                        splitStatistics,
                        accumulator.headEvaluator(),
                        isHeadInput
                                ? SampleMetrics.of(
                                        accumulator.buffer(),
                                        accumulator.headEvaluator(),
                                        trainingStatistics,
                                        splitStatistics)
                                : SampleMetrics.allNaN(),
                        oodMeans.get(tap)));
                if (savesFeatures) {
                    files.writeFeatures(
                            new CaptureKey(result.epoch(), accumulator.tap(), split),
                            result.inTerminalPhase(),
                            accumulator.buffer(),
                            isHeadInput ? head : null,
                            experiment.objective().weightDecay().head());
                }
            }
        } finally {
            accumulators.forEach(TapAccumulator::close);
        }
        return layers;
    }

    /** Returns the mean feature of the out-of-distribution images at each tap; nulls if there are no such images. */
    private List<double[]> oodMeans() {
        if (oodImages.isEmpty()) {
            return Collections.nCopies(taps().size(), null);
        }
        List<ClassMoments> moments = taps().stream()
                .map(tap -> new ClassMoments(data.classes(), network.tapWidth(tap)))
                .toList();
        try {
            inference.run(oodImages.get(), taps(), moments);
            return moments.stream()
                    .map(classMoments -> classMoments.statistics().means())
                    .map(means -> Arrays.copyOf(means.getData(), means.numCols))
                    .toList();
        } finally {
            moments.forEach(ClassMoments::close);
        }
    }

    private List<String> taps() {
        return experiment.capture().taps();
    }
}
