package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.data.npy.NpyReader;
import org.ncollapse.data.npy.NpyType;
import org.ncollapse.data.npy.NpzFile;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ObjectiveSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.Interruption;
import org.ncollapse.training.TinyExperiments;

/** Snapshots of a small network, held against plain loops over its features. */
class FeatureProbeTest {

    private static final int CLASSES = TinyExperiments.CLASSES;
    private static final List<String> TAPS = List.of("penultimate", "previous", "hidden1");
    /** Several batches, the last one short; enough for the spool to leave the heap. */
    private static final ImageSplit TRAIN = TinyExperiments.images(1100, 1);
    private static final ImageSplit TEST = TinyExperiments.images(50, 2);
    private static final ImageSplit OTHER = TinyExperiments.images(40, 3);
    private static final Standardizer STANDARDIZER = Standardizer.of(TRAIN);

    @TempDir
    Path folder;

    private Network network;
    private Experiment experiment;

    @BeforeAll
    static void backend() {
        Backend.use(Device.CPU, 1);
    }

    @BeforeEach
    void network() {
        experiment = TinyExperiments.of(TinyNetworks.mlp(false, true, 7, 6, 4), new ObjectiveSpec(Loss.MSE, new WeightDecay(0.0, 0.0, 0.0, 0.25)),
                null, new TrainingSpec(9, 5, null), new CaptureSpec(TAPS, new CaptureSpec.Epochs(0, 0), List.of("0"), null, false));
        network = TinyExperiments.network(experiment);
        TinyNetworks.scramble(network, 3);
    }

    @Test
    void momentsAreThoseOfTheNetworksFeatures() throws IOException {
        Snapshot snapshot = initial(null);

        assertThat(snapshot.layers()).extracting(LayerSnapshot::tap)
                .containsExactly("penultimate", "previous", "hidden1", "penultimate", "previous", "hidden1");
        assertThat(snapshot.layers()).extracting(LayerSnapshot::split).containsExactly("train", "train", "train", "test", "test", "test");
        for (LayerSnapshot layer : snapshot.layers()) {
            ImageSplit images = layer.split().equals("train") ? TRAIN : TEST;
            double[][] features = kept(layer.tap(), layer.split());
            double[][] means = PlainMoments.means(features, images.labels());
            double[][] scatter = PlainMoments.withinClass(features, images.labels(), means);
            int width = features[0].length;
            assertThat(layer.statistics().samples()).isEqualTo(images.size());
            assertThat(layer.oodMean()).isNull();
            for (int k = 0; k < CLASSES; k++) {
                assertThat(layer.statistics().count(k)).isEqualTo(images.countPerClass(CLASSES)[k]);
                for (int j = 0; j < width; j++) {
                    assertThat(layer.statistics().means().get(k, j)).isCloseTo(means[k][j], within(1e-12));
                }
            }
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    assertThat(layer.statistics().within().get(i, j)).isCloseTo(scatter[i][j], within(1e-12 * (1 + Math.abs(scatter[i][j]))));
                }
            }
        }
    }

    @Test
    void lossesAndErrorAreThoseOfTheHeadOnTheseFeatures() throws IOException {
        Snapshot snapshot = initial(null);

        for (LayerSnapshot layer : snapshot.layers()) {
            assertThat(layer.readByHead()).isEqualTo(layer.tap().equals("penultimate"));
            if (layer.readByHead()) {
                int[] labels = layer.split().equals("train") ? TRAIN.labels() : TEST.labels();
                double[][] logits = logits(kept("penultimate", layer.split()));
                double squares = 0;
                double entropy = 0;
                double errors = 0;
                for (int i = 0; i < logits.length; i++) {
                    double sum = 0;
                    for (int k = 0; k < CLASSES; k++) {
                        squares += Math.pow(logits[i][k] - (k == labels[i] ? 1 : 0), 2) / 2;
                        sum += Math.exp(logits[i][k]);
                    }
                    entropy += Math.log(sum) - logits[i][labels[i]];
                    errors += PlainMoments.largest(logits[i]) == labels[i] ? 0 : 1;
                }
                assertThat(layer.headScores().squaredError()).isCloseTo(squares / logits.length, within(1e-12 * squares));
                assertThat(layer.headScores().crossEntropy()).isCloseTo(entropy / logits.length, within(1e-12 * entropy));
                assertThat(layer.headScores().error()).isEqualTo(errors / logits.length).isPositive();
            }
        }
    }

    @Test
    void theNearestClassIsDecidedByTrainingMeansOnBothSplits() throws IOException {
        Snapshot snapshot = initial(null);

        double[][] means = PlainMoments.means(kept("penultimate", "train"), TRAIN.labels());
        assertThat(snapshot.layers().get(0).sampleScores().nc4Mismatch()).isEqualTo(mismatch("train", means)).isPositive();
        double own = mismatch("test", PlainMoments.means(kept("penultimate", "test"), TEST.labels()));
        assertThat(snapshot.layers().get(3).sampleScores().nc4Mismatch()).isEqualTo(mismatch("test", means)).isNotEqualTo(own);
        assertThat(snapshot.layers().get(1).sampleScores().nc4Mismatch()).isNaN();
    }

    @Test
    void imagesOutOfDistributionGiveTheirPlainMean() {
        Snapshot snapshot = initial(OTHER);

        for (LayerSnapshot layer : snapshot.layers()) {
            float[] features = features(layer.tap(), OTHER);
            double[] mean = new double[features.length / OTHER.size()];
            for (int i = 0; i < features.length; i++) {
                mean[i % mean.length] += (double) features[i] / OTHER.size();
            }
            assertThat(layer.oodMean()).containsExactly(mean, within(1e-12));
        }
    }

    @Test
    void keptFeaturesAreTheNetworksToTheBitWithTheHeadBesideThem() throws IOException {
        initial(null);

        // The test split is one batch, here and in the probe; the training split is several there.
        for (String tap : TAPS) {
            assertThat(floats(features("epoch-0000-" + tap + "-test.npz"), "features")).isEqualTo(features(tap, TEST));
            float[] whole = features(tap, TRAIN);
            float[] kept = floats(features("epoch-0000-" + tap + "-train.npz"), "features");
            assertThat(kept).containsExactly(whole, within(1e-5f));
        }
        try (NpzFile npz = NpzFile.open(features("epoch-0000-penultimate-train.npz"))) {
            assertThat(npz.names()).containsExactlyInAnyOrder("features", "labels", "terminal", "weights", "bias", "decay");
            assertThat(npz.array("features").header().type()).isEqualTo(NpyType.FLOAT32);
            assertThat(npz.array("features").header().shape()).containsExactly(1100L, 4L);
            assertThat(npz.array("labels").readInts()).isEqualTo(TRAIN.labels());
            assertThat(npz.array("weights").header().shape()).containsExactly(3L, 4L);
            assertThat(npz.array("weights").readDoubles()).isEqualTo(network.head().weights().getData());
            assertThat(npz.array("bias").readDoubles()).isEqualTo(network.head().bias());
            assertThat(npz.array("decay").readDoubles()).containsExactly(0.25);
        }
        try (NpzFile npz = NpzFile.open(features("epoch-0000-previous-train.npz"))) {
            assertThat(npz.names()).containsExactlyInAnyOrder("features", "labels", "terminal");
        }
    }

    @Test
    void atTheFirstEpochWithoutErrorAsManyAreWrittenAsAModelMayStartFrom() throws IOException {
        FeatureProbe probe = probe(null, new ArrayList<>());
        probe.epochEnded(outcome(3));
        Path start = folder.resolve("samples/start.npz");
        assertThat(start).doesNotExist();

        TinyNetworks.scramble(network, 4);
        probe.epochEnded(new EpochOutcome(4, 1, 0, 0.1, 1, 4, false));
        TinyNetworks.scramble(network, 5);
        probe.epochEnded(new EpochOutcome(9, 1, 0, 0.1, 1, 4, true));

        TinyNetworks.scramble(network, 4);
        try (NpzFile npz = NpzFile.open(start)) {
            // All 1,100 fit into the budget.
            assertThat(npz.array("labels").readInts()).isEqualTo(TRAIN.labels());
            for (String tap : TAPS) {
                float[] features = features(tap, TRAIN);
                int width = network.width(tap);
                double[] means = new double[CLASSES * width];
                int[] counts = new int[CLASSES];
                for (int label : TRAIN.labels()) {
                    counts[label]++;
                }
                for (int i = 0; i < features.length; i++) {
                    int label = TRAIN.labels()[i / width];
                    means[label * width + i % width] += (double) features[i] / counts[label];
                }
                assertThat(npz.array(tap + "_means").readDoubles()).containsExactly(means, within(1e-6));
                assertThat(floats(start, tap)).containsExactly(features, within(1e-5f));
            }
            assertThat(npz.array("weights").readDoubles()).isEqualTo(network.head().weights().getData());
        }
    }

    @Test
    void theSameFewSamplesAreWrittenAtEveryCapture() throws IOException {
        FeatureProbe probe = probe(null, new ArrayList<>());
        probe.started(outcome(0));
        TinyNetworks.scramble(network, 4);
        probe.epochEnded(outcome(1));
        probe.epochEnded(outcome(9));

        assertThat(folder.resolve("samples/epoch-0001.npz")).doesNotExist();
        SampleSet samples = SampleSet.of(TRAIN, CLASSES, experiment.seed(), 10);
        for (String file : List.of("epoch-0000.npz", "epoch-0009.npz")) {
            try (NpzFile npz = NpzFile.open(folder.resolve("samples").resolve(file))) {
                assertThat(npz.array("indices").readInts()).isEqualTo(samples.indices()).hasSize(30);
                assertThat(npz.array("labels").readInts()).isEqualTo(samples.labels());
            }
        }
        Path last = folder.resolve("samples/epoch-0009.npz");
        for (String tap : TAPS) {
            // To the bit the features of the pass over the whole split, which comes in batches of 128.
            assertThat(floats(last, tap)).isEqualTo(rows(tap, samples.indices()));
        }
        try (NpzFile npz = NpzFile.open(last)) {
            assertThat(npz.array("weights").readDoubles()).isEqualTo(network.head().weights().getData());
            assertThat(npz.array("bias").readDoubles()).isEqualTo(network.head().bias());
            assertThat(npz.array("hidden_weights").header().shape()).containsExactly(4L, 6L);
        }
        float[] hidden = floats(last, "hidden_weights");
        for (int i = 0; i < hidden.length; i++) {
            assertThat(hidden[i]).isEqualTo(network.lastHidden().weights()[i / 6][i % 6]);
        }
        assertThat(floats(last, "hidden_bias")).isEqualTo(network.lastHidden().bias());
        assertThat(folder.resolve("features/epoch-0009-penultimate-train.npz")).doesNotExist();
    }

    /** Where a card computes, the sums are made beside the next batch: here the network is on the processor, which the probe cannot tell. */
    @Test
    void whatIsMeasuredBesideTheNextBatchIsTheSameToTheLastByte() throws IOException {
        Snapshot within = initial(OTHER);
        Path other = Files.createDirectory(folder.resolve("card"));
        List<Snapshot> snapshots = new ArrayList<>();
        Experiment card = new Experiment(experiment.name(), experiment.notes(), experiment.seed(), experiment.dataset(), experiment.network(),
                experiment.objective(), experiment.optimizer(), experiment.training(), experiment.checkpoint(), new ComputeSpec(new Device(0), 1, null),
                experiment.capture(), experiment.ufm());
        new FeatureProbe(card, network, dataset(), STANDARDIZER, OTHER, new FeatureFiles(other), other, snapshots::add, new Interruption()).started(outcome(0));

        for (int i = 0; i < within.layers().size(); i++) {
            LayerSnapshot one = within.layers().get(i);
            LayerSnapshot two = snapshots.get(0).layers().get(i);
            assertThat(two.statistics().means().getData()).isEqualTo(one.statistics().means().getData());
            assertThat(two.statistics().within().getData()).isEqualTo(one.statistics().within().getData());
            assertThat(two.oodMean()).isEqualTo(one.oodMean());
            if (one.readByHead()) {
                assertThat(two.headScores().squaredError()).isEqualTo(one.headScores().squaredError());
                assertThat(two.sampleScores()).isEqualTo(one.sampleScores());
            }
        }
        for (String files : List.of("features", "samples")) {
            for (Path file : listed(folder.resolve(files))) {
                assertThat(other.resolve(files).resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
        assertThat(listed(folder.resolve("features"))).hasSize(6);
    }

    private static List<Path> listed(Path files) throws IOException {
        try (Stream<Path> list = Files.list(files)) {
            return list.toList();
        }
    }

    @Test
    void aConsumersFailureGoesThrough() {
        FeatureProbe probe = new FeatureProbe(experiment, network, dataset(), STANDARDIZER, null, new FeatureFiles(folder), folder, snapshot -> {
            throw new IllegalStateException("disk full");
        }, new Interruption());
        assertThatThrownBy(() -> probe.started(outcome(0))).isInstanceOf(IllegalStateException.class).hasMessage("disk full");
    }

    @Test
    void featuresInMemoryAreFreedThoughWritingFails() throws IOException {
        initial(null);
        Path occupied = Files.createDirectory(folder.resolve("occupied"));
        Files.writeString(occupied.resolve("features"), "a file where the folder should be");
        FeatureProbe probe = new FeatureProbe(experiment, network, dataset(), STANDARDIZER, null, new FeatureFiles(occupied), folder,
                snapshot -> { }, new Interruption());
        long before = Pointer.totalBytes();

        assertThatThrownBy(() -> probe.started(outcome(0))).isInstanceOf(UncheckedIOException.class).hasMessageContaining("features");

        // ND4J keeps a few small arrays of its own; the narrowest tap's block of 1,024 rows alone is larger.
        assertThat(Pointer.totalBytes() - before).isLessThan(1024 * 4 * Float.BYTES);
    }

    private Snapshot initial(ImageSplit outOfDistribution) {
        List<Snapshot> snapshots = new ArrayList<>();
        probe(outOfDistribution, snapshots).started(outcome(0));
        assertThat(snapshots).singleElement();
        return snapshots.get(0);
    }

    private FeatureProbe probe(ImageSplit outOfDistribution, List<Snapshot> snapshots) {
        return new FeatureProbe(experiment, network, dataset(), STANDARDIZER, outOfDistribution, new FeatureFiles(folder), folder,
                snapshots::add, new Interruption());
    }

    private static Dataset dataset() {
        return new Dataset("tiny", TRAIN.shape(), List.of("a", "b", "c"), TRAIN, TEST, List.of());
    }

    private static EpochOutcome outcome(int epoch) {
        return new EpochOutcome(epoch, 1, 0.5, 0.1, 1, 0, epoch == 9);
    }

    private Path features(String file) {
        return folder.resolve("features").resolve(file);
    }

    /** The network's features of a whole split, in one batch. */
    private float[] features(String tap, ImageSplit split) {
        int size = split.shape().size();
        float[] images = new float[split.size() * size];
        for (int i = 0; i < split.size(); i++) {
            STANDARDIZER.write(split, i, images, i * size);
        }
        return network.features(List.of(tap), images, split.size()).get(0);
    }

    private float[] rows(String tap, int[] samples) {
        int width = network.width(tap);
        float[] images = new float[128 * TRAIN.shape().size()];
        float[] rows = new float[samples.length * width];
        for (int i = 0; i < samples.length; i++) {
            int first = samples[i] / 128 * 128;
            int count = Math.min(128, TRAIN.size() - first);
            for (int j = 0; j < count; j++) {
                STANDARDIZER.write(TRAIN, first + j, images, j * TRAIN.shape().size());
            }
            System.arraycopy(network.features(List.of(tap), images, count).get(0), (samples[i] - first) * width, rows, i * width, width);
        }
        return rows;
    }

    /** What the probe wrote of a tap, sample by sample: what its statistics must be those of. */
    private double[][] kept(String tap, String split) throws IOException {
        float[] values = floats(features("epoch-0000-" + tap + "-" + split + ".npz"), "features");
        int width = network.width(tap);
        double[][] features = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) {
            features[i / width][i % width] = values[i];
        }
        return features;
    }

    private static float[] floats(Path file, String array) throws IOException {
        try (NpzFile npz = NpzFile.open(file); NpyReader reader = npz.array(array)) {
            double[] values = reader.readDoubles();
            float[] floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }
    }

    private double[][] logits(double[][] features) {
        double[][] logits = new double[features.length][CLASSES];
        for (int i = 0; i < features.length; i++) {
            for (int k = 0; k < CLASSES; k++) {
                logits[i][k] = network.head().bias()[k];
                for (int j = 0; j < features[i].length; j++) {
                    logits[i][k] += network.head().weights().get(k, j) * features[i][j];
                }
            }
        }
        return logits;
    }

    /** Share of a split's samples whose predicted class is not that of the nearest of the means. */
    private double mismatch(String split, double[][] means) throws IOException {
        double[][] features = kept("penultimate", split);
        double[][] logits = logits(features);
        double mismatches = 0;
        for (int i = 0; i < features.length; i++) {
            double[] closeness = new double[CLASSES];
            for (int k = 0; k < CLASSES; k++) {
                for (int j = 0; j < features[i].length; j++) {
                    closeness[k] -= Math.pow(features[i][j] - means[k][j], 2);
                }
            }
            mismatches += PlainMoments.largest(logits[i]) == PlainMoments.largest(closeness) ? 0 : 1;
        }
        return mismatches / features.length;
    }
}
