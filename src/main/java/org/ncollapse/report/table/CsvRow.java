package org.ncollapse.report.table;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVRecord;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Split;

/** One record of a CSV file. Its error messages contain the file, the record and the column. */
public record CsvRow(Path file, CSVRecord record) {

    /** Returns the text of a cell. */
    public String text(String column) {
        if (!record.isSet(column)) {
            throw new BadInputException("%s, record %d: ends before column '%s'; the file is truncated, write it again"
                    .formatted(file, record.getRecordNumber(), column));
        }
        return record.get(column);
    }

    /** Returns a number; NaN for an empty cell. */
    public double number(String column) {
        String cell = text(column);
        try {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw invalidCell(column, "a number or an empty cell", e);
        }
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
        try {
            int value = Integer.parseInt(text(column));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw invalidCell(column, expected, e);
        }
        throw invalidCell(column, expected, null);
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
                "%s, record %d, column '%s': found '%s', expected %s"
                        .formatted(file, record.getRecordNumber(), column, record.get(column), expected),
                cause);
    }
}
