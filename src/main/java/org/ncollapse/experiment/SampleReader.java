package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.data.npy.NpyReader;
import org.ncollapse.data.npy.NpzFile;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.ufm.fit.CapturedEpoch.Samples;

/** Reads the few samples that a run keeps at a captured epoch, {@code samples/epoch-0042.npz}, sorted by class. */
final class SampleReader {

    private SampleReader() {
    }

    /**
     * @param run     the run's folder of results
     * @param classes K
     * @throws BadInputException where the file is missing, damaged or of other shapes than a run writes
     */
    static Samples read(Path run, int epoch, int classes) throws IOException {
        Path file = run.resolve("samples").resolve("epoch-%04d.npz".formatted(epoch));
        try (NpzFile npz = NpzFile.open(file)) {
            int[] labels = labels(npz, file, classes);
            int[] counts = new int[classes];
            Arrays.stream(labels).forEach(label -> counts[label]++);
            int[] byClass = IntStream.range(0, labels.length).boxed().sorted((a, b) -> Integer.compare(labels[a], labels[b]))
                    .mapToInt(Integer::intValue).toArray();
            DMatrixRMaj weights = matrix(npz, "weights");
            DMatrixRMaj penultimate = sorted(matrix(npz, "penultimate"), byClass, file);
            DMatrixRMaj previous = npz.has("previous") ? sorted(matrix(npz, "previous"), byClass, file) : null;
            DMatrixRMaj hidden = npz.has("hidden_weights") ? matrix(npz, "hidden_weights") : null;
            double[] bias = npz.has("bias") ? vector(npz, "bias") : null;
            double[] hiddenBias = npz.has("hidden_bias") ? vector(npz, "hidden_bias") : null;
            boolean fits = weights.numRows == classes && weights.numCols == penultimate.numCols && (bias == null || bias.length == classes)
                    && (hidden == null || hidden.numRows == penultimate.numCols)
                    && (hidden == null || previous == null || hidden.numCols == previous.numCols)
                    && (hiddenBias == null || hidden != null && hiddenBias.length == hidden.numRows);
            if (!fits) {
                throw new BadInputException(file + ": the arrays' shapes do not fit each other; the file is not as the run wrote it, run it again");
            }
            return new Samples(counts, penultimate, previous, weights, bias, hidden, hiddenBias);
        }
    }

    private static int[] labels(NpzFile npz, Path file, int classes) throws IOException {
        try (NpyReader array = npz.array("labels")) {
            int[] labels = array.readInts();
            if (Arrays.stream(labels).anyMatch(label -> label < 0 || label >= classes)) {
                throw new BadInputException(file + " [labels]: a label lies outside 0 to " + (classes - 1) + ", the run's classes");
            }
            return labels;
        }
    }

    private static DMatrixRMaj matrix(NpzFile npz, String name) throws IOException {
        try (NpyReader array = npz.array(name)) {
            if (array.header().shape().size() != 2) {
                throw new BadInputException("array '" + name + "' of the samples has shape " + array.header().shape() + "; expected a matrix");
            }
            int rows = Math.toIntExact(array.header().shape().get(0));
            return new DMatrixRMaj(rows, Math.toIntExact(array.header().shape().get(1)), true, array.readDoubles());
        }
    }

    private static double[] vector(NpzFile npz, String name) throws IOException {
        try (NpyReader array = npz.array(name)) {
            return array.readDoubles();
        }
    }

    private static DMatrixRMaj sorted(DMatrixRMaj rows, int[] order, Path file) {
        if (rows.numRows != order.length) {
            throw new BadInputException(file + ": " + rows.numRows + " rows of features for " + order.length + " labels");
        }
        DMatrixRMaj sorted = new DMatrixRMaj(rows.numRows, rows.numCols);
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(rows.data, order[row] * rows.numCols, sorted.data, row * rows.numCols, rows.numCols);
        }
        return sorted;
    }
}
