package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.spec.Split;

class MetricSentencesTest {

    private static final double NONE = Double.NaN;

    /** The sentence on NC1, with values at epochs 0, 10, 20, … */
    private static String nc1(double... values) {
        return sentence(Split.TRAIN, values);
    }

    private static String sentence(Split split, double... values) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            List<Double> cells = new ArrayList<>(Collections.nCopies(MetricColumn.values().length, NONE));
            cells.set(MetricColumn.NC1.ordinal(), values[i]);
            rows.add(new Row(10 * i, "penultimate", split, cells));
        }
        return MetricSentences.of(MetricsTable.of(rows), "epoch").get("nc1");
    }

    @Test
    void tellsTheCourse() {
        assertThat(nc1(1.2, .5, .0015, .00135, .0014))
                .isEqualTo("NC1 fell from 1.2 at epoch 0 to 0.0014 at epoch 40, and was within 10 % of its last value"
                        + " from epoch 20 on (penultimate, train).");
        assertThat(nc1(1, 2, 4))
                .isEqualTo("NC1 rose from 1 at epoch 0 to 4 at epoch 20, and differed from its last value by more than"
                        + " 10 % at the value before (penultimate, train).");
    }

    @Test
    void isTrueAtTheEdges() {
        assertThat(nc1(1.2)).isEqualTo("NC1 is 1.2 at epoch 0, its only value (penultimate, train).");
        assertThat(nc1(NONE, NONE)).isEqualTo("NC1 is undefined in this run (penultimate, train).");
        assertThat(nc1(NONE, .3, NONE)).isEqualTo("NC1 is 0.3 at epoch 10, its only value (penultimate, train).");
        assertThat(nc1(1, 0, 1e-9, 0, 0))
                .isEqualTo("NC1 fell from 1 at epoch 0 to 0 at epoch 40, and was exactly 0 from epoch 30 on"
                        + " (penultimate, train).");
        assertThat(nc1(1, 1e-9, 0))
                .isEqualTo("NC1 fell from 1 at epoch 0 to 0 at epoch 20, and was not 0 at the value before"
                        + " (penultimate, train).");
        assertThat(nc1(.5, .50001))
                .isEqualTo("NC1 is 0.5 at epoch 0 and at epoch 10, and was within 10 % of its last value at every value"
                        + " (penultimate, train).");
        assertThat(nc1(0, 0))
                .isEqualTo(
                        "NC1 is 0 at epoch 0 and at epoch 10, and was exactly 0 at every value (penultimate, train).");
        // Within 10 % of the last value in between, but not from then on.
        assertThat(nc1(1, 2, 1, 2.1))
                .endsWith("differed from its last value by more than 10 % at the value before"
                        + " (penultimate, train).");
    }

    @Test
    void namesSplitAndHasNothingToSayWithoutRows() {
        assertThat(sentence(Split.TEST, 1)).endsWith("(penultimate, test).");
        assertThat(MetricSentences.of(MetricsTable.of(List.of()), "epoch")).isEmpty();
    }
}
