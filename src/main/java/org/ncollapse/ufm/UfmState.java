package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A point of a model.
 *
 * @param weights W_L (K×d_L), …, W_1 (d_2×d_1), from the head down
 * @param features H_1 transposed, N×d_1: a row a sample, grouped by class
 * @param bias of the head, K values; null where the model has none
 */
public record UfmState(List<DMatrixRMaj> weights, DMatrixRMaj features, double[] bias) {

    /**
     * Independent normal entries, of the bias too, with mean zero and the given standard deviation: the same ones for
     * the same seed.
     */
    public static UfmState gaussian(UfmModel model, double deviation, long seed) {
        Random random = new Random(seed);
        List<Integer> widths = model.widths();
        List<DMatrixRMaj> weights = new ArrayList<>();
        int rows = model.classes();
        for (int width : widths) {
            weights.add(gaussian(rows, width, deviation, random));
            rows = width;
        }
        DMatrixRMaj features = gaussian(model.samples(), rows, deviation, random);
        return new UfmState(
                weights, features, model.hasBias() ? gaussian(1, model.classes(), deviation, random).data : null);
    }

    private static DMatrixRMaj gaussian(int rows, int columns, double deviation, Random random) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, i -> deviation * random.nextGaussian());
        return matrix;
    }

    /** A copy that shares nothing with this one. */
    public UfmState copy() {
        return new UfmState(
                weights.stream().map(DMatrixRMaj::copy).toList(), features.copy(), bias == null ? null : bias.clone());
    }

    /**
     * The features of every layer, H_L (the head's input), …, H_1, each N×d with a row a sample; the last is
     * {@link #features()} itself.
     */
    public List<DMatrixRMaj> layerFeatures(UfmModel model) {
        List<DMatrixRMaj> layers = new ArrayList<>(List.of(features));
        for (int l = weights.size() - 1; l > 0; l--) {
            DMatrixRMaj below = layers.get(0);
            DMatrixRMaj above = new DMatrixRMaj(below.numRows, weights.get(l).numRows);
            CommonOps_DDRM.multTransB(below, weights.get(l), above);
            if (model.relu() && l == weights.size() - 1) {
                Arrays.setAll(above.data, i -> Math.max(above.data[i], 0));
            }
            layers.add(0, above);
        }
        return layers;
    }
}
