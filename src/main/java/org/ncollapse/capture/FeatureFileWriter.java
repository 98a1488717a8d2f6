package org.ncollapse.capture;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.npy.NpyWriter;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.network.Network.HiddenLayer;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.Head;

/**
 * Writes features as {@code .npz} files.
 *
 * <p>{@code features/} has the features of whole splits. {@code samples/} has the features of a few fixed samples at
 * every captured epoch. At the zero-error epoch it also has the initial samples, from which a model's gradient flow
 * starts. A network's features are float32, a model's float64; {@code weights} (K×d), {@code bias} (K) and
 * {@code weight_decay} are float64.
 */
public final class FeatureFileWriter {

    /** The file of a model's initial samples, captured at the zero-error epoch. */
    public static final String INITIAL_SAMPLES_FILE = "zero-error.npz";

    private static final String FEATURES = "features";
    private static final String SAMPLES = "samples";

    private final Path run;
    private final Path features;
    private final Path samples;
    private final Map<String, FilePrefix> files;

    /** @param run the folder of the run's results */
    public FeatureFileWriter(Path run) {
        this(run, Map.of());
    }

    /** @param earlier the files that an earlier process wrote, as returned by {@link #files} */
    public FeatureFileWriter(Path run, Map<String, FilePrefix> earlier) {
        this.run = run;
        features = run.resolve(FEATURES);
        samples = run.resolve(SAMPLES);
        files = new TreeMap<>(earlier);
    }

    /** Returns the size and the digest of each file of the run, by its path in the run's folder. */
    public Map<String, FilePrefix> files() {
        return new TreeMap<>(files);
    }

    private void commit(NpzWriter npz, Path file) throws IOException {
        String name = run.relativize(file).toString().replace(File.separatorChar, '/');
        files.put(name, npz.commit());
    }

    /** Returns whether a path of {@link #files} is that of samples, without which the UFM models cannot be fitted. */
    public static boolean isSamplesFile(String path) {
        return path.startsWith(SAMPLES + "/");
    }

    /** Returns the name of the file with a few samples of an epoch. */
    public static String epochFileName(int epoch) {
        return "epoch-%04d.npz".formatted(epoch);
    }

    /**
     * Writes one tap and split: {@code features} N×d, {@code labels} N, {@code terminal_phase} (1 or 0), and at the
     * head's input {@code weights}, {@code bias} and {@code weight_decay}.
     *
     * @param terminalPhase whether the training error has been zero at this or an earlier epoch
     * @param head null if the head reads another layer
     * @param weightDecay λ of the head's weights
     */
    void writeFeatures(CaptureKey key, boolean terminalPhase, FeatureBuffer buffer, Head head, double weightDecay)
            throws IOException {
        Files.createDirectories(features);
        int[] labels = new int[buffer.rows()];
        Path file = features.resolve(key.fileName());
        try (NpzWriter npz = new NpzWriter(file)) {
            NpyWriter array = npz.beginArray("features", NpyType.FLOAT32, buffer.rows(), buffer.width());
            int[] filled = {0};
            buffer.forEachBatch((values, blockLabels, rows) -> {
                try {
                    array.write(values, 0, rows * buffer.width());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                System.arraycopy(blockLabels, 0, labels, filled[0], rows);
                filled[0] += rows;
            });
            npz.write("labels", labels, labels.length);
            npz.write(SavedSplit.TERMINAL_PHASE, new int[] {terminalPhase ? 1 : 0}, 1);
            if (head != null) {
                writeHead(npz, head);
                npz.write("weight_decay", new double[] {weightDecay});
            }
            commit(npz, file);
        }
    }

    /**
     * Writes the features of some samples at every tap, with {@code indices} (into the training split), {@code labels},
     * the head, and {@code hidden_weights} (out × in) and {@code hidden_bias} of the layer between {@code previous} and
     * {@code penultimate}, if there is one.
     *
     * @param file {@link #epochFileName} or {@link #INITIAL_SAMPLES_FILE}
     * @param means for each tap the class means of the whole split, K×d, written as {@code penultimate_means} and so
     *     on; empty to write none
     * @param hidden that layer
     */
    void writeSamples(
            String file,
            SampleAccumulator samples,
            List<String> taps,
            List<DMatrixRMaj> means,
            Head head,
            Optional<HiddenLayer> hidden)
            throws IOException {
        SampleSubset subset = samples.subset();
        try (NpzWriter npz = begin(file, subset.indices(), subset.labels())) {
            for (int tap = 0; tap < taps.size(); tap++) {
                SampleFeatureSelector features = samples.features().get(tap);
                npz.write(taps.get(tap), features.features(), subset.size(), features.width());
            }
            writeMeans(npz, taps, means);
            writeHead(npz, head);
            if (hidden.isPresent()) {
                writeHidden(npz, hidden.get());
            }
            commit(npz, this.samples.resolve(file));
        }
    }

    /**
     * Writes the features of samples in double precision.
     *
     * @param hiddenWeights of the layer between {@code previous} and {@code penultimate}, d×d₁; null for none
     * @param hiddenBias its bias, d values; null for none
     */
    public void writeSamples(
            String file, LayerSamples layers, Head head, DMatrixRMaj hiddenWeights, double[] hiddenBias)
            throws IOException {
        try (NpzWriter npz = begin(file, layers.indices(), layers.labels())) {
            for (int tap = 0; tap < layers.taps().size(); tap++) {
                writeMatrix(npz, layers.taps().get(tap), layers.features().get(tap));
            }
            writeMeans(npz, layers.taps(), layers.means());
            writeHead(npz, head);
            if (hiddenWeights != null) {
                writeMatrix(npz, "hidden_weights", hiddenWeights);
            }
            if (hiddenBias != null) {
                npz.write("hidden_bias", hiddenBias, hiddenBias.length);
            }
            commit(npz, samples.resolve(file));
        }
    }

    private static void writeHidden(NpzWriter npz, HiddenLayer hidden) throws IOException {
        float[][] weights = hidden.weights();
        NpyWriter array = npz.beginArray("hidden_weights", NpyType.FLOAT32, weights.length, weights[0].length);
        for (float[] row : weights) {
            array.write(row, 0, row.length);
        }
        if (hidden.bias() != null) {
            npz.write("hidden_bias", hidden.bias(), hidden.bias().length);
        }
    }

    private NpzWriter begin(String file, int[] indices, int[] labels) throws IOException {
        Files.createDirectories(samples);
        NpzWriter npz = new NpzWriter(samples.resolve(file));
        npz.write("indices", indices, indices.length);
        npz.write("labels", labels, labels.length);
        return npz;
    }

    private static void writeMeans(NpzWriter npz, List<String> taps, List<DMatrixRMaj> means) throws IOException {
        for (int tap = 0; tap < means.size(); tap++) {
            writeMatrix(npz, taps.get(tap) + "_means", means.get(tap));
        }
    }

    private static void writeMatrix(NpzWriter npz, String name, DMatrixRMaj matrix) throws IOException {
        npz.write(name, matrix.getData(), matrix.numRows, matrix.numCols);
    }

    private static void writeHead(NpzWriter npz, Head head) throws IOException {
        npz.write("weights", head.weights().getData(), head.classes(), head.width());
        if (head.hasBias()) {
            npz.write("bias", head.bias(), head.classes());
        }
    }
}
