package org.ncollapse.report.table;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

/**
 * Reads CSV files with a header row by row. Columns are found by their names, so their order and further columns do not
 * matter.
 */
public final class CsvReader {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setTrim(true)
            .get();

    private CsvReader() {}

    /**
     * Reads each record into a value, in the file's order.
     *
     * @param writer the command that writes this file, for the message if it is missing: "a run", "ncollapse fit"
     * @param needed the required columns
     * @throws BadInputException if the file, a needed column or a cell is missing or invalid
     * @throws UncheckedIOException if the disk fails
     */
    public static <T> List<T> readAll(Path file, String writer, List<String> needed, Function<CsvRow, T> reader) {
        List<T> values = new ArrayList<>();
        forEachRow(file, writer, needed, row -> values.add(reader.apply(row)));
        return List.copyOf(values);
    }

    /**
     * Passes on each record, one at a time, so that the file need not fit into memory. Arguments and errors as in
     * {@link #readAll}.
     */
    public static void forEachRow(Path file, String writer, List<String> needed, Consumer<CsvRow> consumer) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("%s is not there; %s writes it".formatted(file, writer));
        }
        forEachRow(file, needed, consumer, () -> Files.newBufferedReader(file));
    }

    /**
     * As {@link #forEachRow(Path, String, List, Consumer)} for a file of a run in progress or of a crashed run: a last
     * line without a line break is skipped. A missing or empty file has no rows.
     */
    public static void forEachCompleteRow(Path file, List<String> needed, Consumer<CsvRow> consumer) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return;
        } catch (CharacterCodingException e) {
            throw unreadable(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        String completeLines = text.substring(0, text.lastIndexOf('\n') + 1);
        if (!completeLines.isEmpty()) {
            forEachRow(file, needed, consumer, () -> new StringReader(completeLines));
        }
    }

    private interface Source {
        Reader open() throws IOException;
    }

    private static void forEachRow(Path file, List<String> needed, Consumer<CsvRow> consumer, Source source) {
        try (CSVParser parser = FORMAT.parse(source.open())) {
            for (String column : needed) {
                if (!parser.getHeaderMap().containsKey(column)) {
                    throw new BadInputException("%s has no column '%s'; its first line must name %s"
                            .formatted(file, column, String.join(", ", needed)));
                }
            }
            for (CSVRecord record : parser) {
                consumer.accept(new CsvRow(file, record));
            }
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
}
