package org.ncollapse.report.table;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.FilePrefix;

/**
 * Reads the tables of a run row by row. Columns are found by their names, so their order does not matter. What no
 * writer writes is rejected: other columns, rows that are longer or shorter than the header, epochs that go back.
 */
public final class CsvReader {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .get();
    private static final String EPOCH = "epoch";

    private CsvReader() {}

    /**
     * Reads each record into a value, in the file's order.
     *
     * @param folder the folder of the file
     * @param writer the command that writes this file, for the message if it is missing: "a run", "ncollapse fit"
     * @param schema the name of the file and its columns
     * @throws BadInputException if the file, a column or a cell is missing or invalid, or if there are more columns
     * @throws UncheckedIOException if the disk fails
     */
    public static <T> List<T> readAll(Path folder, String writer, TableSchema schema, Function<CsvRow, T> reader) {
        List<T> values = new ArrayList<>();
        forEachRow(folder, writer, schema, row -> values.add(reader.apply(row)));
        return List.copyOf(values);
    }

    /**
     * Passes on each record, one at a time, so that the file need not fit into memory. Arguments and errors as in
     * {@link #readAll}.
     */
    public static void forEachRow(Path folder, String writer, TableSchema schema, Consumer<CsvRow> consumer) {
        Path file = folder.resolve(schema.file());
        if (FilePrefix.isMissing(file)) {
            throw new BadInputException("%s is not there; %s writes it".formatted(file, writer));
        }
        requireRegular(file);
        forEachRow(file, schema, consumer, () -> Files.newBufferedReader(file));
    }

    /**
     * As {@link #forEachRow(Path, String, TableSchema, Consumer)} for a file of a run in progress or of a crashed run:
     * a last line without a line break is skipped. A missing or empty file has no rows.
     */
    public static void forEachCompleteRow(Path folder, TableSchema schema, Consumer<CsvRow> consumer) {
        Path file = folder.resolve(schema.file());
        if (FilePrefix.isMissing(file)) {
            return;
        }
        requireRegular(file);
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw notText(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        String completeLines = text.substring(0, text.lastIndexOf('\n') + 1);
        if (!completeLines.isEmpty()) {
            forEachRow(file, schema, consumer, () -> new StringReader(completeLines));
        }
    }

    /** Reading a pipe or a device might never end. */
    private static void requireRegular(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + " is not a regular file; replace it with the table that the run wrote");
        }
    }

    private interface Source {
        Reader open() throws IOException;
    }

    private static void forEachRow(Path file, TableSchema schema, Consumer<CsvRow> consumer, Source source) {
        List<String> columns = schema.columnNames();
        try (CSVParser parser = FORMAT.parse(source.open())) {
            requireColumns(file, columns, parser.getHeaderNames());
            RowOrder order = new RowOrder(schema);
            for (CSVRecord record : parser) {
                CsvRow row = new CsvRow(file, record);
                row.requireLength(columns.size());
                order.check(row);
                consumer.accept(row);
            }
        } catch (CharacterCodingException e) {
            throw notText(file, e);
        } catch (IllegalArgumentException | CSVException e) {
            throw malformed(file, e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notText(file, e.getCause());
            }
            if (e.getCause() instanceof CSVException) {
                throw malformed(file, e.getCause());
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void requireColumns(Path file, List<String> columns, List<String> found) {
        for (String column : columns) {
            if (!found.contains(column)) {
                throw new BadInputException("%s has no column '%s'; its first line must name %s"
                        .formatted(file, column, String.join(", ", columns)));
            }
        }
        for (String column : found) {
            if (!columns.contains(column)) {
                throw new BadInputException("%s, line 1: column '%s' is not one of %s; remove it"
                        .formatted(file, column, String.join(", ", columns)));
            }
        }
    }

    /** Checks that epochs do not go back and, where an epoch has one row, do not occur twice. */
    private static final class RowOrder {
        private final boolean hasEpochs;
        private final boolean hasOneRowPerEpoch;
        private int last = -1;

        RowOrder(TableSchema schema) {
            hasEpochs = schema.columnNames().get(0).equals(EPOCH);
            hasOneRowPerEpoch = schema.equals(RunTablesWriter.EPOCHS);
        }

        void check(CsvRow row) {
            if (!hasEpochs) {
                return;
            }
            int epoch = row.nonNegativeInt(EPOCH);
            if (epoch < last || hasOneRowPerEpoch && epoch == last) {
                throw row.invalidCell(
                        EPOCH,
                        hasOneRowPerEpoch
                                ? "an epoch after " + last
                                : "epoch " + last + " or a later one, because rows are in the order of epochs",
                        null);
            }
            last = epoch;
        }
    }

    private static BadInputException malformed(Path file, Exception cause) {
        return new BadInputException("%s is not a well-formed CSV file: %s".formatted(file, cause.getMessage()), cause);
    }

    private static BadInputException notText(Path file, Exception cause) {
        return new BadInputException(
                file + " is damaged: it is not UTF-8 text; restore it from a copy, or run it again", cause);
    }
}
