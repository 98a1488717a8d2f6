package org.ncollapse.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.ncollapse.report.RunSeries.Capture;
import org.ncollapse.report.RunSeries.Epoch;
import org.ncollapse.report.RunSeries.Split;
import org.ncollapse.spec.BadInputException;

/**
 * Reads {@link RunSeries} from the {@code metrics.csv} and {@code epochs.csv} of a run's folder.
 * Columns are found by their names, so other columns and another order do no harm.
 */
final class RunSeriesReader {
    private static final String METRICS = "metrics.csv";
    private static final String EPOCHS = "epochs.csv";
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder()
            .setHeader().setSkipHeaderRecord(true).setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW).setTrim(true).get();

    private RunSeriesReader() {
    }

    /**
     * Reads both files.
     *
     * @throws BadInputException    if a file, a needed column or a cell is missing or cannot be understood
     * @throws UncheckedIOException if the disk fails
     */
    static RunSeries read(Path runFolder) {
        return new RunSeries(
                rows(runFolder.resolve(METRICS), List.of("epoch", "layer", "split", "nc1", "nc2_etf", "nc2_of",
                        "nc3_etf", "nc3_of", "loss", "error", "terminal"), RunSeriesReader::capture),
                rows(runFolder.resolve(EPOCHS), List.of("epoch", "loss", "error"), RunSeriesReader::epoch));
    }

    private static Capture capture(Row row) {
        return new Capture(row.count("epoch"), row.text("layer"), row.split(), row.number("nc1"),
                row.number("nc2_etf"), row.number("nc2_of"), row.number("nc3_etf"), row.number("nc3_of"),
                row.number("loss"), row.number("error"), row.flag("terminal"));
    }

    private static Epoch epoch(Row row) {
        return new Epoch(row.count("epoch"), row.number("loss"), row.number("error"));
    }

    private static <T> List<T> rows(Path file, List<String> needed, Function<Row, T> reader) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("%s is not there; the figures are drawn from the %s and %s that a run writes"
                    .formatted(file, METRICS, EPOCHS));
        }
        try (CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, FORMAT)) {
            for (String column : needed) {
                if (!parser.getHeaderMap().containsKey(column)) {
                    throw new BadInputException("%s has no column '%s'; its first line must name %s"
                            .formatted(file, column, String.join(", ", needed)));
                }
            }
            return parser.stream().map(record -> reader.apply(new Row(file, record))).toList();
        } catch (IllegalArgumentException | CSVException e) {
            throw unreadable(file, e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException) {
                throw unreadable(file, e.getCause());
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static BadInputException unreadable(Path file, Exception cause) {
        return new BadInputException("%s is not a well-formed CSV file: %s".formatted(file, cause.getMessage()), cause);
    }

    /** One record, with what an error message needs to say where it stands. */
    private record Row(Path file, CSVRecord record) {

        String text(String column) {
            if (!record.isSet(column)) {
                throw new BadInputException("%s, record %d: ends before column '%s'; the file is cut short, write it again"
                        .formatted(file, record.getRecordNumber(), column));
            }
            return record.get(column);
        }

        /** A number; NaN for an empty cell. */
        double number(String column) {
            String cell = text(column);
            try {
                return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
            } catch (NumberFormatException e) {
                throw refused(column, "a number or an empty cell", e);
            }
        }

        int count(String column) {
            try {
                int value = Integer.parseInt(text(column));
                if (value >= 0) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw refused(column, "a whole number from 0 on", e);
            }
            throw refused(column, "a whole number from 0 on", null);
        }

        boolean flag(String column) {
            return switch (text(column)) {
                case "1" -> true;
                case "0", "" -> false;
                default -> throw refused(column, "0 or 1", null);
            };
        }

        Split split() {
            return switch (text("split")) {
                case "train" -> Split.TRAIN;
                case "test" -> Split.TEST;
                default -> throw refused("split", "train or test", null);
            };
        }

        private BadInputException refused(String column, String expected, Exception cause) {
            return new BadInputException("%s, record %d, column '%s': found '%s', expected %s"
                    .formatted(file, record.getRecordNumber(), column, record.get(column), expected), cause);
        }
    }
}
