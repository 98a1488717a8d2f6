package org.ncollapse.metrics;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The largest of the principal angles between the row spaces of two matrices of equally many columns. */
final class PrincipalAngle {

    private PrincipalAngle() {}

    /**
     * The angle in degrees: from the smaller space to the larger one, where their dimensions differ. By its sine below
     * 45°, since an arc cosine is blind to angles below 1e-6°, and by its cosine above. NaN if one of the spaces is
     * {0}.
     */
    static double largest(ThinSvd first, ThinSvd second) {
        int dimension = Math.min(first.rank(), second.rank());
        if (dimension == 0) {
            return Double.NaN;
        }
        boolean ordered = first.rank() <= second.rank();
        DMatrixRMaj smaller = (ordered ? first : second).rowBasis();
        DMatrixRMaj larger = (ordered ? second : first).rowBasis();
        DMatrixRMaj cosines = FrameGeometry.multiplyTransposed(smaller, larger);
        DMatrixRMaj outside = smaller.copy();
        CommonOps_DDRM.multAdd(-1, cosines, larger, outside);
        double sine = Arrays.stream(ThinSvd.of(outside).singularValues()).max().orElseThrow();
        double cosine =
                Arrays.stream(ThinSvd.of(cosines).singularValues()).min().orElseThrow();
        double radians = sine < cosine ? Math.asin(sine) : Math.acos(Math.min(1, cosine));
        return Math.toDegrees(radians);
    }
}
