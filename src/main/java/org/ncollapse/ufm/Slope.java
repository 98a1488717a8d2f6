package org.ncollapse.ufm;

/** The right-hand side of dx/dt = F(x). */
@FunctionalInterface
interface Slope {

    /** Writes F(x) to {@code into}, which is another array. */
    void at(double[] x, double[] into);
}
