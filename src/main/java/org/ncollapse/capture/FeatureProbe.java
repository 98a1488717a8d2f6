package org.ncollapse.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
import org.ncollapse.training.TrainingHook;

/**
 * Measures the network at the end of the chosen epochs: one inference pass over each split streams the features of every tap
 * through class moments, and features, errors, losses and logits all come from that pass.
 * What needs the final means reads the head's features again from a spool, never from the network.
 */
public final class FeatureProbe implements TrainingHook {

    /** The tap that the head reads. */
    public static final String PENULTIMATE = "penultimate";

    /** Spooled features above this many bytes go to a file. */
    private static final long SPOOL_BUDGET = 1L << 30;

    private final Experiment experiment;
    private final Network network;
    private final Dataset dataset;
    private final ImageSplit outOfDistribution;
    private final InferencePass inference;
    private final SampleSet samples;
    private final FeatureFiles files;
    private final Path scratch;
    private final CaptureSchedule schedule;
    private final Consumer<Snapshot> consumer;

    /**
     * @param outOfDistribution images for {@code nc5_ood}, of the data set's shape; null for none
     * @param files             where features and samples are written
     * @param scratch           a folder for features too large for memory
     * @param consumer          takes each snapshot, on the training thread
     */
    public FeatureProbe(Experiment experiment, Network network, Dataset dataset, Standardizer standardizer, ImageSplit outOfDistribution,
            FeatureFiles files, Path scratch, Consumer<Snapshot> consumer) {
        this.experiment = experiment;
        this.network = network;
        this.dataset = dataset;
        this.outOfDistribution = outOfDistribution;
        this.files = files;
        this.scratch = scratch;
        this.consumer = consumer;
        inference = new InferencePass(network, standardizer);
        samples = SampleSet.of(dataset.train(), dataset.classes().size(), experiment.seed());
        schedule = new CaptureSchedule(experiment.capture(), experiment.training().epochs());
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
        List<double[]> oodMeans = outOfDistribution == null ? null : oodMeans();
        List<LayerSnapshot> layers = new ArrayList<>();
        List<FeatureStatistics> training = new ArrayList<>();
        capture(outcome, head, "train", dataset.train(), training, oodMeans, layers);
        capture(outcome, head, "test", dataset.test(), training, oodMeans, layers);
        files.writeSamples(outcome.epoch(), samples, taps(), sampleFeatures(), head, network.lastHiddenWeights());
        return new Snapshot(outcome, head, layers);
    }

    /** @param training the training split's statistics by tap: filled by the pass over it, read by the one over the test split */
    private void capture(EpochOutcome outcome, Head head, String split, ImageSplit images, List<FeatureStatistics> training,
            List<double[]> oodMeans, List<LayerSnapshot> layers) throws IOException {
        List<ClassMoments> moments = new ArrayList<>();
        List<FeatureSpool> spools = new ArrayList<>();
        List<List<FeatureBlock>> receivers = new ArrayList<>();
        HeadScores scores = new HeadScores(head);
        try {
            for (String tap : taps()) {
                boolean readByHead = tap.equals(PENULTIMATE);
                ClassMoments streamed = new ClassMoments(dataset.classes().size(), network.width(tap));
                FeatureSpool spool = readByHead || schedule.keeps(outcome) ? new FeatureSpool(network.width(tap), SPOOL_BUDGET, scratch) : null;
                moments.add(streamed);
                spools.add(spool);
                List<FeatureBlock> blocks = new ArrayList<>(List.of(streamed));
                if (readByHead) {
                    blocks.add(scores);
                }
                if (spool != null) {
                    blocks.add(spool);
                }
                receivers.add(blocks);
            }
            inference.run(images, taps(), receivers);
            for (int tap = 0; tap < taps().size(); tap++) {
                String name = taps().get(tap);
                boolean readByHead = name.equals(PENULTIMATE);
                FeatureStatistics own = moments.get(tap).snapshot();
                if (split.equals("train")) {
                    training.add(own);
                }
                SampleScores each = readByHead ? SampleScores.of(spools.get(tap), head, training.get(tap), own) : SampleScores.absent();
                layers.add(new LayerSnapshot(name, split, own, readByHead ? scores : null, each, oodMeans == null ? null : oodMeans.get(tap)));
                if (schedule.keeps(outcome)) {
                    files.writeFeatures(outcome.epoch(), name, split, spools.get(tap), readByHead ? head : null,
                            experiment.objective().weightDecay().head());
                }
            }
        } finally {
            for (FeatureSpool spool : spools) {
                if (spool != null) {
                    spool.close();
                }
            }
        }
    }

    private List<double[]> oodMeans() {
        List<ClassMoments> moments = new ArrayList<>();
        List<List<FeatureBlock>> receivers = new ArrayList<>();
        for (String tap : taps()) {
            // One class holds them all: its mean is the plain mean.
            ClassMoments streamed = new ClassMoments(1, network.width(tap));
            moments.add(streamed);
            receivers.add(List.of((features, labels, rows) -> streamed.accept(features, new int[rows], rows)));
        }
        inference.run(outOfDistribution, taps(), receivers);
        return moments.stream().map(streamed -> streamed.snapshot().means().getData()).toList();
    }

    private List<SampleFeatures> sampleFeatures() {
        List<SampleFeatures> gathered = new ArrayList<>();
        List<List<FeatureBlock>> receivers = new ArrayList<>();
        for (String tap : taps()) {
            SampleFeatures features = new SampleFeatures(samples.images().size(), network.width(tap));
            gathered.add(features);
            receivers.add(List.of(features));
        }
        inference.run(samples.images(), taps(), receivers);
        return gathered;
    }

    private List<String> taps() {
        return experiment.capture().taps();
    }
}
