package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;

/**
 * One quantity of a network or state, compared with its prediction.
 *
 * @param layer {@code W2}, {@code H1}, …; empty if the quantity belongs to the whole model
 * @param quantity {@code objective}, {@code logits}, {@code bias}, {@code squared_norm}, {@code singular_values},
 *     {@code class_mean_norms}, {@code class_mean_gram}, {@code weight_gram}
 * @param observed a scalar, or the Frobenius norm of a matrix or vector
 * @param predicted a scalar or norm, as for observed
 * @param relativeError abs(observed − predicted)/abs(predicted); of a matrix or vector ‖observed −
 *     predicted‖_F/‖predicted‖_F; if zero is predicted, 0 if zero is observed, else NaN
 */
public record PredictionComparison(
        String layer, String quantity, double observed, double predicted, double relativeError) {

    /**
     * Compares all quantities that both sides have: objective, logits, bias, the head's Gram matrix, each factor's
     * squared norm and singular values, and of each layer the class means' norms ‖h̄_k‖ (as one vector) and their Gram
     * matrix.
     */
    public static List<PredictionComparison> of(Prediction prediction, Observation observation) {
        return of(
                new Observation(
                        prediction.objective(),
                        prediction.logits(),
                        prediction.bias(),
                        prediction.headGram(),
                        prediction.factors(),
                        prediction.layers()),
                observation);
    }

    /** Does the same with the state of a model in place of a prediction. */
    public static List<PredictionComparison> of(Observation prediction, Observation observation) {
        List<PredictionComparison> rows = new ArrayList<>();
        add(rows, "", "objective", new double[] {observation.objective()}, new double[] {prediction.objective()});
        add(rows, "", "logits", entries(observation.logits()), entries(prediction.logits()));
        add(rows, "", "bias", observation.bias(), prediction.bias());
        add(
                rows,
                prediction.factors().get(0).name(),
                "weight_gram",
                entries(observation.headGram()),
                entries(prediction.headGram()));
        for (Factor predicted : prediction.factors()) {
            for (Factor observed : observation.factors()) {
                if (observed.name().equals(predicted.name())) {
                    add(rows, predicted.name(), "squared_norm", new double[] {observed.squaredNorm()}, new double[] {
                        predicted.squaredNorm()
                    });
                    add(
                            rows,
                            predicted.name(),
                            "singular_values",
                            observed.singularValues(),
                            predicted.singularValues());
                }
            }
        }
        for (LayerMeans predicted : prediction.layers()) {
            for (LayerMeans observed : observation.layers()) {
                if (observed.name().equals(predicted.name())) {
                    add(
                            rows,
                            predicted.name(),
                            "class_mean_norms",
                            roots(observed.squaredMeanNorms()),
                            roots(predicted.squaredMeanNorms()));
                    add(rows, predicted.name(), "class_mean_gram", entries(observed.gram()), entries(predicted.gram()));
                }
            }
        }
        return rows;
    }

    private static void add(
            List<PredictionComparison> rows, String layer, String quantity, double[] observed, double[] predicted) {
        if (observed == null || predicted == null) {
            return;
        }
        // Zero singular values are omitted from the prediction and may be omitted from the observation.
        int length = Math.max(observed.length, predicted.length);
        double[] difference = new double[length];
        for (int i = 0; i < length; i++) {
            difference[i] = (i < observed.length ? observed[i] : 0) - (i < predicted.length ? predicted[i] : 0);
        }
        double size = Vectors.norm(predicted);
        double distance = Vectors.norm(difference);
        double error = size > 0 ? distance / size : distance == 0 ? 0 : Double.NaN;
        rows.add(new PredictionComparison(layer, quantity, scalar(observed), scalar(predicted), error));
    }

    private static double scalar(double[] values) {
        return values.length == 1 ? values[0] : Vectors.norm(values);
    }

    private static double[] entries(DMatrixRMaj matrix) {
        return matrix == null ? null : Arrays.copyOf(matrix.data, matrix.getNumElements());
    }

    private static double[] roots(double[] squares) {
        return squares == null ? null : Arrays.stream(squares).map(Math::sqrt).toArray();
    }
}
