package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

class HeadInputsTest {

    private static final Set<MetricColumn> MSE_COLUMNS =
            EnumSet.of(MetricColumn.MSE_NC1, MetricColumn.MSE_NC23, MetricColumn.MSE_PERP);

    private final HeadEvaluator evaluator = ReferenceData.evaluator(true);

    private static CollapseMetrics metrics(HeadInputs headInputs) {
        return LayerMeasurement.of(ReferenceData.statistics(), headInputs, null, .1, false)
                .metrics();
    }

    @Test
    void mseLossFillsMseColumns() {
        CollapseMetrics metrics = metrics(HeadInputs.mse(evaluator, SampleMetrics.allNaN(), 2, .01));
        assertThat(metrics.lossAndError()).isEqualTo(new LossAndError(evaluator.mseLoss(), 2, evaluator.error()));
        assertThat(MSE_COLUMNS)
                .allSatisfy(column -> assertThat(column.value(metrics)).isPositive());
    }

    @Test
    void crossEntropyLeavesOnlyMseColumnsEmpty() {
        CollapseMetrics mse = metrics(HeadInputs.mse(evaluator, SampleMetrics.allNaN(), 2, .01));
        CollapseMetrics entropy = metrics(HeadInputs.crossEntropy(evaluator, SampleMetrics.allNaN(), 2));
        assertThat(entropy.lossAndError()).isEqualTo(new LossAndError(evaluator.crossEntropy(), 2, evaluator.error()));
        for (MetricColumn column : MetricColumn.values()) {
            if (MSE_COLUMNS.contains(column)) {
                assertThat(column.value(entropy)).as(column.columnName()).isNaN();
            } else if (column != MetricColumn.LOSS) {
                assertThat(column.value(entropy)).as(column.columnName()).isEqualTo(Double.valueOf(column.value(mse)));
            }
        }
    }
}
