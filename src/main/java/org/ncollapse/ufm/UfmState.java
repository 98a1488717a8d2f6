package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The values of a model's variables.
 *
 * @param weights W_L (K×d_L), …, W_1 (d_2×d_1), the head's first
 * @param features H_1 transposed, N×d_1: one row per sample, grouped by class
 * @param bias of the head, K values; null without a bias
 */
public record UfmState(List<DMatrixRMaj> weights, DMatrixRMaj features, double[] bias) {

    /**
     * Returns a state with independent normal entries, those of the bias included, with mean zero and the given
     * standard deviation. The same seed gives the same state.
     */
    public static UfmState gaussian(UfmModel model, double std, long seed) {
        Random random = new Random(seed);
        List<Integer> widths = model.widths();
        List<DMatrixRMaj> weights = new ArrayList<>();
        int rows = model.classes();
        for (int width : widths) {
            weights.add(gaussian(rows, width, std, random));
            rows = width;
        }
        DMatrixRMaj features = gaussian(model.samples(), rows, std, random);
        return new UfmState(weights, features, model.hasBias() ? gaussian(1, model.classes(), std, random).data : null);
    }

    private static DMatrixRMaj gaussian(int rows, int columns, double std, Random random) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, i -> std * random.nextGaussian());
        return matrix;
    }

    /** Returns a deep copy. */
    public UfmState copy() {
        return new UfmState(
                weights.stream().map(DMatrixRMaj::copy).toList(), features.copy(), bias == null ? null : bias.clone());
    }

    /**
     * Returns the features of each layer, H_L (the head's input), …, H_1, each N×d with one row per sample. The last is
     * {@link #features()} itself.
     */
    public List<DMatrixRMaj> layerFeatures(UfmModel model) {
        List<DMatrixRMaj> layers = new ArrayList<>(List.of(features));
        for (int l = weights.size() - 1; l > 0; l--) {
            DMatrixRMaj input = layers.get(0);
            DMatrixRMaj output = new DMatrixRMaj(input.numRows, weights.get(l).numRows);
            CommonOps_DDRM.multTransB(input, weights.get(l), output);
            if (model.relu() && l == weights.size() - 1) {
                Arrays.setAll(output.data, i -> Math.max(output.data[i], 0));
            }
            layers.add(0, output);
        }
        return layers;
    }
}
