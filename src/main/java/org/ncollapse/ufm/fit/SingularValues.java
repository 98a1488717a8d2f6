package org.ncollapse.ufm.fit;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Computes singular values, descending. */
final class SingularValues {

    private SingularValues() {}

    /**
     * Returns the singular values of A, given its Gram matrix AAᵀ, as the square roots of its eigenvalues. Values below
     * 1e-8 times the largest are rounding errors.
     */
    static double[] ofGram(DMatrixRMaj gram) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(gram.numRows, false, true);
        if (!eigen.decompose(gram.copy())) {
            throw new IllegalArgumentException("the eigenvalue decomposition of a Gram matrix failed: " + gram);
        }
        double[] ascending = IntStream.range(0, gram.numRows)
                .mapToDouble(i -> Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal())))
                .sorted()
                .toArray();
        return IntStream.range(0, ascending.length)
                .mapToDouble(i -> ascending[ascending.length - 1 - i])
                .toArray();
    }
}
