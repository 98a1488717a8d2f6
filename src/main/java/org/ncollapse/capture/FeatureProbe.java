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
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBlock;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadScores;
import org.ncollapse.stats.SampleScores;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.InferencePass;
import org.ncollapse.training.Interruption;
import org.ncollapse.training.TrainingHook;

/**
 * Measures the network at the end of the chosen epochs: one inference pass over each split streams the features of
 * every tap through class moments, and features, errors, losses and logits all come from that pass. What needs the
 * final means reads the head's features again from a spool, never from the network.
 */
public final class FeatureProbe implements TrainingHook {

    /** The tap that the head reads. */
    public static final String PENULTIMATE = "penultimate";

    /** The tap before: the input of the last hidden fully connected layer. */
    public static final String PREVIOUS = "previous";

    /** Spooled features above this many bytes go to a file: room for MNIST's, and little beside what training takes. */
    public static final long SPOOL_BUDGET = 1L << 28;

    /** Samples of a class in every captured epoch's file: enough for a picture of the simplex. */
    public static final int FEW = 10;

    /**
     * What the samples that a model starts from may take at one tap, in bytes: some thousands of samples at usual
     * widths.
     */
    public static final int START_BUDGET = 1 << 24;

    private final Experiment experiment;
    private final Network network;
    private final Dataset dataset;
    private final ImageSplit outOfDistribution;
    private final InferencePass inference;
    private final SampleSet few;
    private final FeatureFiles files;
    private final Path scratch;
    private final CaptureSchedule schedule;
    private final Consumer<Snapshot> consumer;

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
            FeatureFiles files,
            Path scratch,
            Consumer<Snapshot> consumer,
            Interruption interruption) {
        this.experiment = experiment;
        this.network = network;
        this.dataset = dataset;
        this.outOfDistribution = outOfDistribution;
        this.files = files;
        this.scratch = scratch;
        this.consumer = consumer;
        inference = new InferencePass(network, standardizer, interruption, experiment.compute());
        few = sampleSet(FEW);
        schedule =
                new CaptureSchedule(experiment.capture(), experiment.training().epochs());
    }

    @Override
    public void started(EpochOutcome initial) {
        epochEnded(initial);
    }

    @Override
    public void epochEnded(EpochOutcome outcome) {
        if (!schedule.captures(outcome)) {
            return;
        }
        try {
            consumer.accept(capture(outcome));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Snapshot capture(EpochOutcome outcome) throws IOException {
        Head head = network.head();
        List<double[]> oodMeans = oodMeans();
        List<SampleCapture> samples = new ArrayList<>(List.of(SampleCapture.of(few, network, taps())));
        if (outcome.terminal() && outcome.epoch() == outcome.zeroEpoch()) {
            samples.add(SampleCapture.of(sampleSet(startPerClass()), network, taps()));
        }
        List<LayerSnapshot> train = capture(outcome, head, "train", dataset.train(), samples, null, oodMeans);
        List<LayerSnapshot> test = capture(outcome, head, "test", dataset.test(), List.of(), train, oodMeans);
        files.writeSamples(
                FeatureFiles.epoch(outcome.epoch()), samples.get(0), taps(), List.of(), head, network.lastHidden());
        if (samples.size() > 1) {
            List<DMatrixRMaj> means =
                    train.stream().map(layer -> layer.statistics().means()).toList();
            files.writeSamples(FeatureFiles.START, samples.get(1), taps(), means, head, network.lastHidden());
        }
        return new Snapshot(
                outcome, head, Stream.concat(train.stream(), test.stream()).toList());
    }

    private SampleSet sampleSet(int perClass) {
        return SampleSet.of(dataset.train(), dataset.classes().size(), experiment.seed(), perClass);
    }

    /** As many as the wider of the taps that models start from has room for. */
    private int startPerClass() {
        int widest = taps().stream()
                .filter(List.of(PENULTIMATE, PREVIOUS)::contains)
                .mapToInt(network::width)
                .max()
                .orElseThrow();
        return Math.max(
                FEW, START_BUDGET / Float.BYTES / widest / dataset.classes().size());
    }

    /**
     * @param samples take some samples' features; none on the test split
     * @param training what was measured on the training split, whose means the test split is held against; null for
     *     that split itself
     */
    private List<LayerSnapshot> capture(
            EpochOutcome outcome,
            Head head,
            String split,
            ImageSplit images,
            List<SampleCapture> samples,
            List<LayerSnapshot> training,
            List<double[]> oodMeans)
            throws IOException {
        boolean keeps = schedule.keeps(outcome);
        List<TapCapture> captures = new ArrayList<>();
        List<LayerSnapshot> layers = new ArrayList<>();
        try {
            for (int i = 0; i < taps().size(); i++) {
                int tap = i;
                String name = taps().get(tap);
                int width = network.width(name);
                boolean readByHead = name.equals(PENULTIMATE);
                captures.add(new TapCapture(
                        name,
                        new ClassMoments(dataset.classes().size(), width),
                        samples.stream()
                                .map(sample -> sample.features().get(tap))
                                .toList(),
                        readByHead ? new HeadScores(head) : null,
                        readByHead || keeps ? new FeatureSpool(width, SPOOL_BUDGET / taps().size(), scratch) : null));
            }
            inference.run(images, taps(), captures);
            for (int tap = 0; tap < captures.size(); tap++) {
                TapCapture captured = captures.get(tap);
                FeatureStatistics own = captured.moments().snapshot();
                FeatureStatistics means =
                        training == null ? own : training.get(tap).statistics();
                boolean readByHead = captured.scores() != null;
                layers.add(new LayerSnapshot(
                        captured.name(),
                        split,
                        own,
                        captured.scores(),
                        readByHead
                                ? SampleScores.of(captured.spool(), captured.scores(), means, own)
                                : SampleScores.absent(),
                        oodMeans.get(tap)));
                if (keeps) {
                    files.writeFeatures(
                            new CaptureKey(outcome.epoch(), captured.name(), split),
                            outcome.terminal(),
                            captured.spool(),
                            readByHead ? head : null,
                            experiment.objective().weightDecay().head());
                }
            }
        } finally {
            captures.forEach(TapCapture::close);
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
                .map(tap -> new ClassMoments(1, network.width(tap)))
                .toList();
        try {
            inference.run(
                    outOfDistribution,
                    taps(),
                    moments.stream()
                            .<FeatureBlock>map(streamed ->
                                    (features, labels, rows) -> streamed.accept(features, new int[rows], rows))
                            .toList());
            return moments.stream()
                    .map(streamed -> streamed.snapshot().means().getData())
                    .toList();
        } finally {
            moments.forEach(ClassMoments::close);
        }
    }

    private List<String> taps() {
        return experiment.capture().taps();
    }
}
