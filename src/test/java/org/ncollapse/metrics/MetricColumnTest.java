package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncollapse.stats.SampleMetrics;

class MetricColumnTest {

    @Test
    void columnsAreInFileOrder() {
        assertThat(Arrays.stream(MetricColumn.values()).map(MetricColumn::columnName))
                .containsExactly(
                        "nc0",
                        "nc1",
                        "nc1_trace_ratio",
                        "cdnv",
                        "vci",
                        "nc2_etf",
                        "nc2_of",
                        "nc2_etf_head",
                        "nc2_of_head",
                        "equinorm",
                        "equinorm_head",
                        "equiangle",
                        "equiangle_head",
                        "maxangle",
                        "maxangle_head",
                        "nc2_uniformity",
                        "nc2_log_uniformity",
                        "nc3_etf",
                        "nc3_of",
                        "nc3_distance",
                        "nc3_distance_uncentered",
                        "nc3_uniform_duality",
                        "nc3_uniform_duality_cosine",
                        "nc4_mismatch",
                        "nc5_ood",
                        "head_bias_residual",
                        "global_mean_ratio",
                        "stable_rank",
                        "effective_rank",
                        "head_principal_angle",
                        "cosine_margin_p0",
                        "cosine_margin_p5",
                        "cosine_margin_p50",
                        "mse_nc1",
                        "mse_nc23",
                        "mse_perp",
                        "loss",
                        "objective",
                        "error",
                        "learning_rate",
                        "terminal_phase");
    }

    @Test
    void eachColumnReturnsItsOwnComponent() {
        // All components of the records differ, so a column that returns another's component is found.
        CollapseMetrics metrics = new CollapseMetrics(
                new WithinClassVariability(1, 2, 3, 4),
                new ClassMeanGeometry(5, 6, 9, 11, 13, 15, 16, 26),
                new FeatureRank(27, 28),
                new HeadGeometry(0, 7, 8, 10, 12, 14),
                new SelfDuality(17, 18, 19, 20, 21, 22, 29, 25),
                new MseDecomposition(33, 34, 35),
                new SampleMetrics(23, 30, 31, 32),
                new LossAndError(36, 37, 38),
                24,
                39,
                true);
        assertThat(Arrays.stream(MetricColumn.values()).limit(40).mapToInt(column -> (int) column.value(metrics)))
                .containsExactly(IntStream.rangeClosed(0, 39).boxed().toArray(Integer[]::new));
        assertThat(MetricColumn.TERMINAL_PHASE.value(metrics)).isEqualTo(1);
    }

    @Test
    void definitionsAreOneLine() {
        for (MetricColumn column : MetricColumn.values()) {
            assertThat(column.definition()).isNotBlank().doesNotContain("\n");
            assertThat(column.unit()).isNotBlank();
            assertThat(column.source()).isNotBlank();
        }
    }
}
