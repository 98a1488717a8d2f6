package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;

class PredictionComparisonTest {

    private static final Prediction.Threshold THRESHOLD = new Prediction.Threshold(StrengthSymbol.C, .1, 1);

    private static DMatrixRMaj matrix(double... entries) {
        return new DMatrixRMaj(2, 2, true, entries);
    }

    @Test
    void comparesCommonQuantitiesByFrobeniusNorm() {
        Prediction prediction = new Prediction(
                THRESHOLD,
                2,
                matrix(3, 0, 0, 4),
                new double[] {.6, .8},
                matrix(1, 0, 0, 0),
                List.of(new Factor("W", 25, new double[] {5}), new Factor("H", 4, null)),
                List.of(new LayerMeans("H", new double[] {9, 16}, matrix(9, 0, 0, 16))),
                List.of());
        Observation observation = new Observation(
                1.5,
                matrix(3, 3, 4, 4),
                new double[] {.6, .3},
                matrix(1, 0, 0, .5),
                List.of(new Factor("W", 20, new double[] {4, 2}), new Factor("H", 5, new double[] {1, 1})),
                List.of(new LayerMeans("H", new double[] {9, 4}, null)));
        assertThat(PredictionComparison.of(prediction, observation))
                .usingRecursiveFieldByFieldElementComparator(RecursiveComparisonConfiguration.builder()
                        .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-15 ? 0 : 1, Double.class)
                        .build())
                .containsExactly(
                        new PredictionComparison("", "objective", 1.5, 2, .25),
                        new PredictionComparison("", "logits", Math.sqrt(50), 5, 1),
                        new PredictionComparison("", "bias", Math.sqrt(.45), 1, .5),
                        new PredictionComparison("W", "weight_gram", Math.sqrt(1.25), 1, .5),
                        new PredictionComparison("W", "squared_norm", 20, 25, .2),
                        new PredictionComparison("W", "singular_values", Math.sqrt(20), 5, Math.sqrt(5) / 5),
                        new PredictionComparison("H", "squared_norm", 5, 4, .25),
                        new PredictionComparison("H", "class_mean_norms", Math.sqrt(13), 5, .4));
    }

    @Test
    void predictedZeroHasRelativeErrorZeroOrNaN() {
        Prediction prediction = new Prediction(
                THRESHOLD,
                0,
                matrix(0, 0, 0, 0),
                null,
                matrix(0, 0, 0, 0),
                List.of(new Factor("W", 0, new double[0])),
                List.of(),
                List.of());
        Observation observation = new Observation(
                0,
                matrix(0, 0, 1e-9, 0),
                null,
                matrix(0, 0, 0, 0),
                List.of(new Factor("W", 1e-9, new double[2]), new Factor("H", 1, null)),
                List.of());
        assertThat(PredictionComparison.of(prediction, observation))
                .extracting(PredictionComparison::quantity, PredictionComparison::relativeError)
                .containsExactly(
                        tuple("objective", 0.0),
                        tuple("logits", Double.NaN),
                        tuple("weight_gram", 0.0),
                        tuple("squared_norm", Double.NaN),
                        tuple("singular_values", 0.0));
    }

    @Test
    void observationAppliesReluBeforeClassMeans() {
        // W1 swaps the two coordinates of H1 and changes one sign; counts 2 and 1 would be unequal, so n = 2.
        DeepModel model = new DeepModel(2, 2, List.of(2, 2), List.of(.1, .2, .4), true);
        UfmState state = new UfmState(
                List.of(matrix(1, 2, 0, 1), matrix(0, 1, -1, 0)),
                new DMatrixRMaj(4, 2, true, 1, 2, -3, 0, 0, 1, 0, 5),
                null);
        // H2 before the ReLU: (2, −1), (0, 3), (1, 0), (5, 0); after: (2, 0), (0, 3), (1, 0), (5, 0).
        Observation observed = Observation.of(model, state);
        assertThat(observed.layers().get(0).name()).isEqualTo("H2");
        assertThat(observed.layers().get(0).gram().data).containsExactly(1 + 2.25, 3, 3, 9);
        assertThat(observed.layers().get(1).squaredMeanNorms()).containsExactly(2, 9);
        // W2 on the means (1, 1.5) and (3, 0).
        assertThat(observed.logits().data).containsExactly(4, 3, 1.5, 0);
        assertThat(observed.headGram().data).containsExactly(5, 2, 2, 1);
        // Outputs (2, 0), (6, 3), (1, 0), (5, 0); targets e1, e1, e2, e2: squared errors 1, 34, 2, 26.
        assertThat(observed.objective()).isCloseTo(63 / 8.0 + .05 * 6 + .1 * 2 + .2 * 40, within(1e-14));
        assertThat(observed.factors().get(1).singularValues()).containsExactly(new double[] {1, 1}, within(1e-15));
        // The singular values of (1 2; 0 1) are √2 ± 1.
        assertThat(observed.factors().get(0).singularValues())
                .containsExactly(new double[] {Math.sqrt(2) + 1, Math.sqrt(2) - 1}, within(1e-15));
        assertThat(observed.factors().get(2).squaredNorm()).isCloseTo(40, within(1e-13));
    }
}
