package org.ncollapse.experiment.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.metrics.ThinSvd;
import org.ncollapse.spec.Tap;
import org.ncollapse.ufm.fit.InitialSamples;
import org.ncollapse.ufm.fit.InitialSamples.HiddenLayer;

/**
 * Reads the input of a fit from a run's {@code samples/}: the weights of the last layers at every captured epoch, and
 * the initial samples of the models at the zero-error epoch. All methods throw {@link BadInputException} for a file
 * that is missing, damaged or has unexpected shapes.
 */
final class RunSampleReader {

    private final Path folder;
    private final int classes;

    /**
     * @param run the run's folder of results
     * @param classes the number of classes K
     */
    RunSampleReader(Path run, int classes) {
        folder = run.resolve("samples");
        this.classes = classes;
    }

    /**
     * The weights of the last layers at one epoch.
     *
     * @param headBias null without a bias
     * @param hasHiddenLayer whether there is a hidden fully connected layer before the head
     * @param hiddenWeightSquaredNorm ‖W_1‖²_F of that layer; 0 without one
     * @param hiddenBiasSquaredNorm ‖b_1‖²; 0 without one
     */
    record LastLayerWeights(
            double[] headBias, boolean hasHiddenLayer, double hiddenWeightSquaredNorm, double hiddenBiasSquaredNorm) {}

    LastLayerWeights lastLayerWeights(int epoch) throws IOException {
        try (NpzReader npz = NpzReader.open(folder.resolve(FeatureFileWriter.epochFileName(epoch)))) {
            double[] bias = npz.contains("bias") ? vector(npz, "bias") : null;
            return new LastLayerWeights(
                    bias,
                    npz.contains("hidden_weights"),
                    npz.contains("hidden_weights") ? squaredNorm(matrix(npz, "hidden_weights").data) : 0,
                    npz.contains("hidden_bias") ? squaredNorm(vector(npz, "hidden_bias")) : 0);
        }
    }

    /** Reads the widths of the head's input and, if there is a last hidden layer, of that layer's input. */
    List<Integer> widths(int epoch) throws IOException {
        try (NpzReader npz = NpzReader.open(folder.resolve(FeatureFileWriter.epochFileName(epoch)))) {
            int width = matrix(npz, "weights").numCols;
            return npz.contains("hidden_weights")
                    ? List.of(width, matrix(npz, "hidden_weights").numCols)
                    : List.of(width);
        }
    }

    /** Reads the K largest singular values of the last hidden layer's weights; empty if there is no such layer. */
    Optional<double[]> hiddenSpectrum(int epoch) throws IOException {
        try (NpzReader npz = NpzReader.open(folder.resolve(FeatureFileWriter.epochFileName(epoch)))) {
            return npz.contains("hidden_weights")
                    ? Optional.of(ThinSvd.of(matrix(npz, "hidden_weights")).largestSingularValues(classes))
                    : Optional.empty();
        }
    }

    InitialSamples initialSamples() throws IOException {
        Path file = folder.resolve(FeatureFileWriter.INITIAL_SAMPLES_FILE);
        try (NpzReader npz = NpzReader.open(file)) {
            int[] labels = labels(npz, file);
            int[] counts = new int[classes];
            Arrays.stream(labels).forEach(label -> counts[label]++);
            int[] orderByClass = IntStream.range(0, labels.length)
                    .boxed()
                    .sorted((a, b) -> Integer.compare(labels[a], labels[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            DMatrixRMaj weights = matrix(npz, "weights");
            DMatrixRMaj penultimate = sorted(matrix(npz, Tap.PENULTIMATE), orderByClass, file);
            DMatrixRMaj penultimateMeans = means(npz, Tap.PENULTIMATE, penultimate, file);
            boolean hasPrevious = npz.contains(Tap.PREVIOUS);
            DMatrixRMaj previous = hasPrevious ? sorted(matrix(npz, Tap.PREVIOUS), orderByClass, file) : null;
            DMatrixRMaj previousMeans = hasPrevious ? means(npz, Tap.PREVIOUS, previous, file) : null;
            DMatrixRMaj hidden = npz.contains("hidden_weights") ? matrix(npz, "hidden_weights") : null;
            double[] bias = npz.contains("bias") ? vector(npz, "bias") : null;
            boolean shapesMatch = weights.numRows == classes
                    && weights.numCols == penultimate.numCols
                    && (bias == null || bias.length == classes)
                    && (hidden == null || hidden.numRows == penultimate.numCols)
                    && (hidden == null || previous == null || hidden.numCols == previous.numCols);
            if (!shapesMatch) {
                throw shapeMismatch(file);
            }
            return new InitialSamples(
                    counts,
                    penultimate,
                    penultimateMeans,
                    weights,
                    bias,
                    hidden != null && previous != null
                            ? Optional.of(new HiddenLayer(previous, previousMeans, hidden))
                            : Optional.empty());
        }
    }

    private int[] labels(NpzReader npz, Path file) throws IOException {
        try (NpyReader array = npz.openArray("labels")) {
            int[] labels = array.readInts();
            if (Arrays.stream(labels).anyMatch(label -> label < 0 || label >= classes)) {
                throw new BadInputException(
                        file + " [labels]: a label is outside 0 to " + (classes - 1) + ", the run's classes");
            }
            return labels;
        }
    }

    private DMatrixRMaj means(NpzReader npz, String tap, DMatrixRMaj features, Path file) throws IOException {
        DMatrixRMaj means = matrix(npz, tap + "_means");
        if (means.numRows != classes || means.numCols != features.numCols) {
            throw shapeMismatch(file);
        }
        return means;
    }

    static BadInputException shapeMismatch(Path file) {
        return new BadInputException(
                file + ": the shapes of the arrays do not match; the file is not as the run wrote it, run it again");
    }

    static DMatrixRMaj matrix(NpzReader npz, String name) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            if (array.header().shape().size() != 2
                    || array.header().shape().stream().anyMatch(side -> side > Integer.MAX_VALUE)) {
                throw new BadInputException("array '" + name + "' of the samples has shape "
                        + array.header().shape() + "; expected a matrix");
            }
            int rows = Math.toIntExact(array.header().shape().get(0));
            return new DMatrixRMaj(rows, Math.toIntExact(array.header().shape().get(1)), true, array.readDoubles());
        }
    }

    private static double[] vector(NpzReader npz, String name) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            return array.readDoubles();
        }
    }

    private static double squaredNorm(double[] values) {
        return Arrays.stream(values).map(value -> value * value).sum();
    }

    private static DMatrixRMaj sorted(DMatrixRMaj rows, int[] order, Path file) {
        if (rows.numRows != order.length) {
            throw new BadInputException(
                    file + ": " + rows.numRows + " rows of features for " + order.length + " labels");
        }
        DMatrixRMaj sorted = new DMatrixRMaj(rows.numRows, rows.numCols);
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(rows.data, order[row] * rows.numCols, sorted.data, row * rows.numCols, rows.numCols);
        }
        return sorted;
    }
}
