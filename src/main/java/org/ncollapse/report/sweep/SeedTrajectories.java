package org.ncollapse.report.sweep;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncollapse.report.sweep.FittedModel.MetricTrajectory;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.TrajectoryMetric;

/**
 * The trajectories of a configuration's networks and models over its seeds. Seeds reach zero error at different times.
 * Therefore each trajectory is interpolated on a common grid of times, within the range that the averaged seeds have:
 * log10 of the value linearly in log10 of the time. One late seed would leave a short range: a seed whose own range is
 * shorter than half of the median range is not averaged.
 *
 * @param configuration with its runs
 * @param fitted the number of runs with trajectories
 * @param seeds the number of those that are averaged
 * @param times the grid: Σ η λ_W/(1 − μ), evenly spaced logarithms
 * @param firstBorder the earliest time of a last fitted epoch; NaN if unknown
 * @param lastBorder the latest
 * @param metrics one for each metric that any model has
 */
public record SeedTrajectories(
        SweepConfiguration configuration,
        int fitted,
        int seeds,
        double[] times,
        double firstBorder,
        double lastBorder,
        List<MetricCurves> metrics) {

    /** Grid points: fewer would show the kinks of straight lines between them. */
    static final int POINTS = 61;

    /** The shortest range of a seed that is averaged, as a fraction of the median. */
    private static final double MIN_RANGE = 0.5;

    /**
     * A metric at the times.
     *
     * @param network over the seeds
     * @param models in the order of figures
     */
    public record MetricCurves(TrajectoryMetric metric, List<SeedInterval> network, List<ModelCurves> models) {
        public MetricCurves {
            network = List.copyOf(network);
            models = List.copyOf(models);
        }
    }

    /**
     * A metric of a model at the times, over the seeds whose fit has this model.
     *
     * @param predicted with the fitted κ
     * @param frozen with frozen features
     */
    public record ModelCurves(String model, List<SeedInterval> predicted, List<SeedInterval> frozen) {
        public ModelCurves {
            predicted = List.copyOf(predicted);
            frozen = List.copyOf(frozen);
        }
    }

    public SeedTrajectories {
        metrics = List.copyOf(metrics);
    }

    /**
     * Averages the configurations of a sweep. One without trajectories, or whose seeds have no common range of times,
     * is left out.
     */
    public static List<SeedTrajectories> of(SweepResults results) {
        return results.configurations().stream()
                .map(SeedTrajectories::of)
                .flatMap(Optional::stream)
                .toList();
    }

    static Optional<SeedTrajectories> of(SweepConfiguration configuration) {
        List<List<FittedModel>> fitted = configuration.finished().stream()
                .map(run -> run.fits().stream()
                        .filter(model -> model.times().length > 1)
                        .toList())
                .filter(models -> !models.isEmpty())
                .toList();
        double median = SeedRange.of(
                        fitted.stream().mapToDouble(SeedTrajectories::range).toArray())
                .median();
        List<List<FittedModel>> seeds = fitted.stream()
                .filter(models -> range(models) >= MIN_RANGE * median)
                .toList();
        List<FittedModel> models = seeds.stream().flatMap(List::stream).toList();
        double first =
                models.stream().mapToDouble(model -> model.times()[0]).max().orElse(Double.NaN);
        double last = models.stream()
                .mapToDouble(model -> model.times()[model.times().length - 1])
                .min()
                .orElse(Double.NaN);
        if (!(first < last)) {
            return Optional.empty();
        }
        double[] times = grid(first, last);
        double[] borders = models.stream()
                .mapToDouble(FittedModel::lastFittedTime)
                .filter(time -> !Double.isNaN(time))
                .sorted()
                .toArray();
        return Optional.of(new SeedTrajectories(
                configuration,
                fitted.size(),
                seeds.size(),
                times,
                borders.length == 0 ? Double.NaN : borders[0],
                borders.length == 0 ? Double.NaN : borders[borders.length - 1],
                Stream.of(TrajectoryMetric.values())
                        .filter(metric -> models.stream()
                                .anyMatch(model -> trajectory(model, metric).isPresent()))
                        .map(metric -> curves(metric, seeds, times))
                        .toList()));
    }

    /** The length of the times of a run, which are the same for all its models. */
    private static double range(List<FittedModel> models) {
        double[] times = models.get(0).times();
        return times[times.length - 1] - times[0];
    }

    private static double[] grid(double first, double last) {
        double[] times = IntStream.range(0, POINTS)
                .mapToDouble(i -> first * Math.pow(last / first, (double) i / (POINTS - 1)))
                .toArray();
        times[POINTS - 1] = last; // Without the rounding error, which would be outside the range.
        return times;
    }

    private static MetricCurves curves(TrajectoryMetric metric, List<List<FittedModel>> seeds, double[] times) {
        List<String> names = seeds.stream()
                .flatMap(List::stream)
                .filter(model -> trajectory(model, metric).isPresent())
                .map(FittedModel::name)
                .distinct()
                .sorted(Comparator.comparingInt(FitRows::modelOrder))
                .toList();
        // The network's trajectory is the same for every model of a run.
        List<SeedInterval> network = average(seeds, names, metric, MetricTrajectory::network, times);
        return new MetricCurves(
                metric,
                network,
                names.stream()
                        .map(name -> new ModelCurves(
                                name,
                                average(seeds, List.of(name), metric, MetricTrajectory::predicted, times),
                                average(seeds, List.of(name), metric, MetricTrajectory::frozen, times)))
                        .toList());
    }

    /** Averages one curve of each seed: that of the first of the named models that the seed has. */
    private static List<SeedInterval> average(
            List<List<FittedModel>> seeds,
            List<String> names,
            TrajectoryMetric metric,
            Function<MetricTrajectory, double[]> curve,
            double[] times) {
        List<double[]> curves = seeds.stream()
                .flatMap(models -> models.stream()
                        .filter(model -> names.contains(model.name()))
                        .filter(model -> trajectory(model, metric).isPresent())
                        .limit(1))
                .map(model -> interpolate(
                        model.times(), curve.apply(trajectory(model, metric).orElseThrow()), times))
                .toList();
        return IntStream.range(0, times.length)
                .mapToObj(i -> SeedInterval.ofLogarithms(
                        curves.stream().mapToDouble(values -> values[i]).toArray()))
                .toList();
    }

    private static Optional<MetricTrajectory> trajectory(FittedModel model, TrajectoryMetric metric) {
        return model.trajectories().stream()
                .filter(trajectory -> trajectory.metric() == metric)
                .findFirst();
    }

    /**
     * Interpolates values linearly in the logarithm of the time.
     *
     * @param times positive, ascending
     * @param values at these times
     * @param at times within the range of {@code times}
     */
    static double[] interpolate(double[] times, double[] values, double[] at) {
        return Arrays.stream(at)
                .map(time -> {
                    int after = 1;
                    while (after < times.length - 1 && times[after] < time) {
                        after++;
                    }
                    double width = Math.log(times[after] / times[after - 1]);
                    // Two epochs are at the same time where the learning rate is 0.
                    double weight = width == 0 ? 0 : Math.log(time / times[after - 1]) / width;
                    return (1 - weight) * values[after - 1] + weight * values[after];
                })
                .toArray();
    }
}
