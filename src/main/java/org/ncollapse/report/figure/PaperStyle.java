package org.ncollapse.report.figure;

import java.util.List;
import java.util.Locale;

/** The sizes of figures in the templates of conferences and journals. */
public enum PaperStyle {
    /** One column of 5.5 inches. */
    NEURIPS(7.5, 5.5),
    /** Columns of 3.25 inches; both are 6.75 inches wide. */
    ICML(7, 3.25, 6.75),
    /** Columns of 3.5 inches; both are 7.16 inches wide. */
    IEEE(8, 3.5, 7.16);

    private final double fontSize;
    private final List<Double> inches;

    PaperStyle(double fontSize, Double... inches) {
        this.fontSize = fontSize;
        this.inches = List.of(inches);
    }

    /** Returns the size of tick labels and legends in points. */
    double fontSize() {
        return fontSize;
    }

    /** Returns the number of columns of a page. */
    int columns() {
        return inches.size();
    }

    /** Returns the width of some columns in points. */
    double width(int columns) {
        return inches.get(columns - 1) * FigureStyle.POINTS_PER_INCH;
    }

    /** Returns the name in options and file names. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
