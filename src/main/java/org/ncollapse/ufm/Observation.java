package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.metrics.ThinSvd;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;

/**
 * The quantities of a {@link Prediction}, observed in a model's state or in a network.
 *
 * @param objective the model's objective: data term and all penalties, that of H included
 * @param logits K×K at the class means, bias included
 * @param bias of the head; null without a bias
 * @param headGram W_L W_Lᵀ
 * @param factors those that were observed, in the model's order
 * @param layers those that were observed, in the model's order
 */
public record Observation(
        double objective,
        DMatrixRMaj logits,
        double[] bias,
        DMatrixRMaj headGram,
        List<Prediction.Factor> factors,
        List<Prediction.LayerMeans> layers) {

    /**
     * Returns all quantities of one state, with the K largest singular values of each factor. Throws
     * IllegalArgumentException if the state does not fit the model.
     */
    public static Observation of(UfmModel model, UfmState state) {
        double objective = new Objective(model).value(state);
        List<DMatrixRMaj> means = state.layerFeatures(model).stream()
                .map(features -> classMeans(features, model.classCounts()))
                .toList();
        List<Factor> factors = new ArrayList<>();
        for (int f = 0; f < model.lambdas().size(); f++) {
            DMatrixRMaj factor = f < state.weights().size() ? state.weights().get(f) : state.features();
            double norm = NormOps_DDRM.normF(factor);
            factors.add(new Factor(
                    model.factorNames().get(f),
                    norm * norm,
                    ThinSvd.of(factor).largestSingularValues(model.classes())));
        }
        List<LayerMeans> layers = new ArrayList<>();
        for (int l = 0; l < means.size(); l++) {
            DMatrixRMaj gram = products(means.get(l), means.get(l));
            layers.add(new LayerMeans(model.layerNames().get(l), CommonOps_DDRM.extractDiag(gram, null).data, gram));
        }
        DMatrixRMaj head = state.weights().get(0);
        DMatrixRMaj logits = products(head, means.get(0));
        double[] bias = state.bias() == null ? null : state.bias().clone();
        for (int i = 0; bias != null && i < bias.length; i++) {
            for (int j = 0; j < logits.numCols; j++) {
                logits.add(i, j, bias[i]);
            }
        }
        return new Observation(
                objective, logits, bias, products(head, head), List.copyOf(factors), List.copyOf(layers));
    }

    /** Returns ABᵀ. */
    private static DMatrixRMaj products(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.multTransB(a, b, null);
    }

    /** Returns the class means, K×d, of features that are grouped by class. */
    private static DMatrixRMaj classMeans(DMatrixRMaj features, List<Integer> counts) {
        DMatrixRMaj means = new DMatrixRMaj(counts.size(), features.numCols);
        int row = 0;
        for (int k = 0; k < counts.size(); k++) {
            double[] sum = new double[features.numCols];
            for (int end = row + counts.get(k); row < end; row++) {
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += features.get(row, j);
                }
            }
            int count = counts.get(k);
            double[] mean = Arrays.stream(sum).map(value -> value / count).toArray();
            System.arraycopy(mean, 0, means.data, k * mean.length, mean.length);
        }
        return means;
    }
}
