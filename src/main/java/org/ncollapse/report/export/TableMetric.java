package org.ncollapse.report.export;

import org.ncollapse.metrics.MetricColumn;

/** The rows of a paper's table in its order: a larger selection than the main metrics, with names in LaTeX. */
enum TableMetric {
    LOSS(MetricColumn.LOSS, "loss (data term)"),
    OBJECTIVE(MetricColumn.OBJECTIVE, "objective (with penalties)"),
    ERROR(MetricColumn.ERROR, "error rate"),
    NC1(MetricColumn.NC1, "NC1: $\\mathrm{tr}(\\Sigma_W\\Sigma_B^{\\dagger})/K$"),
    CDNV(MetricColumn.CDNV, "NC1: class-distance normalized variance"),
    NC2_OF(MetricColumn.NC2_OF, "NC2: class means to OF"),
    NC2_ETF(MetricColumn.NC2_ETF, "NC2: centered class means to ETF"),
    EQUINORM(MetricColumn.EQUINORM, "NC2: equinorm (CV of norms)"),
    EQUIANGLE(MetricColumn.EQUIANGLE, "NC2: equiangularity (std of cosines)"),
    NC3_OF(MetricColumn.NC3_OF, "NC3: logits to OF"),
    NC3_ETF(MetricColumn.NC3_ETF, "NC3: centered logits to ETF"),
    NC3_DISTANCE(MetricColumn.NC3_DISTANCE, "NC3: head to centered class means"),
    NC4_MISMATCH(MetricColumn.NC4_MISMATCH, "NC4: mismatch with nearest class mean");

    private final MetricColumn column;
    private final String latex;

    TableMetric(MetricColumn column, String latex) {
        this.column = column;
        this.latex = latex;
    }

    MetricColumn column() {
        return column;
    }

    /** Returns the name in the table. */
    String latex() {
        return latex;
    }
}
