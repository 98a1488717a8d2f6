package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.metrics.Headline;
import org.ncollapse.stats.Head;
import org.ncollapse.ufm.State;

/**
 * What is measured of a few samples along the way, of the network as of a model: NC1, NC2 and NC3 of the head's input, and with a second
 * layer NC1(H_2)/NC1(H_1). NC2 and NC3 are distances from the frame that the model tends to.
 */
record Gauge(Candidate candidate) {

    /** How the network's samples go on from epoch to epoch, in Σ η since the first. */
    Course network(List<CapturedEpoch> epochs, List<CapturedEpoch.Samples> samples) {
        List<double[]> points = new ArrayList<>();
        for (CapturedEpoch.Samples few : samples) {
            points.add(point(few.counts(), few.penultimate(), few.weights(), few.previous()));
        }
        return course(epochs.stream().map(epoch -> epoch.time() - epochs.get(0).time()).toList(), points);
    }

    /** The measures of one state of a model. */
    double[] point(Start start, State state) {
        List<DMatrixRMaj> layers = state.layers(start.model());
        return point(start.samples().counts(), layers.get(0), state.weights().get(0), layers.get(layers.size() - 1));
    }

    private double[] point(int[] counts, DMatrixRMaj features, DMatrixRMaj weights, DMatrixRMaj below) {
        Headline head = Headline.of(features, counts, new Head(weights.numRows, weights.numCols, weights.data, null));
        double nc2 = candidate.orthogonal() ? head.nc2Of() : head.nc2Etf();
        double nc3 = candidate.orthogonal() ? head.nc3Of() : head.nc3Etf();
        return candidate.deep() ? new double[] {head.nc1(), nc2, nc3, Course.told(head.nc1()) / Course.told(Headline.of(below, counts, null).nc1())}
                : new double[] {head.nc1(), nc2, nc3};
    }

    /** Points in the order of their times, as curves. */
    Course course(List<Double> times, List<double[]> points) {
        List<String> quantities = new ArrayList<>(candidate.orthogonal() ? List.of("nc1", "nc2_of", "nc3_of") : List.of("nc1", "nc2_etf", "nc3_etf"));
        if (candidate.deep()) {
            quantities.add(Pursuit.RATIO);
        }
        double[][] values = new double[quantities.size()][points.size()];
        for (int q = 0; q < values.length; q++) {
            for (int i = 0; i < values[q].length; i++) {
                values[q][i] = points.get(i)[q];
            }
        }
        return new Course(quantities, times.stream().mapToDouble(Double::doubleValue).toArray(), values);
    }
}
