package org.ncollapse.ufm.fit;

/** A metric whose trajectory over the epochs is compared between network and model. */
public enum TrajectoryMetric {
    NC1("nc1", "NC1", true),
    NC2_OF("nc2_of", "NC2", false),
    NC2_ETF("nc2_etf", "NC2", false),
    /** NC1(H_2)/NC1(H_1). */
    NC1_RATIO("nc1_ratio", "NC1(H2)/NC1(H1)", true);

    /** The resolution of single precision, in which a network's features are given: smaller distances are noise. */
    private static final double MIN_DISTANCE = 1e-7;

    private final String column;
    private final String label;
    private final boolean squared;

    TrajectoryMetric(String column, String label, boolean squared) {
        this.column = column;
        this.label = label;
        this.squared = squared;
    }

    /** Returns the name in tables: the column of {@code metrics.csv} where there is one. */
    public String column() {
        return column;
    }

    /** Returns the name in sentences. */
    String label() {
        return label;
    }

    /** Raises a value below the resolution of single precision to it. NC1 is made of squared distances. */
    double clamp(double value) {
        return Math.max(value, squared ? MIN_DISTANCE * MIN_DISTANCE : MIN_DISTANCE);
    }

    /** Returns log10 of the clamped value. */
    public double log10(double value) {
        return Math.log10(clamp(value));
    }
}
