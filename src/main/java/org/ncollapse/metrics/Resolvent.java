package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;

/**
 * The eigenpairs of R = lim (I + Zᵀ(S + δI)⁻¹Z)⁻¹ as δ → 0, for a positive semidefinite S, given in its eigenbasis, and
 * a matrix Z with few columns.
 *
 * <p>If the columns of Z are in the range of S, R is (I + ZᵀS†Z)⁻¹. In general, R is zero on the orthogonal complement
 * of the vectors v with Zv in the range of S. Eigenvalues of S below max(size) times the machine epsilon times the
 * largest are not resolved in double precision. They are replaced by that floor, and a direction that they dominate
 * counts as outside the range. With A = ZᵀS^(−1/2) = U diag(σ) Vᵀ the eigenvalues of R are 1/(1 + σ²). Small ones keep
 * their digits, which a difference of traces would lose.
 *
 * @param eigenvectors orthonormal eigenvectors as columns: c×r
 * @param eigenvalues the eigenvalues ρ of R in [0, 1]; R is the identity on the orthogonal complement of the vectors
 * @param sigmaSquared σ², with ρ = 1/(1 + σ²); infinite if ρ is 0
 */
record Resolvent(DMatrixRMaj eigenvectors, double[] eigenvalues, double[] sigmaSquared) {

    /**
     * Computes the eigenpairs.
     *
     * @param columns Zᵀ in the eigenbasis of S: c×p
     * @param eigenvalues the p eigenvalues of S; zeros may have rounding errors
     */
    static Resolvent of(DMatrixRMaj columns, double[] eigenvalues) {
        double largest = 0;
        for (double value : eigenvalues) {
            largest = Math.max(largest, value);
        }
        if (largest == 0) {
            // S = 0: every direction of Z is outside its range, for any floor above zero.
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
        double[] rho = new double[count];
        double[] sigmaSquared = new double[count];
        for (int i = 0; i < count; i++) {
            double unresolved = 0;
            for (int j = 0; j < eigenvalues.length; j++) {
                if (eigenvalues[j] <= floor) {
                    unresolved += svd.vt().get(i, j) * svd.vt().get(i, j);
                }
            }
            double square = svd.singularValues()[i] * svd.singularValues()[i];
            boolean outside = unresolved * square > 1 + (1 - unresolved) * square;
            sigmaSquared[i] = outside ? Double.POSITIVE_INFINITY : square;
            rho[i] = 1 / (1 + sigmaSquared[i]);
        }
        return new Resolvent(svd.u(), rho, sigmaSquared);
    }
}
