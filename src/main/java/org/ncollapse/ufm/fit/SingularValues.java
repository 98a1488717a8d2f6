package org.ncollapse.ufm.fit;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Singular values, descending. */
final class SingularValues {

    private SingularValues() {}

    /**
     * Those of A from its Gram matrix AAᵀ: the roots of the eigenvalues, so that one below 1e-8 times the largest is
     * rounding.
     */
    static double[] ofGram(DMatrixRMaj gram) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(gram.numRows, false, true);
        if (!eigen.decompose(gram.copy())) {
            throw new IllegalArgumentException("a Gram matrix has no eigenvalues: " + gram);
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
