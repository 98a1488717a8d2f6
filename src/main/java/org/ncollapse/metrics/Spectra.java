package org.ncollapse.metrics;

import org.ncollapse.stats.Head;

/**
 * The spectra kept for each (epoch, layer, split), each in descending order.
 *
 * @param within Σ_W's d eigenvalues; those that are zero may come out as ±ε times the largest
 * @param between Σ_B's min(d, K−1) eigenvalues that need not be zero
 * @param head W's min(d, K) singular values; empty for a layer the head does not read
 */
public record Spectra(double[] within, double[] between, double[] head) {

    /** Takes the spectra out of one snapshot's factors; {@code head} is null for a layer that no head reads. */
    public static Spectra of(Factors factors, Head head) {
        double[] ascending = factors.within().values();
        double[] within = new double[ascending.length];
        for (int i = 0; i < within.length; i++) {
            within[i] = ascending[within.length - 1 - i];
        }
        double[] between = factors.between().values().clone();
        for (int i = 0; i < between.length; i++) {
            between[i] *= between[i];
        }
        return new Spectra(
                within,
                between,
                head == null ? new double[0] : ThinSvd.of(head.weights()).values());
    }
}
