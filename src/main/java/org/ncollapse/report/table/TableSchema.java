package org.ncollapse.report.table;

import java.util.List;

/**
 * What one CSV file of a run's folder holds: its name and its columns, in their order.
 *
 * @param columns everything that its header names
 */
public record TableSchema(String file, List<TableColumn> columns) {

    public TableSchema {
        columns = List.copyOf(columns);
    }

    /** The file's first line. */
    public List<String> columnNames() {
        return columns.stream().map(TableColumn::name).toList();
    }
}
