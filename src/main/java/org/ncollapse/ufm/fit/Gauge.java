package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.metrics.Headline;
import org.ncollapse.stats.Head;
import org.ncollapse.ufm.State;
import org.ncollapse.ufm.fit.CapturedEpoch.Distances;

/**
 * What is measured along the way, of the network as of a model: NC1, NC2 and NC3 of the head's input, and with a second
 * layer NC1(H_2)/NC1(H_1). NC2 and NC3 are distances from the frame that the model tends to.
 */
record Gauge(Candidate candidate) {

    /** How the network goes on from epoch to epoch, in Σ η since the first. */
    Course network(List<CapturedEpoch> epochs) {
        return course(
                epochs.stream()
                        .map(epoch -> epoch.time() - epochs.get(0).time())
                        .toList(),
                epochs.stream().map(this::point).toList());
    }

    private double[] point(CapturedEpoch epoch) {
        Distances distances = epoch.distances();
        return point(
                epoch.penultimate().nc1(),
                distances.nc2Etf(),
                distances.nc2Of(),
                distances.nc3Etf(),
                distances.nc3Of(),
                candidate.deep() ? epoch.previous().nc1() : Double.NaN);
    }

    /** The measures of one state of a model. */
    double[] point(Start start, State state) {
        List<DMatrixRMaj> layers = state.layers(start.model());
        DMatrixRMaj weights = state.weights().get(0);
        int[] counts = start.samples().counts();
        Headline head =
                Headline.of(layers.get(0), counts, new Head(weights.numRows, weights.numCols, weights.data, null));
        return point(
                head.nc1(),
                head.nc2Etf(),
                head.nc2Of(),
                head.nc3Etf(),
                head.nc3Of(),
                candidate.deep()
                        ? Headline.of(layers.get(layers.size() - 1), counts, null)
                                .nc1()
                        : Double.NaN);
    }

    private double[] point(double nc1, double nc2Etf, double nc2Of, double nc3Etf, double nc3Of, double nc1Below) {
        double nc2 = candidate.orthogonal() ? nc2Of : nc2Etf;
        double nc3 = candidate.orthogonal() ? nc3Of : nc3Etf;
        return candidate.deep()
                ? new double[] {nc1, nc2, nc3, Course.told(nc1) / Course.told(nc1Below)}
                : new double[] {nc1, nc2, nc3};
    }

    /** Points in the order of their times, as curves. */
    Course course(List<Double> times, List<double[]> points) {
        List<String> quantities = new ArrayList<>(
                candidate.orthogonal() ? List.of("nc1", "nc2_of", "nc3_of") : List.of("nc1", "nc2_etf", "nc3_etf"));
        if (candidate.deep()) {
            quantities.add(Pursuit.RATIO);
        }
        double[][] values = new double[quantities.size()][points.size()];
        for (int q = 0; q < values.length; q++) {
            for (int i = 0; i < values[q].length; i++) {
                values[q][i] = points.get(i)[q];
            }
        }
        return new Course(
                quantities, times.stream().mapToDouble(Double::doubleValue).toArray(), values);
    }
}
