package org.ncollapse.experiment.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.report.page.ReproducedModel;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.PredictionComparison;

/** The quantities of a simulated model and their closed forms, with names for the reader of the page. */
final class ReproducedModelRows {

    private ReproducedModelRows() {}

    /** Returns all comparisons, then the observed quantities that the theorem does not determine. */
    static List<ReproducedModel.Row> of(
            List<PredictionComparison> comparisons, Prediction prediction, Observation observation) {
        List<ReproducedModel.Row> rows = new ArrayList<>();
        for (PredictionComparison comparison : comparisons) {
            rows.add(new ReproducedModel.Row(
                    describe(comparison), comparison.predicted(), comparison.observed(), comparison.relativeError()));
        }
        for (int f = 0; f < prediction.factors().size(); f++) {
            if (prediction.factors().get(f).singularValues() == null) {
                Prediction.Factor observed = observation.factors().get(f);
                rows.add(undetermined(
                        describe(observed.name(), "singular_values"),
                        Math.sqrt(Arrays.stream(observed.singularValues())
                                .map(value -> value * value)
                                .sum())));
            }
        }
        for (int l = 0; l < prediction.layers().size(); l++) {
            if (prediction.layers().get(l).gram() == null) {
                Prediction.LayerMeans observed = observation.layers().get(l);
                rows.add(undetermined(
                        describe(observed.name(), "class_mean_gram"), NormOps_DDRM.normF(observed.gram())));
            }
        }
        return rows;
    }

    private static ReproducedModel.Row undetermined(String quantity, double simulated) {
        return new ReproducedModel.Row(quantity, Double.NaN, simulated, Double.NaN);
    }

    /** Returns the name of the compared quantity. */
    static String describe(PredictionComparison comparison) {
        return describe(comparison.layer(), comparison.quantity());
    }

    private static String describe(String layer, String quantity) {
        return switch (quantity) {
            case "squared_norm" -> "squared norm of " + layer;
            case "singular_values" -> "singular values of " + layer;
            case "class_mean_norms" -> "norms of the class means of " + layer;
            case "class_mean_gram" -> "Gram matrix of the class means of " + layer;
            case "weight_gram" -> "Gram matrix of the rows of " + layer;
            case "logits" -> "logits at the class means";
            default -> quantity;
        };
    }
}
