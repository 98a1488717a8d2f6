package org.ncollapse.report.table;

import java.util.List;

/**
 * The schema of a CSV file: its name and its columns in their order.
 *
 * @param columns all columns of the header
 */
public record TableSchema(String file, List<TableColumn> columns) {

    public TableSchema {
        columns = List.copyOf(columns);
    }

    /** Returns the names in the header. */
    public List<String> columnNames() {
        return columns.stream().map(TableColumn::name).toList();
    }
}
