package org.ncollapse.metrics;

import org.ejml.simple.SimpleMatrix;

/**
 * Computes the metrics directly from their definitions: full d×d covariances, pseudo-inverses, normal equations. For
 * small data only.
 */
final class DirectDefinitions {
    final SimpleMatrix features;
    final SimpleMatrix targets;
    final SimpleMatrix means;
    final SimpleMatrix within;
    final SimpleMatrix between;
    final int[] labels;
    final int classes;

    DirectDefinitions(double[] values, int[] labels, int classes, int width) {
        int n = labels.length;
        this.labels = labels;
        this.classes = classes;
        features = new SimpleMatrix(n, width, true, values);
        targets = new SimpleMatrix(n, classes);
        for (int i = 0; i < n; i++) {
            targets.set(i, labels[i], 1);
        }
        SimpleMatrix counts = targets.transpose().mult(new SimpleMatrix(n, 1).plus(1));
        means = targets.transpose().mult(features);
        for (int k = 0; k < classes; k++) {
            for (int j = 0; j < width; j++) {
                means.set(k, j, means.get(k, j) / counts.get(k));
            }
        }
        SimpleMatrix residuals = features.minus(targets.mult(means));
        within = residuals.transpose().mult(residuals).divide(n);
        SimpleMatrix centered =
                means.minus(ones(classes, classes).divide(classes).mult(means));
        between = centered.transpose().mult(centered).divide(classes);
    }

    double nc1() {
        return within.mult(between.pseudoInverse()).trace() / classes;
    }

    double vci() {
        return 1
                - within.plus(between).pseudoInverse().mult(between).trace()
                        / Math.min(features.getNumCols(), classes - 1);
    }

    double stableRank() {
        double largest = features.svd().getSingleValue(0);
        double norm = features.normF();
        return norm * norm / (largest * largest);
    }

    /** [H 1] for a head with a bias, else H. */
    SimpleMatrix inputs(boolean bias) {
        return bias ? features.concatColumns(ones(features.getNumRows(), 1)) : features;
    }

    /** V_LS by the normal equations, K×p. */
    SimpleMatrix optimalHead(boolean bias, double decay) {
        SimpleMatrix x = inputs(bias);
        SimpleMatrix second = x.transpose().mult(x).divide(x.getNumRows());
        SimpleMatrix regularized =
                second.plus(SimpleMatrix.identity(x.getNumCols()).scale(decay));
        SimpleMatrix inverse = decay > 0 ? regularized.invert() : regularized.pseudoInverse();
        return targets.transpose().mult(x).divide(x.getNumRows()).mult(inverse);
    }

    /** ½tr(V_LS(Σ_W(x) + λI)V_LSᵀ). */
    double mseNc1(boolean bias, double decay) {
        SimpleMatrix optimal = optimalHead(bias, decay);
        SimpleMatrix x = inputs(bias);
        SimpleMatrix residuals = x.minus(targets.mult(classMeans(x)));
        SimpleMatrix spread = residuals
                .transpose()
                .mult(residuals)
                .divide(x.getNumRows())
                .plus(SimpleMatrix.identity(x.getNumCols()).scale(decay));
        return optimal.mult(spread).mult(optimal.transpose()).trace() / 2;
    }

    /** (1/2N)Σ_k n_k‖V_LS x̄_k − e_k‖². */
    double mseNc23(boolean bias, double decay) {
        SimpleMatrix x = inputs(bias);
        SimpleMatrix atMeans =
                targets.mult(classMeans(x)).mult(optimalHead(bias, decay).transpose());
        double norm = atMeans.minus(targets).normF();
        return norm * norm / (2 * x.getNumRows());
    }

    /** (1/2N)Σ‖Vx_i − e_{y_i}‖² + λ/2‖V‖². */
    double objective(SimpleMatrix head, boolean bias, double decay) {
        double residual = inputs(bias).mult(head.transpose()).minus(targets).normF();
        double norm = head.normF();
        return residual * residual / (2 * features.getNumRows()) + decay / 2 * norm * norm;
    }

    /** Returns the class means of the rows of x; zero for an empty class. */
    private SimpleMatrix classMeans(SimpleMatrix x) {
        SimpleMatrix sums = targets.transpose().mult(x);
        for (int k = 0; k < classes; k++) {
            double count = targets.getColumn(k).elementSum();
            for (int j = 0; count > 0 && j < x.getNumCols(); j++) {
                sums.set(k, j, sums.get(k, j) / count);
            }
        }
        return sums;
    }

    private static SimpleMatrix ones(int rows, int columns) {
        return new SimpleMatrix(rows, columns).plus(1);
    }
}
