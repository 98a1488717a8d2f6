package org.ncollapse.report.table;

/**
 * One column of a table, as in {@code columns.csv}.
 *
 * @param definition in one line
 * @param unit 1 for a pure number; a dash for a name or an index
 * @param source the publication that introduced it; a dash if it needs none
 */
public record TableColumn(String name, String definition, String unit, String source) {

    private static final String NONE = "–";

    /** Returns a quantity without a source. */
    public static TableColumn of(String name, String definition, String unit) {
        return new TableColumn(name, definition, unit, NONE);
    }

    /** Returns a name or an index. */
    public static TableColumn key(String name, String definition) {
        return of(name, definition, NONE);
    }
}
