package org.ncollapse.experiment.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.report.sweep.FitsTable;
import org.ncollapse.report.sweep.SyntheticFits;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.spec.Sweep;
import org.ncollapse.ufm.fit.FitRow;

/** Collects real runs with synthetic fits: three seeds of which one has no fit. */
class SweepFitsTest {
    private static final List<String> FILES =
            List.of("fits.csv", "figures/trajectories.png", "figures/trajectories.svg", "figures/trajectories.pdf");

    @TempDir
    private static Path home;

    private static Sweep sweep;
    private static RunFolders folders;

    @BeforeAll
    static void run() throws IOException {
        sweep = TinySweep.read("""
                name: fits
                experiment: base.yaml
                set: {training.epochs: 1}
                grid: {objective.weightDecay: [1e-3]}
                seeds: [1, 2, 3]
                """);
        folders = TinySweep.runAll(home, sweep);
    }

    private static void fit(int run, double scale) {
        List<FitRow> rows = SyntheticFits.rows("plain", 4 + run, 60, scale);
        rows.addAll(SyntheticFits.rows("extended-relu", 4 + run, 60, scale));
        FitFiles.write(export(run), rows);
    }

    private static Path export(int run) {
        return new RunFolders(home, sweep.runs().get(run).name()).export();
    }

    private static List<Path> collect() throws IOException {
        return SweepCollection.write(folders, (runs, all) -> {}).files();
    }

    @Test
    void fitsAreInTableFigureAndPage() throws IOException {
        fit(0, 1);
        fit(2, 3);
        List<Path> files = collect();
        assertThat(files)
                .extracting(file -> folders.export().relativize(file).toString())
                .containsAll(FILES);
        List<CSVRecord> rows = TinyRun.rows(folders.export().resolve("fits.csv"));
        assertThat(rows).hasSize(4);
        assertThat(rows).extracting(row -> row.get("seed")).containsExactly("1", "1", "3", "3");
        assertThat(rows)
                .extracting(row -> row.get("model"))
                .containsExactly("plain", "extended-relu", "plain", "extended-relu");
        CSVRecord last = rows.get(3);
        assertThat(last.get("run")).isEqualTo(sweep.runs().get(2).name());
        assertThat(last.get("objective.weightDecay")).isEqualTo("1e-3");
        assertThat(last.get("last_fitted_epoch")).isEqualTo("33");
        assertThat(Double.parseDouble(last.get("feature_rate"))).isEqualTo(120);
        assertThat(Double.parseDouble(last.get("factor"))).isCloseTo(Math.pow(10, .3), within(1e-12));
        assertThat(Double.parseDouble(last.get("skill_constant"))).isEqualTo(.5);
        assertThat(last.get("factor_frozen")).isEmpty();
        assertThat(Files.readAllLines(folders.export().resolve("fits.csv"))
                        .get(0)
                        .split(","))
                .isEqualTo(FitsTable.schema(sweep.keys()).columnNames().toArray());
        assertThat(folders.report()).content().contains("\"trajectories\":\"data:image/svg+xml;base64,");
    }

    @Test
    void sameFitsGiveSameBytesAndOutdatedFilesAreDeleted() throws IOException {
        fit(0, 1);
        collect();
        Map<String, byte[]> before = contents();
        collect();
        contents().forEach((file, bytes) -> assertThat(bytes).as(file).isEqualTo(before.get(file)));
        for (int run = 0; run < 3; run++) {
            FitFiles.delete(export(run));
        }
        assertThat(collect())
                .extracting(file -> folders.export().relativize(file).toString())
                .doesNotContainAnyElementsOf(FILES);
        assertThat(FILES).allMatch(file -> Files.notExists(folders.export().resolve(file)));
    }

    private static Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String file : FILES) {
            contents.put(file, Files.readAllBytes(folders.export().resolve(file)));
        }
        contents.put("report.html", Files.readAllBytes(folders.report()));
        return contents;
    }
}
