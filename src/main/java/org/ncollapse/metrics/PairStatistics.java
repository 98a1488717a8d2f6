package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;

/**
 * Statistics over all pairs of K vectors. The pairs of thousands of vectors do not fit in memory; they are passed over
 * once, and none is kept.
 *
 * @param equiangle standard deviation of cos∠
 * @param maxangle mean of abs(cos∠ + 1/(K−1))
 * @param uniformity variance of the distances ‖u − v‖
 * @param logUniformity variance of −log‖u − v‖
 */
record PairStatistics(double equiangle, double maxangle, double uniformity, double logUniformity) {

    /** Computes the values of the rows of a matrix; all are NaN if a row is zero. */
    static PairStatistics of(DMatrixRMaj vectors) {
        DMatrixRMaj directions = RowGeometry.normalized(vectors);
        if (!FrameGeometry.formsProducts(vectors.numRows, vectors.numCols)) {
            return inOnePass(directions);
        }
        PairStatistics angles = ofAngles(vectors);
        double[] distances = distances(directions);
        double[] logarithms = new double[distances.length];
        for (int i = 0; i < distances.length; i++) {
            logarithms[i] = -Math.log(distances[i]);
        }
        return new PairStatistics(
                angles.equiangle,
                angles.maxangle,
                ArrayStatistics.variance(distances),
                ArrayStatistics.variance(logarithms));
    }

    /** The same without the statistics of the distances, which are NaN for few vectors. */
    static PairStatistics ofAngles(DMatrixRMaj vectors) {
        if (!FrameGeometry.formsProducts(vectors.numRows, vectors.numCols)) {
            return inOnePass(RowGeometry.normalized(vectors));
        }
        double[] cosines = RowGeometry.pairwiseCosines(vectors);
        return new PairStatistics(
                RowGeometry.equiangle(cosines), RowGeometry.maxangle(cosines, vectors.numRows), Double.NaN, Double.NaN);
    }

    /** Returns ‖row_i − row_j‖ of every pair i &lt; j. */
    private static double[] distances(DMatrixRMaj rows) {
        int classes = rows.numRows;
        double[] distances = new double[classes * (classes - 1) / 2];
        DMatrixRMaj differences = new DMatrixRMaj(classes, rows.numCols);
        int filled = 0;
        for (int i = 0; i < classes; i++) {
            // One row i at a time: all pairs at once would take K/2 times the memory of the means.
            differences.reshape(classes - i - 1, rows.numCols);
            for (int j = i + 1; j < classes; j++) {
                for (int l = 0; l < rows.numCols; l++) {
                    differences.set(j - i - 1, l, rows.get(i, l) - rows.get(j, l));
                }
            }
            System.arraycopy(RowGeometry.norms(differences), 0, distances, filled, classes - i - 1);
            filled += classes - i - 1;
        }
        return distances;
    }

    /** Computes the values of unit vectors, for which cos∠ = 1 − ‖u − v‖²/2. */
    static PairStatistics inOnePass(DMatrixRMaj directions) {
        int classes = directions.numRows;
        RunningVariance cosines = new RunningVariance();
        RunningVariance distances = new RunningVariance();
        RunningVariance logarithms = new RunningVariance();
        double[] values = new double[classes];
        double[] sum = {0};
        RowDistances.forEachRow(directions, (i, squares) -> {
            for (int j = 0; j < i; j++) {
                values[j] = 1 - squares[j] / 2;
                sum[0] += Math.abs(values[j] + 1.0 / (classes - 1));
            }
            cosines.add(values, i);
            for (int j = 0; j < i; j++) {
                values[j] = Math.sqrt(squares[j]);
            }
            distances.add(values, i);
            for (int j = 0; j < i; j++) {
                values[j] = -Math.log(squares[j]) / 2;
            }
            logarithms.add(values, i);
        });
        return new PairStatistics(
                Math.sqrt(cosines.variance()),
                sum[0] / (classes * (classes - 1.0) / 2),
                distances.variance(),
                logarithms.variance());
    }

    /** The population variance of values that come in groups: Chan, Golub &amp; LeVeque 1983. */
    private static final class RunningVariance {
        private double count;
        private double mean;
        private double squares;

        void add(double[] values, int size) {
            if (size == 0) {
                return;
            }
            double sum = 0;
            for (int j = 0; j < size; j++) {
                sum += values[j];
            }
            double groupMean = sum / size;
            double groupSquares = 0;
            for (int j = 0; j < size; j++) {
                groupSquares += (values[j] - groupMean) * (values[j] - groupMean);
            }
            double delta = groupMean - mean;
            squares += groupSquares + delta * delta * count * size / (count + size);
            count += size;
            mean += delta * size / count;
        }

        double variance() {
            return squares / count;
        }
    }
}
