package org.ncollapse.ufm;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A point of a model.
 *
 * @param weights  W_L (K×d_L), …, W_1 (d_2×d_1), from the head down
 * @param features H_1 transposed, N×d_1: a row a sample, grouped by class
 * @param bias     of the head, K values; null where the model has none
 */
public record State(List<DMatrixRMaj> weights, DMatrixRMaj features, double[] bias) {
}
