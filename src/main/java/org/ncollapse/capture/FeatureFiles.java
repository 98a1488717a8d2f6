package org.ncollapse.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.data.npy.NpyType;
import org.ncollapse.data.npy.NpyWriter;
import org.ncollapse.data.npy.NpzWriter;
import org.ncollapse.network.Network.HiddenLayer;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.Head;

/**
 * Writes features as numpy reads them: whole splits under {@code features/}, the few fixed samples under {@code samples/}.
 * A network's features are float32, as it made them, a model's float64; {@code weights} (K×d), {@code bias} (K) and {@code decay} are doubles.
 */
public final class FeatureFiles {

    private final Path features;
    private final Path samples;

    /** @param run the run's folder of results */
    public FeatureFiles(Path run) {
        features = run.resolve("features");
        samples = run.resolve("samples");
    }

    /**
     * Writes one tap and split: {@code features} N×d, {@code labels} N, and for the head's layer {@code weights}, {@code bias}, {@code decay}.
     *
     * @param head  null where the head reads another layer
     * @param decay the penalty of the head's weights
     */
    void writeFeatures(int epoch, String tap, String split, FeatureSpool spool, Head head, double decay) throws IOException {
        Files.createDirectories(features);
        int[] labels = new int[spool.rows()];
        try (NpzWriter npz = new NpzWriter(features.resolve("epoch-%04d-%s-%s.npz".formatted(epoch, tap, split)))) {
            NpyWriter array = npz.begin("features", NpyType.FLOAT32, spool.rows(), spool.width());
            int[] filled = {0};
            spool.replay((values, blockLabels, rows) -> {
                try {
                    array.write(values, 0, rows * spool.width());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                System.arraycopy(blockLabels, 0, labels, filled[0], rows);
                filled[0] += rows;
            });
            npz.write("labels", labels, labels.length);
            if (head != null) {
                writeHead(npz, head);
                npz.write("decay", new double[] {decay});
            }
            npz.commit();
        }
    }

    /**
     * Writes the samples' features at every tap, with {@code indices} (into the training split), {@code labels}, the head and,
     * where there is one, {@code hidden_weights} (out × in) and {@code hidden_bias} of the layer between {@code previous} and the head.
     */
    void writeSamples(int epoch, SampleSet set, List<String> taps, List<SampleFeatures> values, Head head, HiddenLayer hidden)
            throws IOException {
        Files.createDirectories(samples);
        try (NpzWriter npz = new NpzWriter(samples.resolve("epoch-%04d.npz".formatted(epoch)))) {
            npz.write("indices", set.indices(), set.size());
            npz.write("labels", set.labels(), set.size());
            for (int tap = 0; tap < taps.size(); tap++) {
                npz.write(taps.get(tap), values.get(tap).values(), set.size(), values.get(tap).width());
            }
            writeHead(npz, head);
            if (hidden != null) {
                NpyWriter array = npz.begin("hidden_weights", NpyType.FLOAT32, hidden.weights().length, hidden.weights()[0].length);
                for (float[] row : hidden.weights()) {
                    array.write(row, 0, row.length);
                }
                if (hidden.bias() != null) {
                    npz.write("hidden_bias", hidden.bias(), hidden.bias().length);
                }
            }
            npz.commit();
        }
    }

    /**
     * The same for features that are all there are, in double precision.
     *
     * @param features of each tap, a row a sample
     * @param hidden   the weights between {@code previous} and the head's input; null where there is no such tap
     */
    public void writeSamples(int epoch, int[] labels, List<String> taps, List<DMatrixRMaj> features, Head head, DMatrixRMaj hidden)
            throws IOException {
        Files.createDirectories(samples);
        try (NpzWriter npz = new NpzWriter(samples.resolve("epoch-%04d.npz".formatted(epoch)))) {
            npz.write("indices", IntStream.range(0, labels.length).toArray(), labels.length);
            npz.write("labels", labels, labels.length);
            for (int tap = 0; tap < taps.size(); tap++) {
                writeMatrix(npz, taps.get(tap), features.get(tap));
            }
            writeHead(npz, head);
            if (hidden != null) {
                writeMatrix(npz, "hidden_weights", hidden);
            }
            npz.commit();
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
