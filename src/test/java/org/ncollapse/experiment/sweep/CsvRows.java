package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a CSV file with a header, for tests. */
final class CsvRows {

    private CsvRows() {}

    static List<CSVRecord> of(Path csv) throws IOException {
        try (CSVParser parser = CSVParser.parse(
                Files.newBufferedReader(csv),
                CSVFormat.DEFAULT
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            return parser.getRecords();
        }
    }
}
