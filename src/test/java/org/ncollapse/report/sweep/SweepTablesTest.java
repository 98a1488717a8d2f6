package org.ncollapse.report.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.metrics.MetricColumn;

class SweepTablesTest {

    @TempDir
    private Path folder;

    @Test
    void endedRunsHaveOneRowPerLayerAndSplit() throws IOException {
        SweepTables.write(folder, SyntheticSweep.decays(3));
        List<CSVRecord> rows = rows("runs.csv");
        assertThat(rows).hasSize(13 * 4);
        assertThat(rows)
                .extracting(row -> row.get("run"))
                .contains("diverged-run")
                .doesNotContain("pending-run");
        CSVRecord row = rows.stream()
                .filter(other -> other.get("run").equals("decay-1e-2-seed-2")
                        && other.get("layer").equals("penultimate")
                        && other.get("split").equals("train"))
                .findFirst()
                .orElseThrow();
        assertThat(row.get("objective.weightDecay")).isEqualTo("1e-2");
        assertThat(row.get("seed")).isEqualTo("2");
        assertThat(row.get("epoch")).isEqualTo("40");
        assertThat(row.get("zero_error_epoch")).isEmpty();
        assertThat(Double.parseDouble(row.get("c_balance"))).isEqualTo(.4);
        assertThat(Double.parseDouble(row.get("c_shrinkage"))).isCloseTo(.42, within(1e-15));
        assertThat(Double.parseDouble(row.get("nc1"))).isCloseTo(1e-4, within(1e-18));
        assertThat(rows.stream().filter(other -> !other.get("c_balance").isEmpty()))
                .as("only the head's input has a strength")
                .hasSize(9)
                .allMatch(other -> other.get("layer").equals("penultimate")
                        && other.get("split").equals("train"));
    }

    @Test
    void meansAreOverFinishedSeedsOnScaleOfQuantity() throws IOException {
        SweepTables.write(folder, SyntheticSweep.decays(3));
        CSVRecord nc1 = mean("1e-2", "nc1");
        assertThat(nc1.get("scale")).isEqualTo("log10");
        assertThat(nc1.get("n")).isEqualTo("3");
        // 1e-3, 1e-4 and 1e-5
        assertThat(Double.parseDouble(nc1.get("mean"))).isCloseTo(1e-4, within(1e-16));
        assertThat(Double.parseDouble(nc1.get("std"))).isCloseTo(1, within(1e-12));
        CSVRecord shrinkage = mean("1e-2", "c_shrinkage");
        assertThat(shrinkage.get("scale")).isEqualTo("linear");
        assertThat(Double.parseDouble(shrinkage.get("mean"))).isCloseTo((.41 + .42 + .43) / 3, within(1e-12));
        assertThat(Double.parseDouble(shrinkage.get("std"))).isCloseTo(.01, within(1e-12));
        assertThat(rows("means.csv"))
                .extracting(row -> row.get("objective.loss"))
                .as("no mean of diverged or pending runs")
                .containsOnly("mse");
    }

    @Test
    void countIsNumberOfRunsInWhichQuantityIsDefined() throws IOException {
        SweepTables.write(folder, SyntheticSweep.decays(3));
        CSVRecord zeroSolution = mean("1", "c_balance");
        assertThat(zeroSolution.get("n")).isEqualTo("0");
        assertThat(zeroSolution.get("mean")).isEmpty();
        assertThat(mean("1", "c_shrinkage").get("n")).isEqualTo("3");
        assertThat(rows("means.csv"))
                .extracting(row -> row.get("quantity"))
                .as("defined nowhere")
                .doesNotContain("nc5_ood");
    }

    @Test
    void oneSeedHasMeansWithoutIntervals() throws IOException {
        SweepTables.write(folder, SyntheticSweep.decays(1));
        assertThat(rows("means.csv"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.get("ci95_low") + row.get("ci95_high") + row.get("std"))
                        .isEmpty());
        assertThat(mean("0", "nc1").get("mean")).isEqualTo("0.1");
    }

    @Test
    void quantitiesThatMayBeZeroOrNegativeAreAveragedLinearly() {
        for (MetricColumn column : List.of(
                MetricColumn.ERROR,
                MetricColumn.NC4_MISMATCH,
                MetricColumn.COSINE_MARGIN_P0,
                MetricColumn.TERMINAL_PHASE)) {
            assertThat(SweepQuantity.of(column).scale()).isEqualTo(AveragingScale.LINEAR);
        }
    }

    private CSVRecord mean(String decay, String quantity) throws IOException {
        return rows("means.csv").stream()
                .filter(row -> row.get("objective.weightDecay").equals(decay)
                        && row.get("quantity").equals(quantity)
                        && row.get("layer").equals("penultimate")
                        && row.get("split").equals("train"))
                .findFirst()
                .orElseThrow();
    }

    private List<CSVRecord> rows(String file) throws IOException {
        return TinyRun.rows(folder.resolve(file));
    }
}
