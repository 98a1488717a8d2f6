package org.ncollapse.metrics;

import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * Everything that is measured at one (epoch, layer, split): its rows in all tables.
 *
 * @param metrics the row of {@code metrics.csv}
 * @param matrices the rows of {@code gram.csv} and {@code logits.csv}
 * @param spectra the rows of {@code spectra.csv}
 */
public record LayerMeasurement(CollapseMetrics metrics, ClassMatrices matrices, Spectra spectra) {

    /**
     * Computes metrics, matrices and spectra. Parameters as in {@link CollapseMetrics#of}.
     *
     * @param statistics the split's statistics at the layer
     */
    public static LayerMeasurement of(
            FeatureStatistics statistics,
            HeadInputs headInputs,
            double[] oodMean,
            double learningRate,
            Boolean terminalPhase) {
        Factorizations factorizations = Factorizations.of(statistics);
        Head head = headInputs == null ? null : headInputs.head();
        return new LayerMeasurement(
                CollapseMetrics.of(factorizations, headInputs, oodMean, learningRate, terminalPhase),
                ClassMatrices.of(statistics, head),
                Spectra.of(factorizations, head));
    }
}
