package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;

/**
 * The eigenpairs of R = (I + Zᵀ S† Z)⁻¹ for a positive semidefinite S in its eigenbasis and a few columns Z.
 *
 * <p>It is the limit of (I + Zᵀ(S + εI)⁻¹Z)⁻¹ as ε → 0: along a direction whose Z reaches outside the range of S, R is
 * zero. Eigenvalues of S below max(size)·ε times the largest are not resolved in double precision; they are taken as
 * that floor, and a direction that they dominate counts as outside. With A = ZᵀS^(−1/2) = U diag(σ) V, R's eigenvalues
 * are 1/(1 + σ²): small ones keep their digits, where a difference of traces would lose them.
 *
 * @param eigenvectors orthonormal eigenvectors as columns: c×r
 * @param eigenvalues R's eigenvalues ρ in [0, 1]; on what is orthogonal to the vectors R is the identity
 * @param gains t = σ², with ρ = 1/(1 + t); infinite where ρ is 0
 */
record Resolvent(DMatrixRMaj eigenvectors, double[] eigenvalues, double[] gains) {

    /**
     * Computes the eigenpairs.
     *
     * @param columns Zᵀ in the eigenbasis of S: c×p
     * @param eigenvalues S's p eigenvalues, those that are zero possibly wrong by rounding
     */
    static Resolvent of(DMatrixRMaj columns, double[] eigenvalues) {
        double largest = 0;
        for (double value : eigenvalues) {
            largest = Math.max(largest, value);
        }
        if (largest == 0) {
            // S = 0: every direction of Z is outside its range, whatever the scale of the floor.
            for (double value : columns.data) {
                largest += value * value;
            }
        }
        double floor =
                Math.max(Double.MIN_NORMAL, Math.max(columns.numRows, columns.numCols) * Math.ulp(1.0) * largest);
        DMatrixRMaj scaled = columns.copy();
        for (int j = 0; j < columns.numCols; j++) {
            double scale = 1 / Math.sqrt(Math.max(eigenvalues[j], floor));
            for (int i = 0; i < columns.numRows; i++) {
                scaled.set(i, j, scaled.get(i, j) * scale);
            }
        }
        ThinSvd svd = ThinSvd.of(scaled);
        int count = svd.singularValues().length;
        double[] shrinkages = new double[count];
        double[] gains = new double[count];
        for (int i = 0; i < count; i++) {
            double unresolved = 0;
            for (int j = 0; j < eigenvalues.length; j++) {
                if (eigenvalues[j] <= floor) {
                    unresolved += svd.right().get(i, j) * svd.right().get(i, j);
                }
            }
            double gain = svd.singularValues()[i] * svd.singularValues()[i];
            boolean outside = unresolved * gain > 1 + (1 - unresolved) * gain;
            gains[i] = outside ? Double.POSITIVE_INFINITY : gain;
            shrinkages[i] = 1 / (1 + gains[i]);
        }
        return new Resolvent(svd.left(), shrinkages, gains);
    }
}
