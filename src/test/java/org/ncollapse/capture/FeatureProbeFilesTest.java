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
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.StopSignal;

/** The files that a probe writes for a small network: samples, features and the head, bit for bit. */
class FeatureProbeFilesTest extends FeatureProbeFixture {

    @Test
    void savedFeaturesAndHeadEqualTheNetworks() throws IOException {
        initial(null);

        // The test split is one batch here and in the probe. The training split is several batches there.
        for (String tap : TAPS) {
            assertThat(floats(features("epoch-0000-" + tap + "-test.npz"), "features"))
                    .isEqualTo(features(tap, TEST));
            float[] whole = features(tap, TRAIN);
            float[] saved = floats(features("epoch-0000-" + tap + "-train.npz"), "features");
            assertThat(saved).containsExactly(whole, within(1e-5f));
        }
        try (NpzReader npz = NpzReader.open(features("epoch-0000-penultimate-train.npz"))) {
            assertThat(npz.names())
                    .containsExactlyInAnyOrder(
                            "features", "labels", "terminal_phase", "weights", "bias", "weight_decay");
            assertThat(npz.openArray("features").header().type()).isEqualTo(NpyType.FLOAT32);
            assertThat(npz.openArray("features").header().shape()).containsExactly(1100L, 4L);
            assertThat(npz.openArray("labels").readInts()).isEqualTo(TRAIN.labels());
            assertThat(npz.openArray("weights").header().shape()).containsExactly(3L, 4L);
            assertThat(npz.openArray("weights").readDoubles())
                    .isEqualTo(network.head().weights().getData());
            assertThat(npz.openArray("bias").readDoubles())
                    .isEqualTo(network.head().bias());
            assertThat(npz.openArray("weight_decay").readDoubles()).containsExactly(0.25);
        }
        try (NpzReader npz = NpzReader.open(features("epoch-0000-previous-train.npz"))) {
            assertThat(npz.names()).containsExactlyInAnyOrder("features", "labels", "terminal_phase");
        }
    }

    @Test
    void zeroErrorEpochHasInitialSamplesOfModel() throws IOException {
        FeatureProbe probe = probe(null, new ArrayList<>());
        probe.epochEnded(result(3));
        Path start = folder.resolve("samples/zero-error.npz");
        assertThat(start).doesNotExist();

        TinyNetworks.randomizeParameters(network, 4);
        probe.epochEnded(new EpochResult(4, 1, 0, 0.1, 1, OptionalInt.of(4), false));
        TinyNetworks.randomizeParameters(network, 5);
        probe.epochEnded(new EpochResult(9, 1, 0, 0.1, 1, OptionalInt.of(4), true));

        TinyNetworks.randomizeParameters(network, 4);
        try (NpzReader npz = NpzReader.open(start)) {
            // All 1,100 samples fit in the budget.
            assertThat(npz.openArray("labels").readInts()).isEqualTo(TRAIN.labels());
            for (String tap : TAPS) {
                float[] features = features(tap, TRAIN);
                int width = network.tapWidth(tap);
                double[] means = new double[CLASSES * width];
                int[] counts = new int[CLASSES];
                for (int label : TRAIN.labels()) {
                    counts[label]++;
                }
                for (int i = 0; i < features.length; i++) {
                    int label = TRAIN.labels()[i / width];
                    means[label * width + i % width] += (double) features[i] / counts[label];
                }
                assertThat(npz.openArray(tap + "_means").readDoubles()).containsExactly(means, within(1e-6));
                assertThat(floats(start, tap)).containsExactly(features, within(1e-5f));
            }
            assertThat(npz.openArray("weights").readDoubles())
                    .isEqualTo(network.head().weights().getData());
        }
    }

    @Test
    void sameSamplesAreSavedAtEveryCapture() throws IOException {
        FeatureProbe probe = probe(null, new ArrayList<>());
        probe.trainingStarted(result(0));
        TinyNetworks.randomizeParameters(network, 4);
        probe.epochEnded(result(1));
        probe.epochEnded(result(9));

        assertThat(folder.resolve("samples/epoch-0001.npz")).doesNotExist();
        SampleSubset samples = SampleSubset.of(TRAIN.labels(), CLASSES, experiment.seed(), 10);
        for (String file : List.of("epoch-0000.npz", "epoch-0009.npz")) {
            try (NpzReader npz = NpzReader.open(folder.resolve("samples").resolve(file))) {
                assertThat(npz.openArray("indices").readInts())
                        .isEqualTo(samples.indices())
                        .hasSize(30);
                assertThat(npz.openArray("labels").readInts()).isEqualTo(samples.labels());
            }
        }
        Path last = folder.resolve("samples/epoch-0009.npz");
        for (String tap : TAPS) {
            // Equal to the features of a pass over the whole split in batches of 128.
            assertThat(floats(last, tap)).isEqualTo(rows(tap, samples.indices()));
        }
        try (NpzReader npz = NpzReader.open(last)) {
            assertThat(npz.openArray("weights").readDoubles())
                    .isEqualTo(network.head().weights().getData());
            assertThat(npz.openArray("bias").readDoubles())
                    .isEqualTo(network.head().bias());
            assertThat(npz.openArray("hidden_weights").header().shape()).containsExactly(4L, 6L);
        }
        float[] hidden = floats(last, "hidden_weights");
        for (int i = 0; i < hidden.length; i++) {
            assertThat(hidden[i])
                    .isEqualTo(network.lastHiddenLayer().orElseThrow().weights()[i / 6][i % 6]);
        }
        assertThat(floats(last, "hidden_bias"))
                .isEqualTo(network.lastHiddenLayer().orElseThrow().bias());
        assertThat(folder.resolve("features/epoch-0009-penultimate-train.npz")).doesNotExist();
    }

    /**
     * With a GPU, statistics are computed during the next batch. The experiment says GPU here, although the network is
     * on the CPU.
     */
    @Test
    void asynchronousCaptureHasSameBytes() throws IOException {
        EpochSnapshot synchronous = initial(OTHER);
        Path other = Files.createDirectory(folder.resolve("gpu"));
        List<EpochSnapshot> snapshots = new ArrayList<>();
        Experiment gpu = new Experiment(
                experiment.name(),
                experiment.notes(),
                experiment.seed(),
                experiment.dataset(),
                experiment.network(),
                experiment.objective(),
                experiment.optimizer(),
                experiment.training(),
                experiment.checkpoint(),
                new ComputeSpec(new Device(0), 1, null),
                experiment.capture(),
                experiment.ufm());
        new FeatureProbe(
                        gpu,
                        network,
                        data(OTHER),
                        new FeatureFileWriter(other),
                        other,
                        snapshots::add,
                        new StopSignal())
                .trainingStarted(result(0));

        for (int i = 0; i < synchronous.layers().size(); i++) {
            LayerSnapshot one = synchronous.layers().get(i);
            LayerSnapshot two = snapshots.get(0).layers().get(i);
            assertThat(two.statistics().means().getData())
                    .isEqualTo(one.statistics().means().getData());
            assertThat(two.statistics().withinCovariance().getData())
                    .isEqualTo(one.statistics().withinCovariance().getData());
            assertThat(two.oodMean()).isEqualTo(one.oodMean());
            if (one.isHeadInput()) {
                assertThat(two.headEvaluator().mseLoss())
                        .isEqualTo(one.headEvaluator().mseLoss());
                assertThat(two.sampleMetrics()).isEqualTo(one.sampleMetrics());
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
    void memoryIsFreedIfWritingFails() throws IOException {
        initial(null);
        Path occupied = Files.createDirectory(folder.resolve("occupied"));
        Files.writeString(occupied.resolve("features"), "a file where the folder should be");
        FeatureProbe probe = new FeatureProbe(
                experiment,
                network,
                data(null),
                new FeatureFileWriter(occupied),
                folder,
                snapshot -> {},
                new StopSignal());
        long before = Pointer.totalBytes();

        assertThatThrownBy(() -> probe.trainingStarted(result(0)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("features");

        // ND4J keeps a few small arrays of its own, which are smaller than one block of 1,024 rows of the narrowest
        // tap.
        assertThat(Pointer.totalBytes() - before).isLessThan(1024 * 4 * Float.BYTES);
    }

    private float[] rows(String tap, int[] samples) {
        int width = network.tapWidth(tap);
        float[] images = new float[128 * TRAIN.shape().size()];
        float[] rows = new float[samples.length * width];
        for (int i = 0; i < samples.length; i++) {
            int first = samples[i] / 128 * 128;
            int count = Math.min(128, TRAIN.size() - first);
            for (int j = 0; j < count; j++) {
                STANDARDIZER.standardize(
                        TRAIN, first + j, images, j * TRAIN.shape().size());
            }
            System.arraycopy(
                    network.features(List.of(tap), images, count).get(0),
                    (samples[i] - first) * width,
                    rows,
                    i * width,
                    width);
        }
        return rows;
    }
}
