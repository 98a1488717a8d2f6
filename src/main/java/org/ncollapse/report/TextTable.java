package org.ncollapse.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A table for a terminal, or as CSV for a program.
 *
 * @param columns their names
 * @param rows one cell for each column; an empty cell is undefined
 */
public record TextTable(List<String> columns, List<List<String>> rows) {

    private static final String GAP = "  ";

    public TextTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Returns aligned lines: the first column to the left, the others to the right. */
    public List<String> lines() {
        List<List<String>> all = new ArrayList<>(List.of(columns));
        all.addAll(rows);
        int[] widths = IntStream.range(0, columns.size())
                .map(j ->
                        all.stream().mapToInt(row -> row.get(j).length()).max().orElse(0))
                .toArray();
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int j = 0; j < widths.length; j++) {
            String padding = " ".repeat(widths[j] - row.get(j).length());
            line.append(j == 0 ? "" : GAP).append(j == 0 ? row.get(j) + padding : padding + row.get(j));
        }
        return line.toString().stripTrailing();
    }

    /** Returns the table as CSV with a header. */
    public String csv() {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(
                text,
                CSVFormat.DEFAULT
                        .builder()
                        .setRecordSeparator('\n')
                        .setHeader(columns.toArray(String[]::new))
                        .get())) {
            printer.printRecords(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
