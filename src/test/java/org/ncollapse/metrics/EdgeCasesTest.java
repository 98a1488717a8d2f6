package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.SampleMetrics;

/**
 * Undefined quantities give NaN: a value is NaN if a quantity in its definition is undefined, and defined otherwise.
 */
class EdgeCasesTest {
    /** The columns computed from features and head; this test sets the values of the others. */
    private static final Set<MetricColumn> COMPUTED = EnumSet.complementOf(EnumSet.of(
            MetricColumn.NC4_MISMATCH,
            MetricColumn.COSINE_MARGIN_P0,
            MetricColumn.COSINE_MARGIN_P5,
            MetricColumn.COSINE_MARGIN_P50,
            MetricColumn.LOSS,
            MetricColumn.OBJECTIVE,
            MetricColumn.ERROR,
            MetricColumn.LEARNING_RATE,
            MetricColumn.TERMINAL_PHASE));

    @Test
    void ordinaryDataDefineAllColumns() {
        assertThat(undefined(metrics(new double[] {1, 0, 1.5, .5, 0, 1, .5, 2}, new int[] {0, 0, 1, 1}, 2)))
                .isEmpty();
    }

    @Test
    void emptyClassMakesMetricsOfAllMeansNaN() {
        CollapseMetrics metrics = metrics(new double[] {1, 0, 1.5, .5, 0, 1, .5, 2}, new int[] {0, 0, 2, 2}, 3);
        assertThat(defined(metrics))
                .containsExactlyInAnyOrder(
                        MetricColumn.NC0,
                        MetricColumn.STABLE_RANK,
                        MetricColumn.NC2_ETF_HEAD,
                        MetricColumn.NC2_OF_HEAD,
                        MetricColumn.EQUINORM_HEAD,
                        MetricColumn.EQUIANGLE_HEAD,
                        MetricColumn.MAXANGLE_HEAD,
                        MetricColumn.MSE_NC1,
                        MetricColumn.MSE_NC23,
                        MetricColumn.MSE_PERP);
    }

    @Test
    void oneSamplePerClassHasZeroVariability() {
        CollapseMetrics metrics = metrics(new double[] {1, 0, 3, 1, 0, 2}, new int[] {0, 1, 2}, 3);
        assertThat(undefined(metrics)).isEmpty();
        assertThat(metrics.variability()).isEqualTo(new WithinClassVariability(0, 0, 0, 0));
    }

    @Test
    void singleClassMakesMetricsOfPairsNaN() {
        CollapseMetrics metrics = metrics(new double[] {1, 0, 3, 1}, new int[] {0, 0}, 1);
        assertThat(metrics.classMeanGeometry().ofDistance()).isZero();
        assertThat(metrics.headGeometry().ofDistance()).isZero();
        assertThat(defined(metrics))
                .containsExactlyInAnyOrder(
                        MetricColumn.NC0,
                        MetricColumn.NC2_OF,
                        MetricColumn.NC2_OF_HEAD,
                        MetricColumn.EQUINORM_HEAD,
                        MetricColumn.NC3_OF,
                        MetricColumn.NC3_DISTANCE_UNCENTERED,
                        MetricColumn.NC5_OOD,
                        MetricColumn.HEAD_BIAS_RESIDUAL,
                        MetricColumn.GLOBAL_MEAN_RATIO,
                        MetricColumn.STABLE_RANK,
                        MetricColumn.EFFECTIVE_RANK,
                        MetricColumn.MSE_NC1,
                        MetricColumn.MSE_NC23,
                        MetricColumn.MSE_PERP);
    }

    @Test
    void equalMeansMakeMetricsOfDirectionsNaN() {
        // All means are (.1, .3), with a spread around them.
        CollapseMetrics metrics =
                metrics(new double[] {.1, .3, .1, .3, .1, .3, .1 - .5, .3, .1 + .5, .3}, new int[] {0, 1, 2, 2, 2}, 3);
        assertThat(metrics.variability().vci()).isEqualTo(1);
        assertThat(undefined(metrics))
                .containsExactlyInAnyOrder(
                        MetricColumn.NC1,
                        MetricColumn.NC1_TRACE_RATIO,
                        MetricColumn.CDNV,
                        MetricColumn.NC2_ETF,
                        MetricColumn.EQUINORM,
                        MetricColumn.EQUIANGLE,
                        MetricColumn.MAXANGLE,
                        MetricColumn.NC2_UNIFORMITY,
                        MetricColumn.NC2_LOG_UNIFORMITY,
                        MetricColumn.NC3_ETF,
                        MetricColumn.NC3_DISTANCE,
                        MetricColumn.NC3_UNIFORM_DUALITY_COSINE,
                        MetricColumn.HEAD_PRINCIPAL_ANGLE);
    }

    /** No class differs from another, and no sample from its class: 0/0 in every ratio of the two. */
    @Test
    void equalFeaturesMakeEveryRatioOfSpreadsNaN() {
        CollapseMetrics metrics =
                metrics(new double[] {.1, .3, .1, .3, .1, .3, .1, .3, .1, .3}, new int[] {0, 1, 2, 2, 2}, 3);
        assertThat(undefined(metrics))
                .contains(MetricColumn.NC1, MetricColumn.NC1_TRACE_RATIO, MetricColumn.CDNV, MetricColumn.VCI);
    }

    @Test
    void twoEqualMeansMakeMetricsOfThatPairNaN() {
        CollapseMetrics metrics = metrics(new double[] {1, 0, 1, 0, 0, 2, 0, 3}, new int[] {0, 1, 2, 2}, 3);
        assertThat(undefined(metrics)).containsExactlyInAnyOrder(MetricColumn.CDNV, MetricColumn.NC2_LOG_UNIFORMITY);
    }

    @Test
    void meanAtOriginMakesItsAngleNaN() {
        CollapseMetrics metrics = metrics(new double[] {0, 0, 3, 1, 1, 2}, new int[] {0, 1, 2}, 3);
        assertThat(undefined(metrics)).containsExactly(MetricColumn.NC5_OOD);
    }

    @Test
    void zeroFeaturesMakeMetricsOfMeansNaN() {
        CollapseMetrics metrics = metrics(new double[6], new int[] {0, 1, 2}, 3);
        assertThat(defined(metrics))
                .contains(MetricColumn.NC2_ETF_HEAD, MetricColumn.MSE_NC1, MetricColumn.MSE_PERP)
                .doesNotContain(
                        MetricColumn.NC1,
                        MetricColumn.VCI,
                        MetricColumn.NC2_OF,
                        MetricColumn.NC3_OF,
                        MetricColumn.STABLE_RANK,
                        MetricColumn.EFFECTIVE_RANK,
                        MetricColumn.GLOBAL_MEAN_RATIO);
        // On zero features the best head predicts the class fractions by its bias.
        assertThat(metrics.mse().nc23()).isEqualTo(.5);
    }

    @Test
    void zeroHeadMakesHeadMetricsNaN() {
        Factorizations factors =
                Factorizations.of(ReferenceData.statistics(new double[] {1, 0, 3, 1, 0, 2}, new int[] {0, 1, 2}, 3, 2));
        CollapseMetrics metrics = metrics(factors, new Head(3, 2, new double[6], null));
        assertThat(undefined(metrics))
                .containsExactlyInAnyOrder(
                        MetricColumn.NC2_ETF_HEAD,
                        MetricColumn.NC2_OF_HEAD,
                        MetricColumn.EQUINORM_HEAD,
                        MetricColumn.EQUIANGLE_HEAD,
                        MetricColumn.MAXANGLE_HEAD,
                        MetricColumn.NC3_ETF,
                        MetricColumn.NC3_OF,
                        MetricColumn.NC3_DISTANCE,
                        MetricColumn.NC3_DISTANCE_UNCENTERED,
                        MetricColumn.NC3_UNIFORM_DUALITY_COSINE,
                        MetricColumn.HEAD_PRINCIPAL_ANGLE);
    }

    @Test
    void nonFiniteFeaturesMakeAllButHeadMetricsNaN() {
        for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            CollapseMetrics metrics = metrics(new double[] {1, 0, 1.5, .5, 0, 1, bad, 2}, new int[] {0, 0, 1, 1}, 2);
            assertThat(defined(metrics))
                    .containsExactlyInAnyOrder(
                            MetricColumn.NC0,
                            MetricColumn.NC2_ETF_HEAD,
                            MetricColumn.NC2_OF_HEAD,
                            MetricColumn.EQUINORM_HEAD,
                            MetricColumn.EQUIANGLE_HEAD,
                            MetricColumn.MAXANGLE_HEAD);
        }
    }

    @Test
    void noSamplesMakeAllButHeadMetricsNaN() {
        CollapseMetrics metrics = metrics(new double[2], new int[0], 2);
        assertThat(defined(metrics))
                .containsExactlyInAnyOrder(
                        MetricColumn.NC0,
                        MetricColumn.NC2_ETF_HEAD,
                        MetricColumn.NC2_OF_HEAD,
                        MetricColumn.EQUINORM_HEAD,
                        MetricColumn.EQUIANGLE_HEAD,
                        MetricColumn.MAXANGLE_HEAD);
    }

    @Test
    void headMetricsAreNaNForLayerThatHeadDoesNotRead() {
        Factorizations factors = Factorizations.of(ReferenceData.statistics());
        CollapseMetrics metrics = CollapseMetrics.of(factors, null, null, .05, true);
        assertThat(defined(metrics))
                .containsExactlyInAnyOrder(
                        MetricColumn.NC1,
                        MetricColumn.NC1_TRACE_RATIO,
                        MetricColumn.CDNV,
                        MetricColumn.VCI,
                        MetricColumn.NC2_ETF,
                        MetricColumn.NC2_OF,
                        MetricColumn.EQUINORM,
                        MetricColumn.EQUIANGLE,
                        MetricColumn.MAXANGLE,
                        MetricColumn.NC2_UNIFORMITY,
                        MetricColumn.NC2_LOG_UNIFORMITY,
                        MetricColumn.GLOBAL_MEAN_RATIO,
                        MetricColumn.STABLE_RANK,
                        MetricColumn.EFFECTIVE_RANK);
        for (MetricColumn column :
                EnumSet.of(MetricColumn.NC4_MISMATCH, MetricColumn.LOSS, MetricColumn.OBJECTIVE, MetricColumn.ERROR)) {
            assertThat(column.value(metrics)).isNaN();
        }
        assertThat(MetricColumn.LEARNING_RATE.value(metrics)).isEqualTo(.05);
        assertThat(MetricColumn.TERMINAL_PHASE.value(metrics)).isEqualTo(1);
    }

    /** Metrics of features of width 2 with an asymmetric head. */
    private static CollapseMetrics metrics(double[] features, int[] labels, int classes) {
        double[] weights = {1, .5, -.25, 1, .75, -2};
        Head head = new Head(classes, 2, Arrays.copyOf(weights, 2 * classes), null);
        return metrics(Factorizations.of(ReferenceData.statistics(features, labels, classes, 2)), head);
    }

    private static CollapseMetrics metrics(Factorizations factors, Head head) {
        HeadInputs headInputs =
                new HeadInputs(head, OptionalDouble.of(.01), SampleMetrics.allNaN(), LossAndError.allNaN());
        return CollapseMetrics.of(factors, headInputs, new double[] {1, 2}, .1, false);
    }

    private static Set<MetricColumn> undefined(CollapseMetrics metrics) {
        Set<MetricColumn> columns = EnumSet.noneOf(MetricColumn.class);
        for (MetricColumn column : COMPUTED) {
            double value = column.value(metrics);
            assertThat(value).as(column.columnName()).isNotIn(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            if (Double.isNaN(value)) {
                columns.add(column);
            }
        }
        return columns;
    }

    private static Set<MetricColumn> defined(CollapseMetrics metrics) {
        Set<MetricColumn> columns = EnumSet.copyOf(COMPUTED);
        columns.removeAll(undefined(metrics));
        return columns;
    }
}
