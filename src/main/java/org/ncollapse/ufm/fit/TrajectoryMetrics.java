package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.metrics.CoreMetrics;
import org.ncollapse.stats.Head;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;

/**
 * Computes the metrics of a trajectory, of the network and of a model alike: NC1, NC2 and NC3 of the head's input, and
 * NC1(H_2)/NC1(H_1) of a model with a hidden layer. NC2 and NC3 are distances from the frame to which the model
 * converges.
 */
record TrajectoryMetrics(CandidateModel candidate) {

    /** Returns the network's trajectory; its time is Σ η since the first of the epochs. */
    Trajectory networkTrajectory(List<CapturedEpoch> epochs) {
        return trajectory(
                epochs.stream()
                        .map(epoch -> epoch.learningRateSum() - epochs.get(0).learningRateSum())
                        .toList(),
                epochs.stream().map(this::metrics).toList());
    }

    private double[] metrics(CapturedEpoch epoch) {
        FrameDistances distances = epoch.distances();
        return metrics(
                epoch.penultimate().nc1(),
                distances,
                candidate.hasHiddenLayer()
                        ? epoch.hidden().orElseThrow().input().nc1()
                        : Double.NaN);
    }

    /** Returns the metrics of one state of a model. */
    double[] metrics(InitialCondition start, UfmState state) {
        List<DMatrixRMaj> layers = state.layerFeatures(start.model());
        DMatrixRMaj weights = state.weights().get(0);
        int[] counts = start.samples().classCounts();
        CoreMetrics head =
                CoreMetrics.of(layers.get(0), counts, new Head(weights.numRows, weights.numCols, weights.data, null));
        return metrics(
                head.nc1(),
                new FrameDistances(head.nc2Etf(), head.nc2Of(), head.nc3Etf(), head.nc3Of()),
                candidate.hasHiddenLayer()
                        ? CoreMetrics.of(layers.get(layers.size() - 1), counts, null)
                                .nc1()
                        : Double.NaN);
    }

    private double[] metrics(double nc1, FrameDistances distances, double hiddenInputNc1) {
        double nc2 = candidate.convergesToOrthogonalFrame() ? distances.nc2Of() : distances.nc2Etf();
        double nc3 = candidate.convergesToOrthogonalFrame() ? distances.nc3Of() : distances.nc3Etf();
        return candidate.hasHiddenLayer()
                ? new double[] {
                    nc1, nc2, nc3, TrajectoryMetric.NC1.clamp(nc1) / TrajectoryMetric.NC1.clamp(hiddenInputNc1)
                }
                : new double[] {nc1, nc2, nc3};
    }

    /** Returns metrics at ascending times as a trajectory. */
    Trajectory trajectory(List<Double> times, List<double[]> metricsAtTimes) {
        List<TrajectoryMetric> metrics = new ArrayList<>(
                candidate.convergesToOrthogonalFrame()
                        ? List.of(TrajectoryMetric.NC1, TrajectoryMetric.NC2_OF, TrajectoryMetric.NC3_OF)
                        : List.of(TrajectoryMetric.NC1, TrajectoryMetric.NC2_ETF, TrajectoryMetric.NC3_ETF));
        if (candidate.hasHiddenLayer()) {
            metrics.add(TrajectoryMetric.NC1_RATIO);
        }
        double[][] values = new double[metrics.size()][metricsAtTimes.size()];
        for (int q = 0; q < values.length; q++) {
            for (int i = 0; i < values[q].length; i++) {
                values[q][i] = metricsAtTimes.get(i)[q];
            }
        }
        return new Trajectory(
                metrics, times.stream().mapToDouble(Double::doubleValue).toArray(), values);
    }
}
