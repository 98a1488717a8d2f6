package org.ncollapse.report.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

class FitFilesTest {
    private static final String HEADER = "kind,model,epoch,layer,quantity,i,j,observed,predicted,relative_error";
    private static final List<FitRow> ROWS = List.of(
            new FitRow(Kind.ESTIMATE, "plain", OptionalInt.of(0), "", "c_balance", Entry.SCALAR, 0.1, 1, Double.NaN),
            new FitRow(
                    Kind.MATRIX,
                    "extended-relu",
                    OptionalInt.of(42),
                    "H2",
                    "class_mean_gram",
                    Entry.ofMatrix(0, 3),
                    -1.0 / 3,
                    Double.MIN_VALUE,
                    1e300),
            new FitRow(
                    Kind.SPECTRUM,
                    "plain",
                    OptionalInt.of(42),
                    "W",
                    "singular_values",
                    Entry.ofVector(7),
                    Double.NaN,
                    2,
                    Double.NaN),
            new FitRow(
                    Kind.SCORE,
                    "a, \"quoted\" name",
                    OptionalInt.empty(),
                    "",
                    "skill_nc1",
                    Entry.SCALAR,
                    Double.NEGATIVE_INFINITY,
                    Double.NaN,
                    Double.NaN));

    @TempDir
    private Path folder;

    @Test
    void rowsAreReadAsWritten() {
        FitFiles.write(folder, ROWS);

        assertThat(FitFiles.read(folder)).isEqualTo(ROWS);
    }

    @Test
    void undefinedValuesAreEmptyCells() throws IOException {
        FitFiles.write(folder, ROWS);

        assertThat(Files.readAllLines(folder.resolve("ufm.csv")))
                .containsExactly(
                        HEADER,
                        "estimate,plain,0,,c_balance,,,0.1,1.0,",
                        "matrix,extended-relu,42,H2,class_mean_gram,0,3,-0.3333333333333333,4.9E-324,1.0E300",
                        "spectrum,plain,42,W,singular_values,7,,,2.0,",
                        "score,\"a, \"\"quoted\"\" name\",,,skill_nc1,,,-Infinity,,");
    }

    @Test
    void writingAgainReplacesTheFileAndLeavesNoOther() throws IOException {
        FitFiles.write(folder, ROWS);
        FitFiles.write(folder, List.of());

        assertThat(FitFiles.read(folder)).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("ufm.csv"));
        }
    }

    @Test
    void rejectsDamagedFileWithPlaceInOneLine() throws IOException {
        assertRejected("ufm.csv is not there; 'ncollapse fit' writes it");
        write(HEADER.replace(",layer", ""));
        assertRejected("ufm.csv has no column 'layer'");
        write(HEADER, "guess,plain,0,,c_balance,,,0.1,1.0,");
        assertRejected("line 2, column 'kind': found 'guess', expected one of estimate, prediction");
        write(HEADER, "estimate,plain,0,,c_balance,,,0.1,1.0,", "matrix,plain,0,H,class_mean_gram,-2,0,0.1,1.0,");
        assertRejected("line 3, column 'i': found '-2', expected a non-negative integer or an empty cell");
        write(HEADER, "matrix,plain,0,H,class_mean_gram,0,,0.1,1.0,");
        assertRejected("line 2, column 'j': found '', expected a non-negative integer");
        write(HEADER, "estimate,plain,,,c_balance,,,0.1,1.0,");
        assertRejected("line 2, column 'epoch': found '', expected a non-negative integer");
        write(HEADER, "estimate,plain,0,,c_balance,,,nought,1.0,");
        assertRejected("column 'observed': found 'nought', expected a number or an empty cell");
        write(HEADER, "estimate,plain,0,,c_bal");
        assertRejected("line 2: ends after 5 of 10 columns");
    }

    @Test
    void verdictHasOneLinePerParagraph() throws IOException {
        FitFiles.writeVerdict(
                folder,
                List.of("The plain model follows best (skill .97).\n  It fails nowhere.", "Not fitted: none."),
                FitTable.of(List.of()));

        assertThat(Files.readString(folder.resolve("verdict.txt")))
                .isEqualTo("The plain model follows best (skill .97). It fails nowhere.\nNot fitted: none.\n");
        assertThat(FitFiles.readVerdict(folder))
                .containsExactly("The plain model follows best (skill .97). It fails nowhere.", "Not fitted: none.");
    }

    @Test
    void rejectsVerdictThatIsMissingOrNotText() throws IOException {
        assertThatThrownBy(() -> FitFiles.readVerdict(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is not there");

        Files.write(folder.resolve("verdict.txt"), new byte[] {'a', (byte) 0xFF});
        assertThatThrownBy(() -> FitFiles.readVerdict(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not UTF-8");
    }

    private void write(String... lines) throws IOException {
        Files.write(folder.resolve("ufm.csv"), List.of(lines));
    }

    private void assertRejected(String part) {
        assertThatThrownBy(() -> FitFiles.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(part)
                .message()
                .doesNotContain("\n");
    }
}
