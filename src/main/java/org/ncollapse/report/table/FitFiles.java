package org.ncollapse.report.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The files of a fit in a run's folder: {@code ufm.csv} with one row for each {@link FitRow}, {@code verdict.txt} with
 * one line for each paragraph. NaN is written as an empty cell. Both files are replaced atomically.
 */
public final class FitFiles {
    /** The file that exists if the run was fitted. */
    public static final String FILE = "ufm.csv";

    /** The schema of that file; docs/ufm.md lists the quantities. */
    public static final TableSchema SCHEMA = new TableSchema(
            FILE,
            List.of(
                    TableColumn.key("kind", "estimate, prediction, matrix, spectrum, trajectory, score or descent"),
                    TableColumn.key("model", "the unconstrained features model"),
                    TableColumn.key("epoch", "as in metrics.csv; empty for values of the whole run"),
                    TableColumn.key(
                            "layer",
                            "W, H of the plain models, W2, W1, H2, H1 of the extended ones (H2 is the head's input); "
                                    + "empty for the whole model"),
                    TableColumn.key("quantity", "the compared quantity; docs/ufm.md of ncollapse defines each"),
                    TableColumn.key("i", "row or index, from 0; empty for a number"),
                    TableColumn.key("j", "column, from 0; empty for a number or a vector"),
                    TableColumn.of(
                            "observed",
                            "the network's value; for a prediction of a matrix or vector its Frobenius norm",
                            "the quantity's"),
                    new TableColumn(
                            "predicted",
                            "the model's value; for a prediction of a matrix or vector its Frobenius norm",
                            "the quantity's",
                            "the model's papers, in references.bib"),
                    TableColumn.of(
                            "relative_error",
                            "‖observed − predicted‖/‖predicted‖, of a matrix or vector by Frobenius norms",
                            "1")));

    private static final String VERDICT = "verdict.txt";
    private static final String WRITER = "'ncollapse fit'";

    private FitFiles() {}

    /** Returns whether a run was fitted. */
    public static boolean existsIn(Path runFolder) {
        return Files.isRegularFile(runFolder.resolve(FILE));
    }

    /** Writes {@code ufm.csv}. */
    public static void write(Path runFolder, List<FitRow> rows) {
        replace(runFolder.resolve(FILE), part -> {
            try (CsvWriter table = new CsvWriter(part, SCHEMA.columnNames())) {
                for (FitRow row : rows) {
                    table.writeRow(
                            row.kind().name().toLowerCase(Locale.ROOT),
                            row.model(),
                            cell(row.epoch()),
                            row.layer(),
                            row.quantity(),
                            cell(row.entry().i()),
                            cell(row.entry().j()),
                            row.observed(),
                            row.predicted(),
                            row.relativeError());
                }
            }
        });
    }

    /**
     * Reads {@code ufm.csv}, in the order in which it was written.
     *
     * @throws BadInputException if the file, a column or a cell is missing or invalid
     */
    public static List<FitRow> read(Path runFolder) {
        return CsvReader.readAll(runFolder, WRITER, SCHEMA, FitFiles::row);
    }

    private static FitRow row(CsvRow row) {
        Kind kind = kind(row);
        return new FitRow(
                kind,
                row.text("model"),
                optionalInt(row, "epoch", kind == Kind.SCORE),
                row.text("layer"),
                row.text("quantity"),
                new Entry(
                        optionalInt(row, "i", kind != Kind.MATRIX && kind != Kind.SPECTRUM),
                        optionalInt(row, "j", kind != Kind.MATRIX)),
                row.number("observed"),
                row.number("predicted"),
                row.number("relative_error"));
    }

    private static OptionalInt optionalInt(CsvRow row, String column, boolean mayBeEmpty) {
        OptionalInt value = row.optionalInt(column);
        if (value.isEmpty() && !mayBeEmpty) {
            throw row.invalidCell(column, "a non-negative integer", null);
        }
        return value;
    }

    /**
     * Writes {@code verdict.txt}: one line for each paragraph, in which a line break becomes a space; then an empty
     * line and the table, if it has models.
     */
    public static void writeVerdict(Path runFolder, List<String> paragraphs, FitTable table) {
        List<String> lines = new ArrayList<>(paragraphs.stream()
                .map(paragraph -> paragraph.strip().replaceAll("\\s*\\R\\s*", " "))
                .toList());
        if (!table.models().isEmpty()) {
            lines.add("");
            lines.addAll(table.toText());
        }
        replace(runFolder.resolve(VERDICT), part -> Files.write(part, lines));
    }

    /** Deletes both files if they exist. */
    public static void delete(Path runFolder) throws IOException {
        Files.deleteIfExists(runFolder.resolve(FILE));
        Files.deleteIfExists(runFolder.resolve(VERDICT));
    }

    /**
     * Reads the paragraphs of {@code verdict.txt}, without the table.
     *
     * @throws BadInputException if it is missing or not text
     */
    public static List<String> readVerdict(Path runFolder) {
        Path file = runFolder.resolve(VERDICT);
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("%s is not there; %s writes it".formatted(file, WRITER));
        }
        try {
            return Files.readAllLines(file).stream()
                    .takeWhile(line -> !line.isEmpty())
                    .toList();
        } catch (MalformedInputException e) {
            throw new BadInputException("%s is not UTF-8 text; write it again with %s".formatted(file, WRITER), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Object cell(OptionalInt value) {
        return value.isPresent() ? (Object) value.getAsInt() : null;
    }

    private static Kind kind(CsvRow row) {
        String name = row.text("kind");
        return Stream.of(Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> row.invalidCell(
                        "kind",
                        "one of "
                                + String.join(
                                        ", ",
                                        Stream.of(Kind.values())
                                                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                                .toList()),
                        null));
    }

    private static void replace(Path file, AtomicFile.ContentWriter content) {
        try {
            AtomicFile.writeUnsynced(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
