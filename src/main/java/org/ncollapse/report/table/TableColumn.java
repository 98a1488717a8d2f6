package org.ncollapse.report.table;

/**
 * One column of a table, as {@code columns.csv} explains it.
 *
 * @param definition in one line
 * @param unit 1 for a pure number; a dash for a name or an index
 * @param source the publication that introduced it; a dash where it needs none
 */
public record TableColumn(String name, String definition, String unit, String source) {

    private static final String NONE = "–";

    /** A quantity that needs no source. */
    public static TableColumn of(String name, String definition, String unit) {
        return new TableColumn(name, definition, unit, NONE);
    }

    /** A name or an index. */
    public static TableColumn key(String name, String definition) {
        return of(name, definition, NONE);
    }
}
