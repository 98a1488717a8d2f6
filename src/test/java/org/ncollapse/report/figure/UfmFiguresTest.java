package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** The files of a fit's figures. */
class UfmFiguresTest {
    private static final List<String> NAMES =
            List.of("ufm-trajectories", "ufm-matrices", "ufm-regularization", "ufm-singular-values");

    private static final FigureData NO_RUN = new FigureData(MetricsTable.of(List.of()), List.of());

    @TempDir
    private Path folder;

    private FigureFiles figures;

    @BeforeEach
    void setUp() {
        figures = new FigureFiles(folder);
    }

    @Test
    void fitHasFourFiguresAndEqualRowsGiveEqualBytes() throws IOException {
        CsvFixture.collapsing(folder);
        List<FitRow> rows = SyntheticFitRows.of(4, "plain", "extended-linear", "extended-relu");
        FitFiles.write(folder, rows);
        Figures.drawFit(folder, "epoch");
        assertThat(drawn()).containsExactlyInAnyOrderElementsOf(NAMES);
        List<byte[]> first = figures.contents(NAMES);

        FitRows fit = new FitRows(rows);
        figures.write(TrajectoryFigure.of(fit));
        figures.write(MatricesFigure.of(fit));
        figures.write(RegularizationFigure.of(fit, FigureData.read(folder), "epoch"));
        figures.write(SingularValuesFigure.of(fit));

        List<byte[]> second = figures.contents(NAMES);
        assertThat(first).hasSize(12);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i)).isEqualTo(first.get(i));
        }
    }

    @Test
    void fitWithoutRowsDeletesFiguresOfEarlierFit() throws IOException {
        Path stale = Files.createDirectories(CsvFixture.collapsing(folder).resolve("figures"))
                .resolve("ufm-matrices.png");
        Files.createFile(stale);
        FitFiles.write(folder, List.of());
        Figures.drawFit(folder, "epoch");

        assertThat(stale).doesNotExist();
        assertThat(drawn()).isEmpty();
    }

    @Test
    void kindWithoutRowsHasNoFigure() {
        for (Kind kind : Kind.values()) {
            FitRows fit = new FitRows(SyntheticFitRows.of(4, "plain").stream()
                    .filter(row -> row.kind() == kind)
                    .toList());

            assertThat(TrajectoryFigure.of(fit).isPresent()).isEqualTo(kind == Kind.TRAJECTORY);
            assertThat(MatricesFigure.of(fit).isPresent()).isEqualTo(kind == Kind.MATRIX);
            assertThat(RegularizationFigure.of(fit, NO_RUN, "epoch").isPresent())
                    .isEqualTo(kind == Kind.ESTIMATE);
            assertThat(SingularValuesFigure.of(fit).isPresent()).isEqualTo(kind == Kind.SPECTRUM);
        }
    }

    @Test
    void fontHasAllCharactersOfLabels() {
        assertThat(FigureStyle.LABEL.canDisplayUpTo("\u0109\u015d\u03bb\u2081\u2082\u2212"))
                .isEqualTo(-1);
    }

    /** Returns the names of the figures of a fit; checks that each has three files. */
    private List<String> drawn() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("ufm"))
                    .toList();
            List<String> bare = names.stream()
                    .map(name -> name.substring(0, name.lastIndexOf('.')))
                    .distinct()
                    .toList();
            assertThat(names).hasSize(3 * bare.size());
            return bare;
        }
    }
}
