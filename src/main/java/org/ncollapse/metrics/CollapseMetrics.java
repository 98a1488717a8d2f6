package org.ncollapse.metrics;

import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.SampleMetrics;

/**
 * Every measure of one (epoch, layer, split): a row of {@code metrics.csv}, whose columns {@link MetricColumn} lists.
 * NaN stands for what is undefined and for what belongs to the head where the head does not read the layer.
 *
 * @param oodAlignment {@code nc5_ood}, NaN without an out-of-distribution set
 * @param learningRate at the epoch's end
 * @param terminalPhase whether the training error has been zero at this or an earlier epoch; null where that is not
 *     known
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
     * Computes every measure.
     *
     * @param factors the split's statistics, factorised
     * @param reading head and scores, or null for a layer that the head does not read
     * @param outOfDistribution the mean feature of an out-of-distribution set at this layer, or null
     */
    public static CollapseMetrics of(
            Factorizations factors,
            HeadInputs reading,
            double[] outOfDistribution,
            double learningRate,
            Boolean terminal) {
        FeatureStatistics statistics = factors.statistics();
        boolean read = reading != null;
        return new CollapseMetrics(
                WithinClassVariability.of(factors),
                ClassMeanGeometry.of(statistics),
                FeatureRank.of(statistics),
                read ? HeadGeometry.of(reading.head()) : HeadGeometry.allNaN(),
                read ? SelfDuality.of(factors, reading.head()) : SelfDuality.allNaN(),
                read ? MseDecomposition.of(factors, reading.head(), reading.weightDecay()) : MseDecomposition.allNaN(),
                read ? reading.sampleMetrics() : SampleMetrics.allNaN(),
                read ? reading.lossAndError() : new LossAndError(Double.NaN, Double.NaN, Double.NaN),
                outOfDistribution == null ? Double.NaN : ClassMeanGeometry.oodAlignment(statistics, outOfDistribution),
                learningRate,
                terminal);
    }
}
