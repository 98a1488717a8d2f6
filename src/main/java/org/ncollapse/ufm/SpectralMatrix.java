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
sealed interface SpectralMatrix {

    /** The eigenvalues, K, each as often as it occurs, descending. */
    double[] eigenvalues();

    /** The matrix whose eigenvalues are these under a function. */
    SpectralMatrix map(DoubleUnaryOperator function);

    /** The matrix itself. */
    DMatrixRMaj toMatrix();

    /**
     * Classes that are all alike: simplex (I − J/K) + common J/K, where J is all ones.
     *
     * @param centered the eigenvalue of the K−1 directions that tell classes apart
     * @param common the eigenvalue of the direction that all classes share
     */
    record PermutationInvariant(int classes, double centered, double common) implements SpectralMatrix {
        @Override
        public double[] eigenvalues() {
            double[] values = new double[classes];
            Arrays.fill(values, centered);
            values[0] = common;
            return descending(values);
        }

        @Override
        public SpectralMatrix map(DoubleUnaryOperator function) {
            return new PermutationInvariant(classes, function.applyAsDouble(centered), function.applyAsDouble(common));
        }

        @Override
        public DMatrixRMaj toMatrix() {
            DMatrixRMaj matrix = new DMatrixRMaj(classes, classes);
            Arrays.fill(matrix.data, (common - centered) / classes);
            for (int k = 0; k < classes; k++) {
                matrix.add(k, k, centered);
            }
            return matrix;
        }
    }

    /**
     * Classes that have nothing to do with each other: a diagonal matrix.
     *
     * @param diagonal a value a class
     */
    record Diagonal(double[] diagonal) implements SpectralMatrix {
        @Override
        public double[] eigenvalues() {
            return descending(diagonal.clone());
        }

        @Override
        public SpectralMatrix map(DoubleUnaryOperator function) {
            return new Diagonal(Arrays.stream(diagonal).map(function).toArray());
        }

        @Override
        public DMatrixRMaj toMatrix() {
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
