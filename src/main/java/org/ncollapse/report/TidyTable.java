package org.ncollapse.report;

import java.util.List;

/**
 * What one CSV file of a run's folder holds: its name and its columns, in their order.
 *
 * @param columns everything that its header names
 */
public record TidyTable(String file, List<Column> columns) {

    public TidyTable {
        columns = List.copyOf(columns);
    }

    /** The file's first line. */
    public List<String> header() {
        return columns.stream().map(Column::name).toList();
    }
}
