package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.report.sweep.PhaseDiagram.RunPoint;
import org.ncollapse.ufm.fit.PlainModelComparison;
import org.ncollapse.ufm.fit.PlainModelComparison.Values;

/**
 * The runs of a sweep with a known penalty of the features, compared with the plain model's minimizer. Each
 * configuration is a point, and its seeds are an interval.
 *
 * @param strengthAxis the axis of c, in units of the critical strength
 * @param frame the frame of NC2, as in {@link PhaseDiagram}
 * @param seriesLabels as in {@link PhaseDiagram}
 * @param points one for each configuration, by ascending strength
 */
public record TheoryComparison(SweepAxis strengthAxis, String frame, List<String> seriesLabels, List<Point> points) {

    /**
     * A configuration.
     *
     * @param strength c in units of the critical strength
     * @param predicted of the minimizer
     * @param runs the finished seeds
     */
    public record Point(int series, double strength, Values predicted, List<Run> runs) {
        public Point {
            runs = List.copyOf(runs);
        }

        /** Returns the mean, the smallest and the largest value over the seeds; NaN if one of them is undefined. */
        public Interval interval(ToDoubleFunction<Run> quantity) {
            double sum = 0;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Run run : runs) {
                double value = quantity.applyAsDouble(run);
                sum += value;
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            return new Interval(sum / runs.size(), low, high);
        }
    }

    /** The mean of a quantity over seeds and its range. */
    public record Interval(double mean, double low, double high) {}

    /**
     * A run. Its geometry is undefined where the features have become zero.
     *
     * @param cosine the root mean square of ⟨h̄_i, h̄_j⟩/‖h̄_k‖² for i ≠ j
     * @param nc1 at the head's input, on the training split
     * @param nc2 the same
     */
    public record Run(Values observed, double cosine, double nc1, double nc2) {

        private static Run of(RunPoint point) {
            Values observed = point.run().comparison().orElseThrow().observed();
            return point.run().strength().isZeroSolution()
                    ? new Run(observed, Double.NaN, Double.NaN, Double.NaN)
                    : new Run(observed, observed.cosine(), point.nc1(), point.nc2());
        }
    }

    public TheoryComparison {
        seriesLabels = List.copyOf(seriesLabels);
        points = List.copyOf(points);
    }

    /** Compares the runs of a phase diagram; there are no points without a known penalty. */
    public static TheoryComparison of(PhaseDiagram diagram) {
        List<Point> points = new ArrayList<>();
        for (PhaseDiagram.ConfigurationPoint configuration : diagram.configurations()) {
            List<RunPoint> compared = diagram.runs().stream()
                    .filter(point -> point.run()
                                    .keyValues()
                                    .equals(configuration.configuration().values())
                            && point.run().comparison().isPresent())
                    .toList();
            if (!compared.isEmpty()) {
                PlainModelComparison first = compared.get(0).run().comparison().orElseThrow();
                points.add(new Point(
                        configuration.series(),
                        first.strength(),
                        first.predicted(),
                        compared.stream().map(Run::of).toList()));
            }
        }
        points.sort((a, b) -> Double.compare(a.strength(), b.strength()));
        return new TheoryComparison(
                SweepAxis.forStrength(
                        "c", points.stream().mapToDouble(Point::strength).toArray()),
                diagram.frame(),
                diagram.seriesLabels(),
                points);
    }

    /** Returns the axis of a predicted quantity. */
    public SweepAxis predictedAxis(ToDoubleFunction<Values> quantity) {
        return SweepAxis.ofNumbers(
                "predicted",
                points.stream()
                        .mapToDouble(point -> quantity.applyAsDouble(point.predicted()))
                        .filter(Double::isFinite)
                        .toArray());
    }
}
