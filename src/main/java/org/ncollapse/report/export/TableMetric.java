package org.ncollapse.report.export;

import org.ncollapse.metrics.MetricColumn;

/** The measures that a paper's table has, in its order, and what each is called there. */
enum TableMetric {
    LOSS(MetricColumn.LOSS, "loss, the data term"),
    OBJECTIVE(MetricColumn.OBJECTIVE, "objective, penalties included"),
    ERROR(MetricColumn.ERROR, "share misclassified"),
    NC1(MetricColumn.NC1, "NC1: $\\mathrm{tr}(\\Sigma_W\\Sigma_B^{\\dagger})/K$"),
    CDNV(MetricColumn.CDNV, "NC1: class-distance variance"),
    NC2_OF(MetricColumn.NC2_OF, "NC2: means to an orthogonal frame"),
    NC2_ETF(MetricColumn.NC2_ETF, "NC2: centred means to a simplex"),
    EQUINORM(MetricColumn.EQUINORM, "NC2: spread of lengths"),
    EQUIANGLE(MetricColumn.EQUIANGLE, "NC2: spread of cosines"),
    NC3_OF(MetricColumn.NC3_OF, "NC3: logits to an orthogonal frame"),
    NC3_ETF(MetricColumn.NC3_ETF, "NC3: centred logits to a simplex"),
    NC3_DISTANCE(MetricColumn.NC3_DISTANCE, "NC3: head to centred means"),
    NC4_MISMATCH(MetricColumn.NC4_MISMATCH, "NC4: nearest mean disagrees");

    private final MetricColumn column;
    private final String latex;

    TableMetric(MetricColumn column, String latex) {
        this.column = column;
        this.latex = latex;
    }

    MetricColumn column() {
        return column;
    }

    /** Its name in the table. */
    String latex() {
        return latex;
    }
}
