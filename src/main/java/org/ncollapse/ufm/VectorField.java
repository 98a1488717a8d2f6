package org.ncollapse.ufm;

/** The right-hand side of dx/dt = F(x). */
@FunctionalInterface
interface VectorField {

    /** Writes F(x) to {@code into}, which must be a different array. */
    void evaluate(double[] x, double[] into);
}
