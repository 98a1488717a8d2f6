package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares complete runs with ND4J's kernels, which a GPU uses, and with oneDNN's. Both run on the CPU. */
class KernelLibraryTest {

    /**
     * Columns that do not depend on which of two nearly equal numbers is the larger; the objective is only defined on
     * the training split.
     */
    private static final List<String> COLUMNS =
            List.of("objective", "loss", "nc1", "nc2_of", "nc2_etf", "nc3_of", "nc3_etf");

    @TempDir
    private Path folder;

    private List<CSVRecord> metrics(String layers, String network, double rate) throws IOException {
        Path home = folder.resolve(layers);
        TinyRun.run(
                home,
                "compute.kernels=" + layers,
                "training={epochs: 4, batchSize: 32}",
                "capture={taps: [penultimate], epochs: {first: 4}}",
                "ufm=[]",
                "network=" + network,
                "optimizer.learningRate=" + rate);
        return TinyRun.rows(home.resolve("notebooks-export/tiny/metrics.csv"));
    }

    /**
     * Learning rates are small, because at 0.01 the ResNet with seven steps per epoch is chaotic: changing its first
     * weights by 1e-6 changes the loss by 1e-3 in ten steps, as much as the other kernel library does. Its classes are
     * hardly separated, so its nc1 depends on small differences.
     *
     * @param tolerance the relative tolerance of a column; a hundred times as large for {@code nc1}
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: mlp, widths: [32, 32], batchNorm: true, headBias: true} | 0.01 | 1e-6
            {kind: mlp, widths: [32, 32], batchNorm: false}                | 0.01 | 1e-6
            {kind: resnet20, width: 4, hiddenWidths: [16]}                       | 1e-4 | 1e-3
            """)
    void bothKernelLibrariesGiveSameMetrics(String network, double rate, double tolerance) throws IOException {
        List<CSVRecord> expected = metrics("onednn", network, rate);
        List<CSVRecord> actual = metrics("nd4j", network, rate);
        assertThat(expected).hasSize(2 * 5);
        assertThat(actual).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            CSVRecord one = expected.get(row);
            CSVRecord other = actual.get(row);
            for (String key : List.of("epoch", "layer", "split")) {
                assertThat(other.get(key)).isEqualTo(one.get(key));
            }
            for (String column : COLUMNS.subList(one.get("split").equals("train") ? 0 : 1, COLUMNS.size())) {
                double truth = Double.parseDouble(one.get(column));
                assertThat(Double.parseDouble(other.get(column)))
                        .as("epoch %s, %s, %s", one.get("epoch"), one.get("split"), column)
                        .isCloseTo(truth, within((column.equals("nc1") ? 100 : 1) * tolerance * truth));
            }
        }
    }
}
