package org.ncollapse.metrics;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The largest principal angle between the row spaces of two matrices with the same number of columns. */
final class PrincipalAngle {

    private PrincipalAngle() {}

    /**
     * Returns the angle in degrees, from the smaller space to the larger one if their dimensions differ; NaN if one of
     * the spaces is {0}. Angles below 45° are computed from their sine, because an arc cosine cannot resolve angles
     * below 1e-6°, and larger ones from their cosine.
     */
    static double largest(ThinSvd first, ThinSvd second) {
        int dimension = Math.min(first.rank(), second.rank());
        if (dimension == 0) {
            return Double.NaN;
        }
        boolean ordered = first.rank() <= second.rank();
        DMatrixRMaj smaller = (ordered ? first : second).rowBasis();
        DMatrixRMaj larger = (ordered ? second : first).rowBasis();
        DMatrixRMaj cosines = MatrixProduct.multiplyTransposed(smaller, larger);
        DMatrixRMaj residual = smaller.copy();
        CommonOps_DDRM.multAdd(-1, cosines, larger, residual);
        double sine = Arrays.stream(ThinSvd.of(residual).singularValues()).max().orElseThrow();
        double cosine =
                Arrays.stream(ThinSvd.of(cosines).singularValues()).min().orElseThrow();
        double radians = sine < cosine ? Math.asin(sine) : Math.acos(Math.min(1, cosine));
        return Math.toDegrees(radians);
    }
}
