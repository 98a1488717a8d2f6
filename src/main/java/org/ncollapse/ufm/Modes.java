package org.ncollapse.ufm;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A symmetric K×K matrix by its eigenvalues, in one of the two bases in which the models' minimisers are diagonal. The
 * factors of a minimiser share their singular directions, so that every matrix of a closed form is a function of one of
 * these.
 */
sealed interface Modes {

    /** The eigenvalues, K, each as often as it occurs, descending. */
    double[] values();

    /** The matrix whose eigenvalues are these under a function. */
    Modes map(DoubleUnaryOperator function);

    /** The matrix itself. */
    DMatrixRMaj matrix();

    /**
     * Classes that are all alike: simplex (I − J/K) + common J/K, where J is all ones.
     *
     * @param simplex the eigenvalue of the K−1 directions that tell classes apart
     * @param common the eigenvalue of the direction that all classes share
     */
    record Alike(int classes, double simplex, double common) implements Modes {
        @Override
        public double[] values() {
            double[] values = new double[classes];
            Arrays.fill(values, simplex);
            values[0] = common;
            return descending(values);
        }

        @Override
        public Modes map(DoubleUnaryOperator function) {
            return new Alike(classes, function.applyAsDouble(simplex), function.applyAsDouble(common));
        }

        @Override
        public DMatrixRMaj matrix() {
            DMatrixRMaj matrix = new DMatrixRMaj(classes, classes);
            Arrays.fill(matrix.data, (common - simplex) / classes);
            for (int k = 0; k < classes; k++) {
                matrix.add(k, k, simplex);
            }
            return matrix;
        }
    }

    /**
     * Classes that have nothing to do with each other: a diagonal matrix.
     *
     * @param diagonal a value a class
     */
    record Apart(double[] diagonal) implements Modes {
        @Override
        public double[] values() {
            return descending(diagonal.clone());
        }

        @Override
        public Modes map(DoubleUnaryOperator function) {
            return new Apart(Arrays.stream(diagonal).map(function).toArray());
        }

        @Override
        public DMatrixRMaj matrix() {
            return CommonOps_DDRM.diag(diagonal);
        }
    }

    private static double[] descending(double[] values) {
        Arrays.sort(values);
        for (int i = 0; i < values.length / 2; i++) {
            double small = values[i];
            values[i] = values[values.length - 1 - i];
            values[values.length - 1 - i] = small;
        }
        return values;
    }
}
