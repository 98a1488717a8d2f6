package org.ncollapse.metrics;

import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.SampleMetrics;

/**
 * Every metric of one (epoch, layer, split): a row of {@code metrics.csv}, whose columns {@link MetricColumn} lists.
 * NaN means that a value is undefined, or that it belongs to the head and the head does not read the layer.
 *
 * @param oodAlignment {@code nc5_ood}; NaN without an out-of-distribution set
 * @param learningRate at the epoch's end
 * @param terminalPhase whether the training error has been zero at this or an earlier epoch; null if unknown
 */
public record CollapseMetrics(
        WithinClassVariability variability,
        ClassMeanGeometry classMeanGeometry,
        FeatureRank rank,
        HeadGeometry headGeometry,
        SelfDuality selfDuality,
        MseDecomposition mse,
        SampleMetrics sampleMetrics,
        LossAndError lossAndError,
        double oodAlignment,
        double learningRate,
        Boolean terminalPhase) {

    /**
     * Computes every metric.
     *
     * @param factorizations of the split's statistics
     * @param headInputs null for a layer that the head does not read
     * @param oodMean the mean feature of an out-of-distribution set at this layer; null without one
     * @param learningRate NaN if unknown
     * @param terminalPhase null if unknown
     */
    public static CollapseMetrics of(
            Factorizations factorizations,
            HeadInputs headInputs,
            double[] oodMean,
            double learningRate,
            Boolean terminalPhase) {
        FeatureStatistics statistics = factorizations.statistics();
        boolean isHeadInput = headInputs != null;
        Head head = isHeadInput ? headInputs.head().firstOutputs(statistics.classes()) : null;
        return new CollapseMetrics(
                WithinClassVariability.of(factorizations),
                ClassMeanGeometry.of(statistics),
                FeatureRank.of(statistics),
                isHeadInput ? HeadGeometry.of(head) : HeadGeometry.allNaN(),
                isHeadInput ? SelfDuality.of(factorizations, head) : SelfDuality.allNaN(),
                isHeadInput && headInputs.mseWeightDecay().isPresent()
                        ? MseDecomposition.of(
                                factorizations,
                                headInputs.head(),
                                headInputs.mseWeightDecay().getAsDouble())
                        : MseDecomposition.allNaN(),
                isHeadInput ? headInputs.sampleMetrics() : SampleMetrics.allNaN(),
                isHeadInput ? headInputs.lossAndError() : LossAndError.allNaN(),
                oodMean == null ? Double.NaN : ClassMeanGeometry.oodAlignment(statistics, oodMean),
                learningRate,
                terminalPhase);
    }
}
