package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ObjectiveSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.SavedEpochs;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.TinyExperiments;
import org.ncollapse.training.TrainingData;

/** A small network and a probe, for the tests of snapshots and of files. */
abstract class FeatureProbeFixture {

    static final int CLASSES = TinyExperiments.CLASSES;
    static final List<String> TAPS = List.of("penultimate", "previous", "hidden1");
    /** Several batches, of which the last is smaller; more than the buffer keeps on the heap. */
    static final ImageSplit TRAIN = TinyExperiments.images(1100, 1);

    static final ImageSplit TEST = TinyExperiments.images(50, 2);
    static final ImageSplit OTHER = TinyExperiments.images(40, 3);
    static final Standardizer STANDARDIZER = Standardizer.of(TRAIN);

    @TempDir
    Path folder;

    Network network;
    Experiment experiment;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    @BeforeEach
    void network() {
        experiment = TinyExperiments.of(
                TinyNetworks.mlp(false, true, 7, 6, 4),
                new ObjectiveSpec(Loss.MSE, new WeightDecay(0.0, 0.0, 0.0, 0.25), null),
                null,
                new TrainingSpec(9, 5, null),
                new CaptureSpec(TAPS, new CaptureSpec.EpochSchedule(0, 0), SavedEpochs.of(List.of("0")), null, false));
        network = TinyExperiments.network(experiment);
        TinyNetworks.randomizeParameters(network, 3);
    }

    EpochSnapshot initial(ImageSplit oodImages) {
        List<EpochSnapshot> snapshots = new ArrayList<>();
        probe(oodImages, snapshots).trainingStarted(result(0));
        assertThat(snapshots).hasSize(1);
        return snapshots.get(0);
    }

    FeatureProbe probe(ImageSplit oodImages, List<EpochSnapshot> snapshots) {
        return new FeatureProbe(
                experiment,
                network,
                data(oodImages),
                new FeatureFileWriter(folder),
                folder,
                snapshots::add,
                new StopSignal());
    }

    /** @param oodImages null for none */
    static TrainingData data(ImageSplit oodImages) {
        Dataset dataset = new Dataset("tiny", TRAIN.shape(), List.of("a", "b", "c"), TRAIN, TEST, List.of());
        return new TrainingData(dataset, STANDARDIZER, Optional.ofNullable(oodImages));
    }

    static EpochResult result(int epoch) {
        return new EpochResult(epoch, 1, 0.5, 0.1, 1, OptionalInt.empty(), epoch == 9);
    }

    Path features(String file) {
        return folder.resolve("features").resolve(file);
    }

    /** The network's features of a whole split, in one batch. */
    float[] features(String tap, ImageSplit split) {
        int size = split.shape().size();
        float[] images = new float[split.size() * size];
        for (int i = 0; i < split.size(); i++) {
            STANDARDIZER.standardize(split, i, images, i * size);
        }
        return network.features(List.of(tap), images, split.size()).get(0);
    }

    static float[] floats(Path file, String array) throws IOException {
        try (NpzReader npz = NpzReader.open(file);
                NpyReader reader = npz.openArray(array)) {
            double[] values = reader.readDoubles();
            float[] floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }
    }
}
