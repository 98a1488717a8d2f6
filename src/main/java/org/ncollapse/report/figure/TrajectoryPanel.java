package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.sweep.SweepAxis.Tick;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.fit.TrajectoryMetric;

/** The panels of trajectories: the label of each metric and the axis of the time. */
enum TrajectoryPanel {
    NC1("NC1", TrajectoryMetric.NC1),
    NC2_OF("NC2: dist. to OF", TrajectoryMetric.NC2_OF),
    NC2_ETF("NC2: dist. to ETF", TrajectoryMetric.NC2_ETF),
    RATIO("NC1(H\u2082) / NC1(H\u2081)", TrajectoryMetric.NC1_RATIO);

    /** The axis's label where there is little space. */
    static final String SHORT_TIME = "\u03a3 \u03b7 \u03bb / (1 \u2212 \u03bc)";

    static final String TIME = SHORT_TIME + ", decay time constants";

    private final String label;
    private final TrajectoryMetric metric;

    TrajectoryPanel(String label, TrajectoryMetric metric) {
        this.label = label;
        this.metric = metric;
    }

    String label() {
        return label;
    }

    TrajectoryMetric metric() {
        return metric;
    }

    /** Returns panels that are alternatives to each other: one row of a figure, or one column. */
    static List<List<TrajectoryPanel>> groups() {
        return List.of(List.of(NC1), List.of(NC2_OF, NC2_ETF), List.of(RATIO));
    }

    /**
     * Returns an axis of Σ η λ/(1 − μ) with ticks at multiples of 1, 2 or 5 times a power of ten.
     *
     * @param label below the axis
     * @param maxSteps between ticks; five leave at least two ticks
     */
    static XAxis axis(String label, double from, double to, int maxSteps) {
        double range = to > from ? to - from : 1;
        double unit = Math.pow(10, Math.floor(Math.log10(range / maxSteps)));
        double step = Stream.of(1, 2, 5, 10)
                .map(multiple -> multiple * unit)
                .filter(size -> range / size <= maxSteps)
                .findFirst()
                .orElseThrow();
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step); i * step <= from + range; i++) {
            ticks.add(new Tick(i * step, NumberText.significant(i * step, 3), ""));
        }
        return new XAxis(label, from, from + range, ticks);
    }
}
