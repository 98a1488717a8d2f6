package org.ncollapse.report.sweep;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;
import org.ncollapse.ufm.fit.TrajectoryMetric;

/**
 * A model whose trajectories were fitted to a run.
 *
 * @param name {@code plain}, …
 * @param scores the values of {@link FitColumn#ALL}; NaN where undefined
 * @param times Σ η λ_W/(1 − μ) at the captured epochs from the start on: positive, ascending
 * @param lastFittedTime the time of the last epoch to which κ was fitted; NaN if unknown
 * @param trajectories one for each metric that the model has
 */
public record FittedModel(
        String name, List<Double> scores, double[] times, double lastFittedTime, List<MetricTrajectory> trajectories) {

    /**
     * Decimal logarithms of a metric at the times; NaN where undefined.
     *
     * @param network of the run
     * @param predicted of the model with the fitted κ
     * @param frozen of the model's weights on frozen features
     */
    public record MetricTrajectory(TrajectoryMetric metric, double[] network, double[] predicted, double[] frozen) {}

    public FittedModel {
        scores = List.copyOf(scores);
        trajectories = List.copyOf(trajectories);
    }

    /** Returns the models with trajectories among the rows of a run's {@code ufm.csv}, in the order of figures. */
    public static List<FittedModel> of(List<FitRow> rows) {
        FitRows scores = new FitRows(rows).ofKind(Kind.SCORE);
        FitRows trajectories = new FitRows(rows).ofKind(Kind.TRAJECTORY);
        return scores.ofQuantity(FitColumn.FEATURE_RATE.score()).models().stream()
                .map(model -> of(model, scores.ofModel(model), trajectories.ofModel(model)))
                .toList();
    }

    private static FittedModel of(String model, FitRows scores, FitRows trajectories) {
        FitRows byTime = trajectories.ofQuantity(FitRow.DECAY_TIME);
        Map<Integer, Double> timeByEpoch = byEpoch(byTime, FitRow::observed);
        // The initial network is at time 0, which has no logarithm.
        List<Integer> epochs = timeByEpoch.keySet().stream()
                .filter(epoch -> timeByEpoch.get(epoch) > 0)
                .sorted(Comparator.comparing(timeByEpoch::get))
                .toList();
        return new FittedModel(
                model,
                FitColumn.ALL.stream().map(column -> column.of(scores)).toList(),
                epochs.stream().mapToDouble(timeByEpoch::get).toArray(),
                scores.ofQuantity("last_fitted_epoch").rows().stream()
                        .mapToDouble(row -> timeByEpoch.getOrDefault((int) row.observed(), Double.NaN))
                        .findFirst()
                        .orElse(Double.NaN),
                Stream.of(TrajectoryMetric.values())
                        .filter(metric ->
                                !trajectories.ofQuantity(metric.column()).rows().isEmpty())
                        .map(metric -> trajectory(metric, trajectories, epochs))
                        .toList());
    }

    private static MetricTrajectory trajectory(TrajectoryMetric metric, FitRows rows, List<Integer> epochs) {
        FitRows fitted = rows.ofQuantity(metric.column());
        FitRows frozen = rows.ofQuantity(metric.column() + FitRow.FROZEN_SUFFIX);
        return new MetricTrajectory(
                metric,
                logarithms(metric, fitted, FitRow::observed, epochs),
                logarithms(metric, fitted, FitRow::predicted, epochs),
                logarithms(metric, frozen, FitRow::predicted, epochs));
    }

    private static double[] logarithms(
            TrajectoryMetric metric, FitRows rows, ToDoubleFunction<FitRow> value, List<Integer> epochs) {
        Map<Integer, Double> values = byEpoch(rows, value);
        return epochs.stream()
                .mapToDouble(epoch -> metric.log10(values.getOrDefault(epoch, Double.NaN)))
                .toArray();
    }

    private static Map<Integer, Double> byEpoch(FitRows rows, ToDoubleFunction<FitRow> value) {
        Map<Integer, Double> values = new HashMap<>();
        rows.rows().forEach(row -> values.put(row.epoch().orElseThrow(), value.applyAsDouble(row)));
        return values;
    }

    /** Returns a score; NaN where it is undefined. */
    public double score(FitColumn column) {
        return scores.get(FitColumn.ALL.indexOf(column));
    }
}
