package org.ncollapse.metrics;

import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.SampleScores;

/**
 * Every measure of one (epoch, layer, split): a row of {@code metrics.csv}, whose columns {@link MetricColumn} lists.
 * NaN stands for what is undefined and for what belongs to the head where the head does not read the layer.
 *
 * @param oodAlignment {@code nc5_ood}, NaN without an out-of-distribution set
 * @param learningRate at the epoch's end
 * @param terminal whether the training error has been zero at this or an earlier epoch; null where that is not known
 */
public record CollapseMetrics(
        Variability variability,
        MeanGeometry means,
        FeatureRank rank,
        HeadGeometry head,
        Duality duality,
        MseDecomposition mse,
        SampleScores samples,
        Outcome outcome,
        double oodAlignment,
        double learningRate,
        Boolean terminal) {

    /**
     * Computes every measure.
     *
     * @param factors the split's statistics, factorised
     * @param reading head and scores, or null for a layer that the head does not read
     * @param outOfDistribution the mean feature of an out-of-distribution set at this layer, or null
     */
    public static CollapseMetrics of(
            Factors factors, HeadReading reading, double[] outOfDistribution, double learningRate, Boolean terminal) {
        FeatureStatistics statistics = factors.statistics();
        boolean read = reading != null;
        return new CollapseMetrics(
                Variability.of(factors),
                MeanGeometry.of(statistics),
                FeatureRank.of(statistics),
                read ? HeadGeometry.of(reading.head()) : HeadGeometry.absent(),
                read ? Duality.of(factors, reading.head()) : Duality.absent(),
                read ? MseDecomposition.of(factors, reading.head(), reading.decay()) : MseDecomposition.absent(),
                read ? reading.samples() : SampleScores.absent(),
                read ? reading.outcome() : new Outcome(Double.NaN, Double.NaN, Double.NaN),
                outOfDistribution == null ? Double.NaN : MeanGeometry.alignment(statistics, outOfDistribution),
                learningRate,
                terminal);
    }
}
