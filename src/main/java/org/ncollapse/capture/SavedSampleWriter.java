package org.ncollapse.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.ClassMoments;

/**
 * Writes the head and a few samples of saved features into {@code samples/}, as a run does for its own: for the figure
 * of the simplex and for a fit. It reads the files again.
 */
public final class SavedSampleWriter {
    /** Any number will do: the samples are the same in all files with the same labels. */
    private static final long SEED = 1;

    private final MeasurementInput input;
    private final FeatureFileWriter files;

    /** @param run the folder of the results */
    public SavedSampleWriter(MeasurementInput input, Path run) {
        this.input = input;
        files = new FeatureFileWriter(run);
    }

    /**
     * Returns whether samples are written: for the head's input on the training split, if the file has features and the
     * head exactly one row for each class.
     */
    public boolean writes(SavedSplit split) {
        return split.key().isTrain()
                && split.key().tap().equals(Tap.PENULTIMATE)
                && split.samples() instanceof SavedFeatures
                && split.head() != null
                && !split.head().bySign()
                && split.head().classes() == input.classes();
    }

    /**
     * Writes the samples of an epoch.
     *
     * @param split the head's input
     * @param isZeroErrorEpoch whether the samples are written from which the models' trajectories start; this needs the
     *     learning rates
     */
    public void write(SavedSplit split, boolean isZeroErrorEpoch) throws IOException {
        int epoch = split.key().epoch();
        SavedHiddenLayer hidden = split.training().hidden();
        int preview = Math.min(
                FeatureProbe.PREVIEW_SAMPLES_PER_CLASS,
                samplesPerClass(split.features().width()));
        write(FeatureFileWriter.epochFileName(epoch), split, select(List.of(split), preview, false));
        if (isZeroErrorEpoch && !Double.isNaN(split.training().time())) {
            List<SavedSplit> layers = new ArrayList<>(List.of(split));
            Optional<SavedSplit> previous = input.training(epoch, Tap.PREVIOUS);
            if (hidden != null) {
                previous.filter(layer -> layer.samples() instanceof SavedFeatures)
                        .ifPresent(layers::add);
            }
            int widest = layers.stream()
                    .mapToInt(layer -> layer.features().width())
                    .max()
                    .orElseThrow();
            int perClass = Math.max(FeatureProbe.PREVIEW_SAMPLES_PER_CLASS, samplesPerClass(widest));
            write(FeatureFileWriter.INITIAL_SAMPLES_FILE, split, select(layers, perClass, true));
        }
    }

    /** Returns how many samples of each class fit into the memory for samples of a run, at least one. */
    private int samplesPerClass(int width) {
        return Math.max(1, FeatureProbe.INITIAL_SAMPLES_BYTES / Float.BYTES / width / input.classes());
    }

    private void write(String file, SavedSplit split, LayerSamples samples) throws IOException {
        SavedHiddenLayer hidden = split.training().hidden();
        files.writeSamples(
                file,
                samples,
                split.head().toHead(),
                hidden == null ? null : hidden.weights(),
                hidden == null ? null : hidden.bias());
    }

    /** @param layers of the same samples */
    private LayerSamples select(List<SavedSplit> layers, int samplesPerClass, boolean withMeans) {
        SampleSubset subset =
                SampleSubset.of(layers.get(0).features().classesOfSamples(), input.classes(), SEED, samplesPerClass);
        List<DMatrixRMaj> features = new ArrayList<>();
        List<DMatrixRMaj> means = new ArrayList<>();
        for (SavedSplit layer : layers) {
            features.add(select(layer.features(), subset.indices()));
            if (withMeans) {
                means.add(means(layer.features()));
            }
        }
        return new LayerSamples(
                subset.indices(),
                subset.labels(),
                layers.stream().map(layer -> layer.key().tap()).toList(),
                features,
                means);
    }

    private static DMatrixRMaj select(SavedFeatures source, int[] indices) {
        int width = source.width();
        DMatrixRMaj selected = new DMatrixRMaj(indices.length, width);
        int[] passed = {0};
        source.forEachBatch((values, labels, rows) -> {
            int from = firstAtLeast(indices, passed[0]);
            int to = firstAtLeast(indices, passed[0] + rows);
            for (int i = from; i < to; i++) {
                System.arraycopy(values, (indices[i] - passed[0]) * width, selected.data, i * width, width);
            }
            passed[0] += rows;
        });
        return selected;
    }

    private static int firstAtLeast(int[] ascending, int value) {
        int found = Arrays.binarySearch(ascending, value);
        return found >= 0 ? found : -found - 1;
    }

    private DMatrixRMaj means(SavedFeatures source) {
        try (ClassMoments moments = new ClassMoments(input.classes(), source.width())) {
            source.forEachBatch(moments);
            return moments.statistics().means();
        }
    }
}
