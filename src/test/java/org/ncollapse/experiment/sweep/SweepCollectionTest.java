package org.ncollapse.experiment.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.sweep.SweepTables;
import org.ncollapse.spec.Sweep;
import org.ncollapse.training.DivergedException;

/**
 * Recomputes the collected tables from the files of real runs: without decay, with it, with so much that the result is
 * a zero solution; one diverged, one pending.
 */
class SweepCollectionTest {
    private static final int CLASSES = 10;
    private static final int PER_CLASS = 20;

    @TempDir
    private static Path home;

    private static Sweep sweep;
    private static RunFolders folders;
    private static SweepCollection collection;
    private static final List<String> HEARD = new ArrayList<>();

    @BeforeAll
    static void run() throws IOException {
        sweep = TinySweep.read("""
                name: decays
                notes: from none to all
                experiment: base.yaml
                set: {training.epochs: 60}
                configurations:
                  - {objective.weightDecay: 0}
                  - {objective.weightDecay: 1e-2}
                  - {optimizer.learningRate: 0.02}
                  - {objective.weightDecay: 2, optimizer.learningRate: 0.02}
                  - {optimizer.learningRate: 50}
                seeds: [1, 2]
                """);
        folders = TinySweep.begin(home, sweep);
        for (Sweep.PlannedRun run : sweep.runs().subList(0, 9)) {
            try {
                TinySweep.run(home, run);
            } catch (DivergedException e) {
                assertThat(run.values()).contains("50");
            }
        }
        collection = SweepCollection.write(folders, (runs, all) -> HEARD.add(runs + "/" + all));
    }

    @Test
    void knownPenaltyOfFeaturesIsComparedWithTheory(@TempDir Path other) throws IOException {
        RunFolders known = TinySweep.runAll(other, TinySweep.read("""
                name: known
                experiment: base.yaml
                set: {training.epochs: 2}
                grid: {objective.featureDecay: [1e-4]}
                """));
        assertThat(SweepCollection.write(known, (runs, all) -> {}).files())
                .contains(known.export().resolve("figures/theory.svg"));
        assertThat(known.report()).content().contains("data:image/svg+xml;base64,");
    }

    @Test
    void writesTablesFigureAndPageAndNamesExcludedRuns() {
        assertThat(collection.files())
                .extracting(file -> folders.export().relativize(file).toString())
                .containsExactly(
                        "runs.csv",
                        "means.csv",
                        "figures/phase-diagram.png",
                        "figures/phase-diagram.svg",
                        "figures/phase-diagram.pdf",
                        "report.html")
                .allMatch(file -> Files.exists(folders.export().resolve(file)));
        assertThat(collection.excluded())
                .containsExactly(
                        "1 run is in runs.csv but not in the means, because it diverged: decays_learningRate-50_seed-1",
                        "1 run is in no table, because it has not started: decays_learningRate-50_seed-2");
        assertThat(HEARD).hasSize(10).startsWith("1/10").endsWith("10/10");
    }

    @Test
    void rowsAreLastRowsOfRunsTables() throws IOException {
        List<CSVRecord> rows = TinyRun.rows(folders.export().resolve("runs.csv"));
        for (Sweep.PlannedRun run : sweep.runs().subList(0, 8)) {
            List<CSVRecord> own =
                    TinyRun.rows(new RunFolders(home, run.name()).export().resolve("metrics.csv"));
            List<CSVRecord> last = own.stream()
                    .filter(row ->
                            row.get("epoch").equals(own.get(own.size() - 1).get("epoch")))
                    .toList();
            List<CSVRecord> collected = rows.stream()
                    .filter(row -> row.get("run").equals(run.name()))
                    .toList();
            assertThat(collected).hasSameSizeAs(last).hasSize(4);
            for (int i = 0; i < last.size(); i++) {
                CSVRecord from = last.get(i);
                CSVRecord to = collected.get(i);
                Stream.concat(
                                Stream.of("epoch", "layer", "split"),
                                Arrays.stream(MetricColumn.values())
                                        .filter(column -> column != MetricColumn.TERMINAL_PHASE)
                                        .map(MetricColumn::columnName))
                        .forEach(column -> assertThat(to.get(column)).isEqualTo(from.get(column)));
                assertThat(to.get("seed")).isEqualTo(run.experiment().seed().toString());
            }
        }
    }

    @Test
    void unsetKeyHasValueOfExperiment() throws IOException {
        List<CSVRecord> rows = TinyRun.rows(folders.export().resolve("runs.csv"));
        assertThat(rows)
                .filteredOn(row -> row.get("run").equals("decays_learningRate-0.02_seed-1"))
                .isNotEmpty()
                .allSatisfy(row -> {
                    assertThat(row.get("objective.weightDecay")).isEqualTo("0.001");
                    assertThat(row.get("optimizer.learningRate")).isEqualTo("0.02");
                });
        assertThat(rows)
                .filteredOn(row -> row.get("run").equals("decays_weightDecay-0_seed-1"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.get("optimizer.learningRate")).isEqualTo("0.05"));
    }

    /** K√(nλ_W · λ_W‖W‖²/‖H‖²) and the logits' part along I − J/K, from the run's tables by plain sums. */
    @Test
    void strengthAgreesWithTables() throws IOException {
        double lambda = 1e-2;
        Path run = new RunFolders(home, "decays_weightDecay-1e-2_seed-1").export();
        double head = 0;
        double features = 0;
        for (CSVRecord row : last(run.resolve("gram.csv"))) {
            if (row.get("i").equals(row.get("j"))) {
                double value = Double.parseDouble(row.get("value"));
                head += row.get("matrix").equals("weight_gram") ? value : 0;
                features += row.get("matrix").equals("class_mean_gram") ? PER_CLASS * value : 0;
            }
        }
        for (CSVRecord row : last(run.resolve("spectra.csv"))) {
            features +=
                    row.get("matrix").equals("within") ? CLASSES * PER_CLASS * Double.parseDouble(row.get("value")) : 0;
        }
        double trace = 0;
        double sum = 0;
        for (CSVRecord row : last(run.resolve("logits.csv"))) {
            sum += Double.parseDouble(row.get("value"));
            trace += row.get("i").equals(row.get("j")) ? Double.parseDouble(row.get("value")) : 0;
        }
        CSVRecord found = strength("decays_weightDecay-1e-2_seed-1");
        assertThat(Double.parseDouble(found.get("c_balance")))
                .isCloseTo(CLASSES * Math.sqrt(PER_CLASS * lambda * lambda * head / features), within(1e-9));
        assertThat(Double.parseDouble(found.get("c_shrinkage")))
                .isCloseTo(1 - (trace - sum / CLASSES) / (CLASSES - 1), within(1e-9));
    }

    @Test
    void balanceIsZeroWithoutWeightDecayAndEmptyForZeroSolution() throws IOException {
        assertThat(Double.parseDouble(strength("decays_weightDecay-0_seed-1").get("c_balance")))
                .isZero();
        for (int seed = 1; seed <= 2; seed++) {
            CSVRecord gone = strength("decays_weightDecay-2_learningRate-0.02_seed-" + seed);
            assertThat(gone.get("c_balance")).isEmpty();
            assertThat(Double.parseDouble(gone.get("c_shrinkage"))).isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void meanIsMeanOfRunsRows() throws IOException {
        double[] errors = TinyRun.rows(folders.export().resolve("runs.csv")).stream()
                .filter(row -> row.get("run").startsWith("decays_weightDecay-0_")
                        && row.get("layer").equals("penultimate")
                        && row.get("split").equals("test"))
                .mapToDouble(row -> Double.parseDouble(row.get("error")))
                .toArray();
        assertThat(errors).hasSize(2);
        CSVRecord mean = TinyRun.rows(folders.export().resolve("means.csv")).stream()
                .filter(row -> row.get("objective.weightDecay").equals("0")
                        && row.get("layer").equals("penultimate")
                        && row.get("split").equals("test")
                        && row.get("quantity").equals("error"))
                .findFirst()
                .orElseThrow();
        assertThat(Double.parseDouble(mean.get("mean"))).isCloseTo((errors[0] + errors[1]) / 2, within(1e-12));
        assertThat(Double.parseDouble(mean.get("std")))
                .isCloseTo(Math.abs(errors[0] - errors[1]) / Math.sqrt(2), within(1e-12));
    }

    @Test
    void sameFilesGiveSameBytes() throws IOException {
        Map<Path, byte[]> before = contents();
        SweepCollection.write(folders, (runs, all) -> {});
        Map<Path, byte[]> after = contents();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach(
                (file, bytes) -> assertThat(after.get(file)).as(file.toString()).isEqualTo(bytes));
    }

    @Test
    void damagedRunIsNamedAndOthersAreCollected() throws IOException {
        Path metrics =
                new RunFolders(home, "decays_weightDecay-0_seed-2").export().resolve("metrics.csv");
        byte[] whole = Files.readAllBytes(metrics);
        try {
            Files.writeString(metrics, "epoch,layer\n");
            SweepCollection damaged = SweepCollection.write(folders, (runs, all) -> {});
            assertThat(damaged.excluded())
                    .anyMatch(sentence ->
                            sentence.startsWith("1 run is in no table, because it cannot be read: " + metrics)
                                    && sentence.endsWith(": decays_weightDecay-0_seed-2"));
            assertThat(TinyRun.rows(folders.export().resolve("runs.csv")))
                    .extracting(row -> row.get("run"))
                    .doesNotContain("decays_weightDecay-0_seed-2")
                    .contains("decays_weightDecay-0_seed-1");
        } finally {
            Files.write(metrics, whole);
            SweepCollection.write(folders, (runs, all) -> {});
        }
    }

    @Test
    void rejectsNameWithoutSweep() {
        assertThatThrownBy(() -> SweepCollection.write(new RunFolders(home, "other"), (runs, all) -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sweep.json does not exist");
        assertThat(home.resolve("notebooks-export/other")).doesNotExist();
    }

    @Test
    void tablesHaveDocumentedColumns() throws IOException {
        assertThat(header("runs.csv")).isEqualTo(SweepTables.runs(sweep.keys()).columnNames());
        assertThat(header("means.csv"))
                .isEqualTo(SweepTables.means(sweep.keys()).columnNames());
    }

    private static List<String> header(String file) throws IOException {
        return List.of(Files.readAllLines(folders.export().resolve(file)).get(0).split(","));
    }

    private static CSVRecord strength(String run) throws IOException {
        return TinyRun.rows(folders.export().resolve("runs.csv")).stream()
                .filter(row -> row.get("run").equals(run)
                        && row.get("layer").equals("penultimate")
                        && row.get("split").equals("train"))
                .findFirst()
                .orElseThrow();
    }

    /** The head's layer and the training split at the last epoch. */
    private static List<CSVRecord> last(Path file) throws IOException {
        return TinyRun.rows(file).stream()
                .filter(row -> row.get("epoch").equals("60")
                        && row.get("layer").equals("penultimate")
                        && row.get("split").equals("train"))
                .toList();
    }

    private static Map<Path, byte[]> contents() throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        for (Path file : collection.files()) {
            contents.put(file, Files.readAllBytes(file));
        }
        return contents;
    }
}
