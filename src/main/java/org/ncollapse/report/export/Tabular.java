package org.ncollapse.report.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A booktabs {@code tabular} without a float.
 *
 * @param note a description, written as a comment
 * @param groups headers over several columns; none for a table without them
 * @param columnHeaders for each column except the first, as LaTeX
 * @param rows in their order
 */
record Tabular(String note, List<Group> groups, List<String> columnHeaders, List<TableRow> rows) {

    /** A header over some columns, as LaTeX. */
    record Group(String name, int columns) {}

    /**
     * A row.
     *
     * @param name as LaTeX
     * @param cells as LaTeX
     */
    record TableRow(String name, List<String> cells) {
        /** Returns a row of numbers formatted by {@link LatexText#number}. */
        static TableRow of(String name, List<Double> values) {
            return new TableRow(name, values.stream().map(LatexText::number).toList());
        }

        boolean isUndefined() {
            return cells.stream().allMatch(LatexText.UNDEFINED::equals);
        }
    }

    /** Returns the text of the file; rows without any value are omitted. */
    String toLatex() {
        List<String> lines = new ArrayList<>();
        lines.add("% " + note);
        lines.add("% Needs \\usepackage{booktabs}. Written by ncollapse export, which replaces it.");
        lines.add("\\begin{tabular}{l" + "r".repeat(columnHeaders.size()) + "}");
        lines.add("  \\toprule");
        if (!groups.isEmpty()) {
            lines.addAll(groupLines());
        }
        lines.add(line("", columnHeaders));
        lines.add("  \\midrule");
        rows.stream().filter(row -> !row.isUndefined()).forEach(row -> lines.add(line(row.name(), row.cells())));
        lines.add("  \\bottomrule");
        lines.add("\\end{tabular}");
        return String.join("\n", lines) + "\n";
    }

    private List<String> groupLines() {
        List<String> names = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        int first = 2;
        for (Group group : groups) {
            names.add("\\multicolumn{%d}{c}{%s}".formatted(group.columns(), group.name()));
            rules.add("\\cmidrule(lr){%d-%d}".formatted(first, first + group.columns() - 1));
            first += group.columns();
        }
        return List.of(line("", names), "  " + String.join(" ", rules));
    }

    private static String line(String name, List<String> cells) {
        List<String> all = new ArrayList<>(Collections.singletonList(name));
        all.addAll(cells);
        return "  " + String.join(" & ", all) + " \\\\";
    }
}
