package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Builds states with the norms, angles and singular values of a prediction, in random directions. */
final class PredictedState {

    private PredictedState() {}

    /**
     * Returns W = S^(1/2) Q and H̄ = Qᵀ G^(1/2), from the predicted Gram matrices S and G and random orthonormal rows
     * Q.
     */
    static UfmState ofPlain(UfmModel model, Prediction prediction) {
        DMatrixRMaj q = directions(model);
        DMatrixRMaj weights = CommonOps_DDRM.mult(root(prediction.headGram()), q, null);
        DMatrixRMaj means = CommonOps_DDRM.mult(root(prediction.layers().get(0).gram()), q, null);
        double[] bias =
                model.hasBias() ? prediction.bias() == null ? filled(model.classes(), .3) : prediction.bias() : null;
        return new UfmState(List.of(weights), repeated(means, model.classCounts()), bias);
    }

    /**
     * Returns factors that are partial isometries scaled to their predicted norms. All entries are non-negative, so a
     * ReLU does not change them.
     */
    static UfmState ofDeep(UfmModel model, Prediction prediction) {
        int classes = model.classes();
        List<DMatrixRMaj> weights = new ArrayList<>();
        int rows = classes;
        for (int l = 0; l < model.widths().size(); l++) {
            DMatrixRMaj weight = new DMatrixRMaj(rows, model.widths().get(l));
            for (int k = 0; k < classes; k++) {
                weight.set(k, k, Math.sqrt(prediction.factors().get(l).squaredNorm() / classes));
            }
            weights.add(weight);
            rows = weight.numCols;
        }
        DMatrixRMaj means = new DMatrixRMaj(classes, rows);
        double[] norms = prediction.layers().get(weights.size() - 1).squaredMeanNorms();
        for (int k = 0; k < classes; k++) {
            means.set(k, k, Math.sqrt(norms[k]));
        }
        return new UfmState(weights, repeated(means, model.classCounts()), null);
    }

    /**
     * Returns a K×d matrix with random orthonormal rows or, if {@code d < K}, with orthonormal columns that span the
     * minimizer.
     */
    private static DMatrixRMaj directions(UfmModel model) {
        int rows = model.classes();
        int columns = model.widths().get(0);
        if (columns >= rows) {
            return CommonOps_DDRM.transpose(RandomMatrices_DDRM.orthogonal(columns, rows, new Random(7)), null);
        }
        DMatrixRMaj basis = CommonOps_DDRM.identity(rows, columns);
        if (model instanceof ImbalancedModel) {
            return basis; // The classes with zero features come last.
        }
        for (int j = 0; j < columns; j++) { // Helmert's basis of the vectors whose entries sum to zero.
            for (int i = 0; i <= j; i++) {
                basis.set(i, j, 1 / Math.sqrt((j + 1.0) * (j + 2)));
            }
            basis.set(j + 1, j, -Math.sqrt((j + 1.0) / (j + 2)));
        }
        return basis;
    }

    private static DMatrixRMaj root(DMatrixRMaj gram) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(gram.numRows, true, true);
        eigen.decompose(gram.copy());
        DMatrixRMaj root = new DMatrixRMaj(gram.numRows, gram.numRows);
        for (int i = 0; i < gram.numRows; i++) {
            DMatrixRMaj vector = eigen.getEigenVector(i);
            CommonOps_DDRM.multAddTransB(
                    Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal())), vector, vector, root);
        }
        return root;
    }

    private static DMatrixRMaj repeated(DMatrixRMaj means, List<Integer> counts) {
        DMatrixRMaj features =
                new DMatrixRMaj(counts.stream().mapToInt(Integer::intValue).sum(), means.numCols);
        int row = 0;
        for (int k = 0; k < counts.size(); k++) {
            for (int i = 0; i < counts.get(k); i++) {
                System.arraycopy(means.data, k * means.numCols, features.data, row++ * means.numCols, means.numCols);
            }
        }
        return features;
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }
}
