package org.ncollapse.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InferencePass;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.TrainingHook;

/**
 * Measures the network at the end of the chosen epochs: one inference pass over each split streams the features of
 * every tap through class moments, and features, errors, losses and logits all come from that pass. What needs the
 * final means reads the head's features again from a spool, never from the network.
 */
public final class FeatureProbe implements TrainingHook {

    /** Spooled features above this many bytes go to a file: room for MNIST's, and little beside what training takes. */
    public static final long SPOOL_MEMORY_BYTES = 1L << 28;

    /** Samples of a class in every captured epoch's file: enough for a picture of the simplex. */
    public static final int PREVIEW_SAMPLES_PER_CLASS = 10;

    /**
     * What the samples that a model starts from may take at one tap, in bytes: some thousands of samples at usual
     * widths.
     */
    public static final int START_SAMPLES_BYTES = 1 << 24;

    private final Experiment experiment;
    private final Network network;
    private final Dataset dataset;
    private final ImageSplit outOfDistribution;
    private final InferencePass inference;
    private final SampleSubset few;
    private final FeatureFileWriter files;
    private final Path scratch;
    private final CaptureSchedule schedule;
    private final Consumer<EpochSnapshot> consumer;

    /**
     * @param outOfDistribution images for {@code nc5_ood}, of the data set's shape; null for none
     * @param files where features and samples are written
     * @param scratch a folder for features too large for memory
     * @param consumer takes each snapshot, on the training thread
     * @param interruption ends a capture between two batches
     */
    public FeatureProbe(
            Experiment experiment,
            Network network,
            Dataset dataset,
            Standardizer standardizer,
            ImageSplit outOfDistribution,
            FeatureFileWriter files,
            Path scratch,
            Consumer<EpochSnapshot> consumer,
            StopSignal interruption) {
        this.experiment = experiment;
        this.network = network;
        this.dataset = dataset;
        this.outOfDistribution = outOfDistribution;
        this.files = files;
        this.scratch = scratch;
        this.consumer = consumer;
        inference = new InferencePass(network, standardizer, interruption, experiment.compute());
        few = sampleSet(PREVIEW_SAMPLES_PER_CLASS);
        schedule =
                new CaptureSchedule(experiment.capture(), experiment.training().epochs());
    }

    @Override
    public void trainingStarted(EpochResult initial) {
        epochEnded(initial);
    }

    @Override
    public void epochEnded(EpochResult outcome) {
        if (!schedule.captures(outcome)) {
            return;
        }
        try {
            consumer.accept(capture(outcome));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EpochSnapshot capture(EpochResult outcome) throws IOException {
        Head head = network.head();
        List<double[]> oodMeans = oodMeans();
        List<SampleAccumulator> samples = new ArrayList<>(List.of(SampleAccumulator.of(few, network, taps())));
        if (outcome.isZeroErrorEpoch()) {
            samples.add(SampleAccumulator.of(sampleSet(startPerClass()), network, taps()));
        }
        List<LayerSnapshot> train = capture(outcome, head, Split.TRAIN, dataset.train(), samples, null, oodMeans);
        List<LayerSnapshot> test = capture(outcome, head, Split.TEST, dataset.test(), List.of(), train, oodMeans);
        files.writeSamples(
                FeatureFileWriter.epochFileName(outcome.epoch()),
                samples.get(0),
                taps(),
                List.of(),
                head,
                network.lastHiddenLayer());
        if (samples.size() > 1) {
            List<DMatrixRMaj> means =
                    train.stream().map(layer -> layer.statistics().means()).toList();
            files.writeSamples(
                    FeatureFileWriter.UFM_START, samples.get(1), taps(), means, head, network.lastHiddenLayer());
        }
        return new EpochSnapshot(
                outcome, head, Stream.concat(train.stream(), test.stream()).toList());
    }

    private SampleSubset sampleSet(int samplesPerClass) {
        return SampleSubset.of(dataset.train(), dataset.classes().size(), experiment.seed(), samplesPerClass);
    }

    /** As many as the wider of the taps that models start from has room for. */
    private int startPerClass() {
        int widest = taps().stream()
                .filter(List.of(Tap.PENULTIMATE, Tap.PREVIOUS)::contains)
                .mapToInt(network::tapWidth)
                .max()
                .orElseThrow();
        return Math.max(
                PREVIEW_SAMPLES_PER_CLASS,
                START_SAMPLES_BYTES / Float.BYTES / widest / dataset.classes().size());
    }

    /**
     * @param samples take some samples' features; none on the test split
     * @param training what was measured on the training split, whose means the test split is held against; null for
     *     that split itself
     */
    private List<LayerSnapshot> capture(
            EpochResult outcome,
            Head head,
            Split split,
            ImageSplit images,
            List<SampleAccumulator> samples,
            List<LayerSnapshot> training,
            List<double[]> oodMeans)
            throws IOException {
        boolean keeps = schedule.savesFeatures(outcome);
        List<TapAccumulator> captures = new ArrayList<>();
        List<LayerSnapshot> layers = new ArrayList<>();
        try {
            for (int i = 0; i < taps().size(); i++) {
                int tap = i;
                String name = taps().get(tap);
                int width = network.tapWidth(name);
                boolean readByHead = name.equals(Tap.PENULTIMATE);
                captures.add(new TapAccumulator(
                        name,
                        new ClassMoments(dataset.classes().size(), width),
                        samples.stream()
                                .map(sample -> sample.features().get(tap))
                                .toList(),
                        readByHead ? new HeadEvaluator(head) : null,
                        readByHead || keeps
                                ? new FeatureSpool(width, SPOOL_MEMORY_BYTES / taps().size(), scratch)
                                : null));
            }
            inference.run(images, taps(), captures);
            for (int tap = 0; tap < captures.size(); tap++) {
                TapAccumulator captured = captures.get(tap);
                FeatureStatistics own = captured.moments().statistics();
                FeatureStatistics means =
                        training == null ? own : training.get(tap).statistics();
                boolean readByHead = captured.headEvaluator() != null;
                layers.add(new LayerSnapshot(
                        captured.tap(),
                        split,
                        own,
                        captured.headEvaluator(),
                        readByHead
                                ? SampleMetrics.of(captured.spool(), captured.headEvaluator(), means, own)
                                : SampleMetrics.allNaN(),
                        oodMeans.get(tap)));
                if (keeps) {
                    files.writeFeatures(
                            new CaptureKey(outcome.epoch(), captured.tap(), split),
                            outcome.inTerminalPhase(),
                            captured.spool(),
                            readByHead ? head : null,
                            experiment.objective().weightDecay().head());
                }
            }
        } finally {
            captures.forEach(TapAccumulator::close);
        }
        return layers;
    }

    /** The mean feature of the out-of-distribution images at each tap; nulls without such images. */
    private List<double[]> oodMeans() {
        if (outOfDistribution == null) {
            return Collections.nCopies(taps().size(), null);
        }
        // One class holds them all: its mean is the plain mean.
        List<ClassMoments> moments = taps().stream()
                .map(tap -> new ClassMoments(1, network.tapWidth(tap)))
                .toList();
        try {
            inference.run(
                    outOfDistribution,
                    taps(),
                    moments.stream()
                            .<FeatureConsumer>map(streamed ->
                                    (features, labels, rows) -> streamed.accept(features, new int[rows], rows))
                            .toList());
            return moments.stream()
                    .map(streamed -> streamed.statistics().means().getData())
                    .toList();
        } finally {
            moments.forEach(ClassMoments::close);
        }
    }

    private List<String> taps() {
        return experiment.capture().taps();
    }
}
