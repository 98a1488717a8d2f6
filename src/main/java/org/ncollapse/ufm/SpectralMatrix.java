package org.ncollapse.ufm;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A symmetric K×K matrix, given by its eigenvalues in one of the two bases in which the models' minimizers are
 * diagonal. The factors of a minimizer have common singular directions, so each matrix of a closed form is a function
 * of one such matrix.
 */
sealed interface SpectralMatrix {

    /** Returns the K eigenvalues with multiplicity, descending. */
    double[] eigenvalues();

    /** Returns the matrix with a function applied to its eigenvalues. */
    SpectralMatrix map(DoubleUnaryOperator function);

    /** Returns the matrix with its entries. */
    DMatrixRMaj toMatrix();

    /**
     * A matrix that no permutation of the classes changes: centered (I − J/K) + common J/K, where J is all ones.
     *
     * @param centered the eigenvalue of the K−1 directions orthogonal to the vector of ones
     * @param common the eigenvalue of the vector of ones
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
     * A diagonal matrix.
     *
     * @param diagonal one value per class
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
            double smaller = values[i];
            values[i] = values[values.length - 1 - i];
            values[values.length - 1 - i] = smaller;
        }
        return values;
    }
}
