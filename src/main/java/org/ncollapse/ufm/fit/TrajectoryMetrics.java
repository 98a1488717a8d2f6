package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.metrics.CoreMetrics;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;

/**
 * Computes the metrics of a trajectory, of the network and of a model alike: NC1 and NC2 of the head's input, and
 * NC1(H_2)/NC1(H_1) of a model with a hidden layer. NC2 is the distance from the frame to which the model converges.
 * NC3 is left out: at a high learning rate it shows the noise of SGD.
 */
record TrajectoryMetrics(CandidateModel candidate) {

    /** Returns the metrics' names, NC1 first. */
    List<TrajectoryMetric> metrics() {
        List<TrajectoryMetric> metrics = new ArrayList<>(List.of(
                TrajectoryMetric.NC1,
                candidate.convergesToOrthogonalFrame() ? TrajectoryMetric.NC2_OF : TrajectoryMetric.NC2_ETF));
        if (candidate.hasHiddenLayer()) {
            metrics.add(TrajectoryMetric.NC1_RATIO);
        }
        return List.copyOf(metrics);
    }

    /** Returns the network's trajectory; its time starts at the first of the epochs. */
    Trajectory networkTrajectory(List<CapturedEpoch> epochs) {
        return trajectory(
                epochs.stream()
                        .mapToDouble(epoch -> epoch.time() - epochs.get(0).time())
                        .toArray(),
                epochs.stream().map(this::values).toList());
    }

    private double[] values(CapturedEpoch epoch) {
        return values(
                epoch.penultimate().nc1(),
                epoch.distances(),
                candidate.hasHiddenLayer()
                        ? epoch.hidden().orElseThrow().input().nc1()
                        : Double.NaN);
    }

    /** Returns the metrics of one state of a model. */
    double[] values(InitialCondition start, UfmState state) {
        List<DMatrixRMaj> layers = state.layerFeatures(start.model());
        int[] counts = start.samples().classCounts();
        CoreMetrics head = CoreMetrics.of(layers.get(0), counts, null);
        return values(
                head.nc1(),
                new FrameDistances(head.nc2Etf(), head.nc2Of()),
                candidate.hasHiddenLayer()
                        ? CoreMetrics.of(layers.get(layers.size() - 1), counts, null)
                                .nc1()
                        : Double.NaN);
    }

    private double[] values(double nc1, FrameDistances distances, double hiddenInputNc1) {
        double nc2 = candidate.convergesToOrthogonalFrame() ? distances.nc2Of() : distances.nc2Etf();
        return candidate.hasHiddenLayer()
                ? new double[] {nc1, nc2, TrajectoryMetric.NC1.clamp(nc1) / TrajectoryMetric.NC1.clamp(hiddenInputNc1)}
                : new double[] {nc1, nc2};
    }

    /** Returns metrics at ascending times as a trajectory. */
    Trajectory trajectory(double[] times, List<double[]> valuesAtTimes) {
        List<TrajectoryMetric> metrics = metrics();
        double[][] values = new double[metrics.size()][valuesAtTimes.size()];
        for (int q = 0; q < values.length; q++) {
            for (int i = 0; i < values[q].length; i++) {
                values[q][i] = valuesAtTimes.get(i)[q];
            }
        }
        return new Trajectory(metrics, times, values);
    }
}
