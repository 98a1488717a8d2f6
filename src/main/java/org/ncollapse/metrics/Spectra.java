package org.ncollapse.metrics;

import org.ncollapse.stats.Head;

/**
 * The spectra kept for each (epoch, layer, split), each in descending order.
 *
 * @param withinEigenvalues Σ_W's d eigenvalues; those that are zero may come out as ±ε times the largest
 * @param betweenEigenvalues Σ_B's min(d, K−1) eigenvalues that need not be zero
 * @param headSingularValues W's min(d, K) singular values; empty for a layer the head does not read
 */
public record Spectra(double[] withinEigenvalues, double[] betweenEigenvalues, double[] headSingularValues) {

    /** Takes the spectra out of one snapshot's factors; {@code head} is null for a layer that no head reads. */
    public static Spectra of(Factorizations factors, Head head) {
        double[] ascending = factors.withinEigen().eigenvalues();
        double[] within = new double[ascending.length];
        for (int i = 0; i < within.length; i++) {
            within[i] = ascending[within.length - 1 - i];
        }
        double[] between = factors.betweenSvd().singularValues().clone();
        for (int i = 0; i < between.length; i++) {
            between[i] *= between[i];
        }
        return new Spectra(
                within,
                between,
                head == null ? new double[0] : ThinSvd.of(head.weights()).singularValues());
    }
}
