package org.ncollapse.metrics;

import org.ncollapse.stats.Head;

/**
 * The spectra of one (epoch, layer, split), each in descending order.
 *
 * @param withinEigenvalues the d eigenvalues of Σ_W; zeros may be computed as ±ε times the largest
 * @param betweenEigenvalues the min(d, K−1) eigenvalues of Σ_B that can differ from zero
 * @param headSingularValues the min(d, K) singular values of W; empty for a layer that the head does not read
 */
public record Spectra(double[] withinEigenvalues, double[] betweenEigenvalues, double[] headSingularValues) {

    /** Returns the spectra; {@code head} is null for a layer that the head does not read. */
    public static Spectra of(Factorizations factorizations, Head head) {
        double[] ascending = factorizations.withinEigen().eigenvalues();
        double[] within = new double[ascending.length];
        for (int i = 0; i < within.length; i++) {
            within[i] = ascending[within.length - 1 - i];
        }
        double[] between = factorizations.betweenSvd().singularValues().clone();
        for (int i = 0; i < between.length; i++) {
            between[i] *= between[i];
        }
        return new Spectra(
                within,
                between,
                head == null ? new double[0] : ThinSvd.of(head.weights()).singularValues());
    }
}
