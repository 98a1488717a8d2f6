package org.ncollapse.report.table;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Split;

/**
 * One record of a CSV file. Its error messages contain the file, the line and the column.
 *
 * <p>Numbers are read as {@link CsvWriter} and common tools write them: Java's other notations ({@code 0x1p3},
 * {@code 5d}), spaces and digits of other scripts are rejected.
 */
public record CsvRow(Path file, CSVRecord record) {

    private static final Pattern NUMBER =
            Pattern.compile("-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?|-?Infinity");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]*");

    /** Checks that the record has as many cells as the header. */
    void requireLength(int columns) {
        if (record.size() < columns) {
            throw new BadInputException(
                    "%s, line %d: ends after %d of %d columns; the file is truncated, write it again"
                            .formatted(file, line(), record.size(), columns));
        }
        if (record.size() > columns) {
            throw new BadInputException("%s, line %d: has %d cells, and the first line names %d columns"
                    .formatted(file, line(), record.size(), columns));
        }
    }

    /** No cell contains a line break, so each record is one line. */
    private long line() {
        return record.getRecordNumber() + 1;
    }

    /** Returns the text of a cell. */
    public String text(String column) {
        String cell = record.get(column);
        if (!cell.equals(cell.strip())) {
            throw invalidCell(column, "no spaces around the value", null);
        }
        return cell;
    }

    /** Returns a number; NaN for an empty cell. */
    public double number(String column) {
        String cell = text(column);
        if (cell.isEmpty()) {
            return Double.NaN;
        }
        if (!NUMBER.matcher(cell).matches()) {
            throw invalidCell(column, "a number or an empty cell", null);
        }
        return Double.parseDouble(cell);
    }

    /** Returns an integer that is not negative. */
    public int nonNegativeInt(String column) {
        return parseNonNegative(column, "a non-negative integer");
    }

    /** Returns an integer that is not negative; empty for an empty cell. */
    public OptionalInt optionalInt(String column) {
        return text(column).isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(parseNonNegative(column, "a non-negative integer or an empty cell"));
    }

    private int parseNonNegative(String column, String expected) {
        String cell = text(column);
        if (!WHOLE_NUMBER.matcher(cell).matches()) {
            throw invalidCell(column, expected, null);
        }
        try {
            return Integer.parseInt(cell);
        } catch (NumberFormatException e) { // It is too large.
            throw invalidCell(column, expected, e);
        }
    }

    public boolean bool(String column) {
        return switch (text(column)) {
            case "1" -> true;
            case "0", "" -> false;
            default -> throw invalidCell(column, "0 or 1", null);
        };
    }

    /** Returns the value of the column {@code split}. */
    public Split split() {
        return Split.of(text("split")).orElseThrow(() -> invalidCell("split", "train or test", null));
    }

    /** Returns the exception for an invalid cell. */
    public BadInputException invalidCell(String column, String expected, Exception cause) {
        return new BadInputException(
                "%s, line %d, column '%s': found '%s', expected %s"
                        .formatted(file, line(), column, record.get(column), expected),
                cause);
    }
}
