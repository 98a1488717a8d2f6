package org.ncollapse.ufm;

/** Norms and products of vectors. */
final class Vectors {

    private Vectors() {}

    /** Returns Σ a_i b_i. */
    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Returns ‖x‖. */
    static double norm(double[] x) {
        return norm(x, 0, x.length);
    }

    /** Returns the norm of the elements from {@code from} to before {@code to}. */
    static double norm(double[] x, int from, int to) {
        return Math.sqrt(squaredNorm(x, from, to));
    }

    /** Returns the squared norm of the elements from {@code from} to before {@code to}. */
    static double squaredNorm(double[] x, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }
}
