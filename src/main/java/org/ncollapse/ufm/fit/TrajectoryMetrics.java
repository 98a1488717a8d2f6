package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.metrics.CoreMetrics;
import org.ncollapse.stats.Head;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;

/**
 * What is measured along the way, of the network as of a model: NC1, NC2 and NC3 of the head's input, and with a second
 * layer NC1(H_2)/NC1(H_1). NC2 and NC3 are distances from the frame that the model tends to.
 */
record TrajectoryMetrics(CandidateModel candidate) {

    /** How the network goes on from epoch to epoch, in Σ η since the first. */
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
                distances.nc2Etf(),
                distances.nc2Of(),
                distances.nc3Etf(),
                distances.nc3Of(),
                candidate.hasHiddenLayer() ? epoch.previous().nc1() : Double.NaN);
    }

    /** The measures of one state of a model. */
    double[] metrics(InitialCondition start, UfmState state) {
        List<DMatrixRMaj> layers = state.layerFeatures(start.model());
        DMatrixRMaj weights = state.weights().get(0);
        int[] counts = start.startSamples().classCounts();
        CoreMetrics head =
                CoreMetrics.of(layers.get(0), counts, new Head(weights.numRows, weights.numCols, weights.data, null));
        return metrics(
                head.nc1(),
                head.nc2Etf(),
                head.nc2Of(),
                head.nc3Etf(),
                head.nc3Of(),
                candidate.hasHiddenLayer()
                        ? CoreMetrics.of(layers.get(layers.size() - 1), counts, null)
                                .nc1()
                        : Double.NaN);
    }

    private double[] metrics(double nc1, double nc2Etf, double nc2Of, double nc3Etf, double nc3Of, double nc1Below) {
        double nc2 = candidate.convergesToOrthogonalFrame() ? nc2Of : nc2Etf;
        double nc3 = candidate.convergesToOrthogonalFrame() ? nc3Of : nc3Etf;
        return candidate.hasHiddenLayer()
                ? new double[] {nc1, nc2, nc3, Trajectory.clampNc1(nc1) / Trajectory.clampNc1(nc1Below)}
                : new double[] {nc1, nc2, nc3};
    }

    /** Points in the order of their times, as curves. */
    Trajectory trajectory(List<Double> times, List<double[]> points) {
        List<String> quantities = new ArrayList<>(
                candidate.convergesToOrthogonalFrame()
                        ? List.of("nc1", "nc2_of", "nc3_of")
                        : List.of("nc1", "nc2_etf", "nc3_etf"));
        if (candidate.hasHiddenLayer()) {
            quantities.add(TrajectoryFit.NC1_RATIO);
        }
        double[][] values = new double[quantities.size()][points.size()];
        for (int q = 0; q < values.length; q++) {
            for (int i = 0; i < values[q].length; i++) {
                values[q][i] = points.get(i)[q];
            }
        }
        return new Trajectory(
                quantities, times.stream().mapToDouble(Double::doubleValue).toArray(), values);
    }
}
