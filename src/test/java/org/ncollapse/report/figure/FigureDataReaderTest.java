package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.FigureData.CapturedRow;
import org.ncollapse.report.figure.FigureData.RunningRow;
import org.ncollapse.spec.Split;

class FigureDataReaderTest {
    private static final List<String> NO_EPOCHS = List.of(CsvFixture.EPOCHS_HEADER);

    @TempDir
    private Path folder;

    @Test
    void columnsAreFoundByNameWhateverTheirOrder() throws IOException {
        FigureData run = FigureDataReader.read(CsvFixture.with(
                folder,
                List.of(
                        "terminal_phase,error,split,layer,epoch,nc1,nc2_of,nc2_etf,nc3_of,nc3_etf,objective,loss",
                        "1,0,test,penultimate,7,1e-3,0.2,0.3,0.4,0.5,0.9,0.6"),
                List.of("seconds,error,epoch,loss", "9,0.25,3,0.75")));

        assertThat(run.captures())
                .containsExactly(
                        new CapturedRow(7, "penultimate", Split.TEST, 1e-3, 0.3, 0.2, 0.5, 0.4, 0.6, 0.9, 0, true));
        assertThat(run.epochs()).containsExactly(new RunningRow(3, 0.75, 0.25));
    }

    @Test
    void anEmptyCellIsNaN() throws IOException {
        FigureData run = FigureDataReader.read(CsvFixture.with(
                folder, List.of(CsvFixture.METRICS_HEADER, "0,previous,train,1,,,,,,,,,0.1,0"), NO_EPOCHS));

        assertThat(run.captures().get(0).nc1()).isEqualTo(1);
        assertThat(run.captures().get(0).nc2Of()).isNaN();
        assertThat(run.captures().get(0).error()).isNaN();
    }

    @Test
    void theTerminalPhaseBeginsAtTheFirstMarkedEpoch() throws IOException {
        FigureData run = FigureDataReader.read(CsvFixture.collapsing(folder));

        assertThat(run.zeroErrorEpoch()).hasValue(5);
        assertThat(run.layers()).containsExactly("penultimate", "previous");
        assertThat(run.lastEpoch()).isEqualTo(10);
    }

    @Test
    void filesWithoutRowsAreARunWithoutEpochs() throws IOException {
        FigureData run = FigureDataReader.read(CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER), NO_EPOCHS));

        assertThat(run.captures()).isEmpty();
        assertThat(run.lastEpoch()).isZero();
        assertThat(run.zeroErrorEpoch()).isEmpty();
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER.replace("nc2_of,", "")), NO_EPOCHS);

        assertRefused("metrics.csv has no column 'nc2_of'");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        CsvFixture.collapsing(folder);
        Files.delete(folder.resolve("epochs.csv"));

        assertRefused("epochs.csv is not there");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        CsvFixture.with(folder, List.of(), NO_EPOCHS);

        assertRefused("metrics.csv has no column 'epoch'");
    }

    @Test
    void aCellThatIsNoNumberIsQuotedWithItsPlace() throws IOException {
        CsvFixture.with(
                folder,
                List.of(CsvFixture.METRICS_HEADER, "0,a,train,1,,,,,,,,,0.1,0", "1,a,train,one,,,,,,,,,0.1,0"),
                NO_EPOCHS);

        assertRefused("metrics.csv, record 2, column 'nc1': found 'one', expected a number or an empty cell");
    }

    @Test
    void aNegativeEpochAnUnknownSplitAndAnUnknownFlagAreRefused() throws IOException {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER, "-1,a,train,1,,,,,,,,,0.1,0"), NO_EPOCHS);
        assertRefused("column 'epoch': found '-1', expected a whole number from 0 on");

        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER, "1,a,valid,1,,,,,,,,,0.1,0"), NO_EPOCHS);
        assertRefused("column 'split': found 'valid', expected train or test");

        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER, "1,a,test,1,,,,,,,,,0.1,yes"), NO_EPOCHS);
        assertRefused("column 'terminal_phase': found 'yes', expected 0 or 1");
    }

    @Test
    void aRowCutShortIsRefused() throws IOException {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER, "0,a,train,1,,,,,,,,,0.1,0", "1,a,tr"), NO_EPOCHS);

        assertRefused("metrics.csv, record 2");
    }

    @Test
    void anUnclosedQuoteIsRefused() throws IOException {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER, "0,\"a,train,1,,,,,,,,,0.1,0"), NO_EPOCHS);

        assertRefused("metrics.csv is not a well-formed CSV file");
    }

    @Test
    void aHeaderThatRepeatsAColumnIsRefused() throws IOException {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER + ",nc1"), NO_EPOCHS);

        assertRefused("metrics.csv is not a well-formed CSV file");
    }

    private void assertRefused(String part) {
        assertThatThrownBy(() -> FigureDataReader.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(part)
                .message()
                .doesNotContain("\n");
    }
}
